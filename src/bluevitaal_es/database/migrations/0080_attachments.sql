-- Scans and other files of a person, sealed under the key of their stream and found by the SHA-256 of what is sealed.
-- Only added to, like the log: an event names the hash, so a file cannot be exchanged. Once the key is destroyed
-- nobody can open it again.

CREATE SCHEMA attachment AUTHORIZATION bluevitaal_owner;

CREATE TABLE attachment.sealed_file (
    sha256 bytea PRIMARY KEY CHECK (sha256 = pg_catalog.sha256(sealed)),
    stream_id uuid NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 29 AND 5500000),
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX sealed_file_stream ON attachment.sealed_file (stream_id);

CREATE TRIGGER sealed_file_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON attachment.sealed_file
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

GRANT USAGE ON SCHEMA attachment TO bluevitaal_service;
GRANT SELECT (sha256, stream_id, sealed, kept_at), INSERT (sha256, stream_id, sealed)
    ON attachment.sealed_file TO bluevitaal_service;
