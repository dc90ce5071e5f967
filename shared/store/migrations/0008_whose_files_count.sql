-- Whose acts may name files, and which blobs are named by one of them: so that what others name, however
-- much, is never looked through.

-- The keys of those who hold or once held a seat that publishes, as the roster held here says.
CREATE TABLE blob_publishers (
    council INTEGER NOT NULL REFERENCES councils,
    author  BLOB NOT NULL,
    PRIMARY KEY (council, author)
) WITHOUT ROWID;

-- 1: an act of one of these names it.
ALTER TABLE blobs ADD COLUMN named INTEGER NOT NULL DEFAULT 0;

CREATE INDEX blob_names_by_author ON blob_names (author, blob, document);
DROP INDEX blobs_not_whole;
CREATE INDEX blobs_to_come ON blobs (council, bytes, hash) WHERE named = 1 AND n IS NULL;
