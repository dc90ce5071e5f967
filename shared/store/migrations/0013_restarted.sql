-- Documents that started over as another one.

-- 1: a restart act about it counts, by the acts held. It is its acts alone then: its digest says nothing of
-- changes, it has no heads, and its changes are neither sent nor taken.
ALTER TABLE documents ADD COLUMN restarted INTEGER NOT NULL DEFAULT 0;
-- When its text was removed here, in milliseconds since 1970; NULL: it is here. The rows of its changes stay,
-- without their bytes, because the log names them.
ALTER TABLE documents ADD COLUMN forgotten_millis INTEGER;

CREATE INDEX acts_of_restart ON acts (council, document) WHERE kind = 'restart';
