-- Signed checkpoints of the log, kept beside it: a row says what the log held when it was signed. Only added to.
--
-- These rows help to find where a change began. Whoever can change the log can remove them too, so the copies that
-- count lie with somebody who cannot reach the database. What cannot be done without the key is to sign another.

CREATE TABLE log.checkpoint (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0),
    head_hash bytea NOT NULL CHECK (octet_length(head_hash) = 32),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    made_at timestamptz NOT NULL CHECK (made_at = date_trunc('second', made_at)),
    key_id text NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);

CREATE TRIGGER checkpoint_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON log.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

GRANT SELECT, INSERT ON log.checkpoint TO bluevitaal_service;
