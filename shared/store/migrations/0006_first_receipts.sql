-- Where a decided text was held since when.

-- A receipt is replaced by the holder's next one, and with it the time at which the holder first stated
-- to hold what was decided since. So of each text that was submitted the first receipt is kept that names
-- all its heads, once it is replaced. There are no more than submissions times holders.
CREATE TABLE first_receipts (
    council  INTEGER NOT NULL REFERENCES councils,
    document BLOB NOT NULL,
    holder   BLOB NOT NULL,
    -- The heads of the text: hashes of 32 bytes, ascending, one after the other.
    heads    BLOB NOT NULL,
    receipt  BLOB NOT NULL,
    PRIMARY KEY (council, document, holder, heads)
) WITHOUT ROWID;

CREATE INDEX acts_that_name_texts ON acts (document, kind, n) WHERE kind IN ('submit', 'decide');
