-- Who may hold a document is asked for every item that goes out.

-- 1: a create act held here makes it for the whole council, and nothing narrows that.
ALTER TABLE documents ADD COLUMN open INTEGER NOT NULL DEFAULT 0;
-- The row of the newest act that may widen who may hold it; says when a folded answer is stale.
ALTER TABLE documents ADD COLUMN access_n INTEGER NOT NULL DEFAULT 0;

CREATE INDEX documents_not_open ON documents (council, key) WHERE open = 0;
CREATE INDEX acts_of_rights ON acts (council, n)
    WHERE kind IN ('found', 'relay', 'join', 'confirm', 'appoint', 'end-seat', 'unit', 'revoke',
                   'create', 'grant', 'release');
