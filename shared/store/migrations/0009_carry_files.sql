-- How far carry files took and brought things.

-- Up to which of their blobs this store has read the files of a peer's log. How far it stands in the log
-- itself and in the receipts, cursors and receipts_cursors say, whatever brought it there.
CREATE TABLE carried_here (
    council     INTEGER NOT NULL REFERENCES councils,
    peer        BLOB NOT NULL,
    log         BLOB NOT NULL,
    blobs       INTEGER NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (council, peer, log)
) WITHOUT ROWID;

-- Up to where a peer said, in a file of its own, that it holds what is here: row and chain of this store's
-- log, number of its receipts and of its blobs. Counts only for the log named.
CREATE TABLE carried_there (
    council     INTEGER NOT NULL REFERENCES councils,
    peer        BLOB NOT NULL,
    log         BLOB NOT NULL,
    n           INTEGER NOT NULL,
    chain       BLOB NOT NULL,
    receipts    INTEGER NOT NULL,
    blobs       INTEGER NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (council, peer)
) WITHOUT ROWID;
