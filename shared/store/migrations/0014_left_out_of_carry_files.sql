-- What stayed out of carry files for somebody it is for.

-- A row stays until the peer said that it has read a file with the piece. Rows of this store's log and numbers
-- of files count only for the log named.
CREATE TABLE left_out (
    council INTEGER NOT NULL REFERENCES councils,
    peer    BLOB NOT NULL,
    -- The id of a document, or the hash of a blob.
    piece   BLOB NOT NULL,
    -- Of a blob its size; NULL for a document.
    bytes   INTEGER,
    log     BLOB NOT NULL,
    -- The row up to which the peer holds the changes of the document all the same.
    after_n INTEGER NOT NULL,
    -- The first file of the newest unbroken series with it, and the first one after that without it.
    brought INTEGER,
    ended   INTEGER,
    PRIMARY KEY (council, peer, piece)
) WITHOUT ROWID;
