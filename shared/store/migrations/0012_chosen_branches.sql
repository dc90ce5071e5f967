-- Which branches of forks the chair chose: folded from the acts held, kept so that a change finds its place
-- without a fold. The newest choice of a document has rank 0.
CREATE TABLE chosen (
    document INTEGER NOT NULL REFERENCES documents,
    rank     INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    PRIMARY KEY (document, rank)
) WITHOUT ROWID;

-- The documents about whose forks something was said: few, and looked at after every act about the council.
CREATE INDEX acts_of_choice ON acts (council, document) WHERE kind = 'choose-branch';
