-- Files that are attached to documents: acts of another kind name them, and the acts of others count.

-- As what an act names a blob. 0: a file of a published version; 1: an attachment.
ALTER TABLE blob_names ADD COLUMN named_as INTEGER NOT NULL DEFAULT 0;

-- Whose acts may attach files: the keys of those who belong to the council, as the roster held here says.
CREATE TABLE blob_attachers (
    council INTEGER NOT NULL REFERENCES councils,
    author  BLOB NOT NULL,
    PRIMARY KEY (council, author)
) WITHOUT ROWID;

-- Members are many and attachments of one blob few: these are looked for by blob.
CREATE INDEX blob_names_attached ON blob_names (blob, author, document) WHERE named_as = 1;
