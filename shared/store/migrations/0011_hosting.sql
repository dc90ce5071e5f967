-- What the administrator of a relay decided, and what the relay notes for them. A member's program has
-- none of it.

-- Devices that this relay does not serve. The council is not asked: there only the chair revokes.
CREATE TABLE blocked (
    council      INTEGER NOT NULL REFERENCES councils,
    device       BLOB NOT NULL,
    why          TEXT NOT NULL,
    since_millis INTEGER NOT NULL,
    PRIMARY KEY (council, device)
) WITHOUT ROWID;

-- The most that is kept here for a council, of a member, of an office, of a document (`about`). An empty
-- name: of each that has none of its own. NULL: any number.
CREATE TABLE quotas (
    council INTEGER NOT NULL REFERENCES councils,
    about   TEXT NOT NULL,
    name    TEXT NOT NULL,
    bytes   INTEGER,
    items   INTEGER,
    PRIMARY KEY (council, about, name)
) WITHOUT ROWID;

-- How much is kept of acts about documents and of changes, per document and writer: document 0 stands for
-- all documents, an empty author for all writers. Counted only in councils with quotas.
CREATE TABLE usage (
    council  INTEGER NOT NULL REFERENCES councils,
    document INTEGER NOT NULL,
    author   BLOB NOT NULL,
    items    INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    PRIMARY KEY (council, document, author)
) WITHOUT ROWID;

-- Which devices had a session here. `linked`: how many of them have not ended; it says nothing while no
-- program serves the file.
CREATE TABLE seen (
    council        INTEGER NOT NULL REFERENCES councils,
    device         BLOB NOT NULL,
    first_millis   INTEGER NOT NULL,
    last_millis    INTEGER NOT NULL,
    sessions       INTEGER NOT NULL,
    bytes_received INTEGER NOT NULL,
    bytes_sent     INTEGER NOT NULL,
    linked         INTEGER NOT NULL,
    PRIMARY KEY (council, device)
) WITHOUT ROWID;

-- Permissions to host one council each, handed out by the administrator: the SHA-256 of a secret.
CREATE TABLE hosting_offers (
    hash         BLOB PRIMARY KEY,
    note         TEXT NOT NULL,
    made_millis  INTEGER NOT NULL,
    until_millis INTEGER NOT NULL,
    -- Who took it.
    council      BLOB,
    taken_millis INTEGER
) WITHOUT ROWID;
