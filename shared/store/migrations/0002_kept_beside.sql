-- What is asked of a document again and again stands beside it, so that nobody reads all its acts or
-- changes for the answer.

-- As the first of its create acts states that can be read here; NULL while there is none.
ALTER TABLE documents ADD COLUMN kind TEXT;
-- Goes up with everything that may change what shows of the document, except the roster.
ALTER TABLE documents ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
-- The revision at which its summary was found right while all its writers counted.
ALTER TABLE documents ADD COLUMN summed_up INTEGER;

CREATE INDEX documents_to_sum_up ON documents (council, id) WHERE summed_up IS NOT revision;
CREATE INDEX actors_by_author ON actors (council, author, document);
