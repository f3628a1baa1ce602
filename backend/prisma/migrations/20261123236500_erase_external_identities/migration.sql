-- By what somebody signed in elsewhere goes with the account.
SET LOCAL lock_timeout = '3s';
CALL hms_on_erasure('external_identities', 'user_id = (SELECT hms_erased_user())', 'DELETE');
-- Before the sessions that these are found by.
INSERT INTO erasure_rules (relation, position, subject, deed) OVERRIDING SYSTEM VALUE VALUES ('external_sign_ins', 0, 'false', 'DELETE');
CALL hms_on_erasure('external_sign_ins', 'session_id IN (SELECT s.id FROM sessions s WHERE s.user_id = (SELECT hms_erased_user()))', 'DELETE');
