-- Files that acts name: their bytes come in parts, in any session, and are kept once.

-- A blob that an act held here names, or that was made here. The size is part of the name.
CREATE TABLE blobs (
    key         INTEGER PRIMARY KEY,
    council     INTEGER NOT NULL REFERENCES councils,
    hash        BLOB NOT NULL,
    bytes       INTEGER NOT NULL,
    -- How many bytes are here, from the beginning.
    here        INTEGER NOT NULL DEFAULT 0,
    -- Its number once it is whole and its hash was right; NULL before.
    n           INTEGER,
    -- 1: a person wants it, however large it is.
    wished      INTEGER NOT NULL DEFAULT 0,
    -- Who brought what is here while it is not whole: a key, NULL for nobody, empty for several.
    source      BLOB,
    -- 1: parts of several peers turned out wrong together; it is taken from one alone.
    doubted     INTEGER NOT NULL DEFAULT 0,
    -- When the last part came, or it became whole.
    time_millis INTEGER NOT NULL DEFAULT 0,
    UNIQUE (council, bytes, hash)
);
CREATE INDEX blobs_not_whole ON blobs (council, bytes, hash) WHERE n IS NULL;
CREATE INDEX blobs_by_number ON blobs (council, n) WHERE n IS NOT NULL;

-- Which acts name a blob, of whom and about what. Whose acts count depends on the roster.
CREATE TABLE blob_names (
    blob     INTEGER NOT NULL REFERENCES blobs,
    act      BLOB NOT NULL,
    document INTEGER NOT NULL REFERENCES documents,
    author   BLOB NOT NULL,
    PRIMARY KEY (blob, act)
) WITHOUT ROWID;
CREATE INDEX blob_names_by_act ON blob_names (act);

-- The bytes, as they came, without gaps. A rowid table: rows are as large as their part.
CREATE TABLE blob_parts (
    blob   INTEGER NOT NULL REFERENCES blobs,
    offset INTEGER NOT NULL,
    part   BLOB NOT NULL,
    PRIMARY KEY (blob, offset)
);

-- Peers that brought a blob whose hash was wrong.
CREATE TABLE blobs_refused (
    blob        INTEGER NOT NULL REFERENCES blobs,
    peer        BLOB NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (blob, peer)
) WITHOUT ROWID;

-- Relays that said that they hold a blob.
CREATE TABLE blobs_confirmed (
    blob        INTEGER NOT NULL REFERENCES blobs,
    peer        BLOB NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (blob, peer)
) WITHOUT ROWID;

-- How many blobs became whole here so far: the number of the last one.
ALTER TABLE councils ADD COLUMN blobs INTEGER NOT NULL DEFAULT 0;
