-- The first schema: items, log, frontiers, what peers have, forks and gaps, index and search.
--
-- One file serves one council (a member's program) or several (a relay), so every table says whose
-- row it is. Ids of 16 to 32 bytes are kept once and pointed at by a small integer.
-- An act is named by the hash of its bytes and a change by the hash of its chunk: the identity is
-- the digest that finds damage, so no table needs a second one.
-- Times are milliseconds since 1970 (UTC) by this machine's clock, for display only.

-- One row: which store this is and where it was last opened, to notice that it was copied.
CREATE TABLE store (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    id      BLOB NOT NULL,
    machine TEXT NOT NULL,
    path    TEXT NOT NULL,
    inode   TEXT NOT NULL
);

-- A council held here, with the end of its log.
CREATE TABLE councils (
    key           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    log           BLOB NOT NULL,
    end_n         INTEGER NOT NULL DEFAULT 0,
    chain         BLOB NOT NULL,
    -- First 16 bytes of SHA-256 over the ids of all roster acts; says when a folded roster is stale.
    roster_digest BLOB NOT NULL,
    since_millis  INTEGER NOT NULL
);

-- Every log id this store stopped using, and why.
CREATE TABLE old_logs (
    council      INTEGER NOT NULL REFERENCES councils,
    log          BLOB NOT NULL,
    end_n        INTEGER NOT NULL,
    chain        BLOB NOT NULL,
    until_millis INTEGER NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (council, log)
) WITHOUT ROWID;

-- Logs of peers that brought something, so that a log row can name one with a small number.
CREATE TABLE origins (
    key     INTEGER PRIMARY KEY,
    council INTEGER NOT NULL REFERENCES councils,
    log     BLOB NOT NULL,
    UNIQUE (council, log)
);

-- Every document of which an act or a change is held. `digest` is what two nodes compare.
CREATE TABLE documents (
    key     INTEGER PRIMARY KEY,
    council INTEGER NOT NULL REFERENCES councils,
    id      BLOB NOT NULL,
    digest  BLOB NOT NULL,
    UNIQUE (council, id)
);

-- Signed statements, as their exact bytes. `document` is NULL for the roster. `waiting`: something
-- it cites, directly or not, is not here yet.
CREATE TABLE acts (
    key         INTEGER PRIMARY KEY,
    council     INTEGER NOT NULL REFERENCES councils,
    hash        BLOB NOT NULL,
    document    INTEGER REFERENCES documents,
    kind        TEXT NOT NULL,
    author      BLOB NOT NULL,
    time_millis INTEGER NOT NULL,
    waiting     INTEGER NOT NULL DEFAULT 0,
    n           INTEGER NOT NULL,
    bytes       BLOB NOT NULL,
    UNIQUE (council, hash)
);
CREATE INDEX acts_by_subject ON acts (council, document, hash);

-- Which waiting act waits for which act.
CREATE TABLE awaited (
    council INTEGER NOT NULL REFERENCES councils,
    missing BLOB NOT NULL,
    act     INTEGER NOT NULL,
    PRIMARY KEY (council, missing, act)
) WITHOUT ROWID;

-- The frontier: one writer of one document, and the last change of it that is held without a gap;
-- sequence 0 while all of it stands outside.
CREATE TABLE actors (
    key      INTEGER PRIMARY KEY,
    council  INTEGER NOT NULL REFERENCES councils,
    document INTEGER NOT NULL REFERENCES documents,
    actor    BLOB NOT NULL,
    author   BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    UNIQUE (document, actor)
);

-- Changes, as their exact plain chunk. A rowid table: rows are as large as their chunk.
CREATE TABLE changes (
    key          INTEGER PRIMARY KEY,
    council      INTEGER NOT NULL REFERENCES councils,
    document     INTEGER NOT NULL REFERENCES documents,
    hash         BLOB NOT NULL,
    actor        INTEGER NOT NULL REFERENCES actors,
    sequence     INTEGER NOT NULL,
    -- The same actor's change before this one; NULL for the first.
    previous     INTEGER,
    start_op     INTEGER NOT NULL,
    last_op      INTEGER NOT NULL,
    operations   INTEGER NOT NULL,
    time_seconds INTEGER NOT NULL,
    -- 1: on the losing branch of a fork or built on one, outside the frontier.
    fork         INTEGER NOT NULL DEFAULT 0,
    n            INTEGER NOT NULL,
    -- Hashes of 32 bytes, one after the other.
    dependencies BLOB NOT NULL,
    seal         BLOB,
    chunk        BLOB NOT NULL,
    UNIQUE (document, hash)
);
CREATE INDEX changes_by_position ON changes (actor, sequence);
CREATE INDEX changes_by_row ON changes (document, n);
CREATE INDEX changes_on_lost_branches ON changes (document, hash) WHERE fork = 1;

-- The heads of what is held inside the frontier.
CREATE TABLE heads (
    council  INTEGER NOT NULL REFERENCES councils,
    document INTEGER NOT NULL REFERENCES documents,
    hash     BLOB NOT NULL,
    PRIMARY KEY (document, hash)
) WITHOUT ROWID;

-- What was taken in, in order. Exactly one of `act` and `change` is set. `origin` is NULL for what
-- was written here. Only `check` follows these references: enforcing them would make SQLite look
-- through the whole log for every row set aside.
CREATE TABLE log (
    council INTEGER NOT NULL REFERENCES councils,
    n       INTEGER NOT NULL,
    chain   BLOB NOT NULL,
    act     INTEGER,
    change  INTEGER,
    origin  INTEGER REFERENCES origins,
    PRIMARY KEY (council, n),
    CHECK ((act IS NULL) <> (change IS NULL))
) WITHOUT ROWID;

-- Documents of which a peer waits for something, as it said with its last acknowledgement.
CREATE TABLE acknowledged_gaps (
    council  INTEGER NOT NULL REFERENCES councils,
    peer     BLOB NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (council, peer, document)
) WITHOUT ROWID;

-- Where this store stands in the logs of its peers. Per log: a copied device has one key and two
-- logs.
CREATE TABLE cursors (
    council     INTEGER NOT NULL REFERENCES councils,
    peer        BLOB NOT NULL,
    log         BLOB NOT NULL,
    n           INTEGER NOT NULL,
    chain       BLOB NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (council, peer, log)
) WITHOUT ROWID;

-- Up to where a peer said that it holds this store's log durably. Counts only for the log named.
CREATE TABLE acknowledged (
    council INTEGER NOT NULL REFERENCES councils,
    peer    BLOB NOT NULL,
    log     BLOB NOT NULL,
    n       INTEGER NOT NULL,
    chain   BLOB NOT NULL,
    PRIMARY KEY (council, peer)
) WITHOUT ROWID;

-- Items this store was told of, or was sent before what they build on, and that it does not have.
-- The item itself is not kept: fetching its subject brings it and what it needs.
-- `document` is NULL for a roster act; `missing` are hashes of 32 bytes, one after the other.
CREATE TABLE gaps (
    council      INTEGER NOT NULL REFERENCES councils,
    item         BLOB NOT NULL,
    document     BLOB,
    missing      BLOB NOT NULL,
    asked        BLOB NOT NULL,
    since_millis INTEGER NOT NULL,
    PRIMARY KEY (council, item)
) WITHOUT ROWID;

-- Changes that were built on a damaged one. Undamaged, and perhaps the only copy there is: they are
-- taken in again as soon as what they build on is back.
CREATE TABLE stranded (
    council  INTEGER NOT NULL REFERENCES councils,
    document BLOB NOT NULL,
    hash     BLOB NOT NULL,
    author   BLOB NOT NULL,
    origin   INTEGER REFERENCES origins,
    n        INTEGER NOT NULL,
    seal     BLOB,
    chunk    BLOB NOT NULL,
    PRIMARY KEY (council, document, hash)
);

-- Changes that share their place with another one: the key that wrote them was on two machines.
CREATE TABLE forks (
    council       INTEGER NOT NULL REFERENCES councils,
    document      INTEGER NOT NULL REFERENCES documents,
    change        INTEGER NOT NULL REFERENCES changes,
    found_millis  INTEGER NOT NULL,
    origin        INTEGER REFERENCES origins,
    PRIMARY KEY (document, change)
) WITHOUT ROWID;

-- Foreign items that were refused here. `document` is NULL for an act about the roster; `reason` is
-- the number of the protocol.
CREATE TABLE refused (
    council     INTEGER NOT NULL REFERENCES councils,
    item        BLOB NOT NULL,
    document    BLOB,
    act         INTEGER NOT NULL,
    peer        BLOB NOT NULL,
    never       INTEGER NOT NULL,
    reason      INTEGER NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (council, item)
) WITHOUT ROWID;

-- Items of this store that a peer refused.
CREATE TABLE refused_by (
    council     INTEGER NOT NULL REFERENCES councils,
    peer        BLOB NOT NULL,
    item        BLOB NOT NULL,
    document    BLOB,
    never       INTEGER NOT NULL,
    reason      INTEGER NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (council, peer, item)
) WITHOUT ROWID;

-- Receipts: per holder and document the greatest.
CREATE TABLE receipts (
    council  INTEGER NOT NULL REFERENCES councils,
    document BLOB NOT NULL,
    holder   BLOB NOT NULL,
    counter  INTEGER NOT NULL,
    receipt  BLOB NOT NULL,
    PRIMARY KEY (council, document, holder)
) WITHOUT ROWID;

-- Changes that a program could not decode or found to say something false about themselves.
CREATE TABLE voids (
    council     INTEGER NOT NULL REFERENCES councils,
    document    INTEGER NOT NULL REFERENCES documents,
    hash        BLOB NOT NULL,
    reason      TEXT NOT NULL,
    time_millis INTEGER NOT NULL,
    PRIMARY KEY (document, hash)
) WITHOUT ROWID;

-- What a list shows without opening the document. `basis` names the content it was made from.
CREATE TABLE summaries (
    document     INTEGER PRIMARY KEY REFERENCES documents,
    council      INTEGER NOT NULL REFERENCES councils,
    basis        BLOB NOT NULL,
    heads        BLOB NOT NULL,
    kind         TEXT NOT NULL,
    title        TEXT NOT NULL,
    unit         TEXT NOT NULL,
    archived     INTEGER NOT NULL,
    created      TEXT,
    changed      TEXT,
    open_actions INTEGER NOT NULL,
    conflicts    INTEGER NOT NULL,
    -- More derived facts as JSON, so that a new one needs no migration.
    more         TEXT NOT NULL
);
CREATE INDEX summaries_by_title ON summaries (council, title);

-- Current text. Rows are numbered as `documents`. Trigrams, because Indonesian puts its prefixes and
-- suffixes around the root: who looks for "setuju" wants "persetujuan" and "disetujui" too.
CREATE VIRTUAL TABLE texts USING fts5 (
    title, body,
    tokenize = 'trigram case_sensitive 0 remove_diacritics 1'
);

-- Small facts of a program, by name, each with its own version. `council` 0: of the whole store.
CREATE TABLE settings (
    council INTEGER NOT NULL,
    name    TEXT NOT NULL,
    version INTEGER NOT NULL,
    value   BLOB NOT NULL,
    PRIMARY KEY (council, name)
) WITHOUT ROWID;

-- Merge reports, kept until somebody has seen them and for a while after.
CREATE TABLE reports (
    key         INTEGER PRIMARY KEY,
    council     INTEGER NOT NULL REFERENCES councils,
    time_millis INTEGER NOT NULL,
    seen_millis INTEGER,
    body        TEXT NOT NULL
);

-- Damaged rows, as they were found.
CREATE TABLE quarantine (
    key         INTEGER PRIMARY KEY,
    council     INTEGER NOT NULL REFERENCES councils,
    document    BLOB,
    hash        BLOB NOT NULL,
    what        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    seal        BLOB,
    time_millis INTEGER NOT NULL
);
