-- What is rare in the log is found without reading what lies between. Only rare rows are in these indexes, so the other deeds
-- pay for a comparison and nothing more. A page of what is frequent is full soon, in the order of time.
-- Here are their names alone: no row is read. Whoever migrates builds them afterwards, part by part and concurrently.
SET LOCAL lock_timeout = '3s';
CREATE INDEX audit_events_not_done_idx ON ONLY audit_events (outcome, recorded DESC, seq DESC) WHERE outcome <> 'success';
CREATE INDEX audit_events_deletions_idx ON ONLY audit_events (recorded DESC, seq DESC) WHERE action = 'D';
