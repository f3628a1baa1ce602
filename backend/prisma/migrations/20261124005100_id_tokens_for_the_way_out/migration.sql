-- Whoever came through an OpenID Provider may sign out there, too, and shows it then the ID token that it gave (OpenID Connect
-- RP-Initiated Logout 1.0, 2). Sealed by the key ring; a sign-in that waits for its second step keeps it until the session opens.
SET LOCAL lock_timeout = '3s';
ALTER TABLE sessions ADD COLUMN id_token bytea;
ALTER TABLE auth_challenges ADD COLUMN id_token bytea;
-- Taken away when the session is over, or its key is about to leave the ring; by the sign-in and by jobs alone, as the policies say.
GRANT UPDATE (id_token) ON sessions TO hms_app;
GRANT UPDATE (id_token) ON auth_challenges TO hms_app;
