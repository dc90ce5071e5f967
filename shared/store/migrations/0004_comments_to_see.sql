-- Which comments of others this person has still to see. Only a member's program notes any.

CREATE TABLE comments_to_see (
    council     INTEGER NOT NULL REFERENCES councils,
    act         BLOB NOT NULL,
    -- When it was seen; 0: it was there before this person came, and counts as seen.
    seen_millis INTEGER,
    PRIMARY KEY (council, act)
) WITHOUT ROWID;
CREATE INDEX comments_not_seen ON comments_to_see (council, act) WHERE seen_millis IS NULL;

-- Up to which row of the log comments were noted.
ALTER TABLE councils ADD COLUMN comments_noted INTEGER NOT NULL DEFAULT 0;
-- What came before there were notices counts as seen: a new program begins with nothing to tell.
UPDATE councils SET comments_noted = end_n;

CREATE INDEX comments_by_row ON acts (council, n) WHERE kind = 'comment';
