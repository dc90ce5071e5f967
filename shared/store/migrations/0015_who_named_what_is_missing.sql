-- What is missing, by whoever named it.

-- Everybody's word stands by itself: it is given up when whoever gave it turns out not to hold the item, and
-- only what it named itself is told to it. `act` says what kind of item it is, `document` what it is about:
-- NULL for the council. `missing` are hashes of 32 bytes, one after the other. `asked` is who named it, and
-- `unfound` how many gave all they hold of the subject, and it was not among that.
CREATE TABLE named_gaps (
    council      INTEGER NOT NULL REFERENCES councils,
    item         BLOB NOT NULL,
    asked        BLOB NOT NULL,
    act          INTEGER NOT NULL,
    document     BLOB,
    missing      BLOB NOT NULL,
    since_millis INTEGER NOT NULL,
    unfound      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (council, item, asked)
) WITHOUT ROWID;
INSERT INTO named_gaps (council, item, asked, act, document, missing, since_millis)
    SELECT council, item, asked, document IS NULL, document, missing, since_millis FROM gaps;
DROP TABLE gaps;
ALTER TABLE named_gaps RENAME TO gaps;
