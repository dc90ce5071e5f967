-- Receipts go through this store to everybody, and what is shown of each document stands ready.

-- How many receipts were kept here so far: the number of the last one.
ALTER TABLE councils ADD COLUMN receipts INTEGER NOT NULL DEFAULT 0;

-- The number this receipt got when it was kept. Whoever was told up to a number lacks those above it.
ALTER TABLE receipts ADD COLUMN n INTEGER NOT NULL DEFAULT 0;
-- Whose log brought it; NULL for one that was signed here.
ALTER TABLE receipts ADD COLUMN origin INTEGER REFERENCES origins;
-- As the receipt states.
ALTER TABLE receipts ADD COLUMN time_millis INTEGER NOT NULL DEFAULT 0;
-- Changes the holder is known to hold with all they are built on: those the receipt names and, as long
-- as it names one that is not here, the heads of this store that an earlier one named. Hashes of 32
-- bytes, ascending, one after the other.
ALTER TABLE receipts ADD COLUMN heads BLOB NOT NULL DEFAULT x'';
CREATE INDEX receipts_by_number ON receipts (council, n, holder, origin);

-- Up to which number this store was told the receipts of a log of a peer.
CREATE TABLE receipts_cursors (
    council     INTEGER NOT NULL REFERENCES councils,
    peer        BLOB NOT NULL,
    log         BLOB NOT NULL,
    n           INTEGER NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (council, peer, log)
) WITHOUT ROWID;

-- How far somebody says to have read a document, folded from `seen` acts; whose word counts depends on
-- the roster. Hashes of 32 bytes, ascending, one after the other.
CREATE TABLE readings (
    document    INTEGER NOT NULL REFERENCES documents,
    reader      BLOB NOT NULL,
    council     INTEGER NOT NULL REFERENCES councils,
    act         BLOB NOT NULL,
    time_millis INTEGER NOT NULL,
    heads       BLOB NOT NULL,
    PRIMARY KEY (document, reader)
) WITHOUT ROWID;
CREATE INDEX readings_by_reader ON readings (council, reader);
