-- The reading log: who looked at what, when, as what and by which rule. Never content, names or search words.
--
-- It is of the same make as log.event and stands apart from it, so that each has its own keeping time. The fields
-- are those that NEN 7513 asks at least. The canonical form of a row is that of log.event (see 0002): what
-- PostgreSQL sends for the columns before `hash`, in their order, under COPY ... (FORMAT binary), without the
-- number of columns. An absent value is the four bytes FF FF FF FF.
--   hash = SHA-256(hash of the row one position before || SHA-256(canonical form)); before position 1, 32 zero bytes.

SET LOCAL ROLE bluevitaal_owner;

CREATE SCHEMA reading;
GRANT USAGE ON SCHEMA reading TO bluevitaal_service;

CREATE TABLE reading.event (
    position bigint PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    event_code text NOT NULL CHECK (event_code IN ('read', 'search', 'report', 'export', 'refused')),
    -- Create, read, update, delete, execute.
    action text NOT NULL CHECK (action IN ('C', 'R', 'U', 'D', 'E')),
    -- 0 it was given; 4 it was not there or the request was not in order; 8 the policy refused; 12 we failed.
    outcome smallint NOT NULL CHECK (outcome IN (0, 4, 8, 12)),
    actor_id text NOT NULL,
    actor_role text NOT NULL,
    -- Checking the log and reading one's own file are none of the other six, and must not pass for one of them.
    purpose text NOT NULL CHECK (
        purpose IN ('hulpverlening', 'evaluatie', 'casuïstiek', 'klacht', 'beheer', 'nood', 'controle', 'inzage')
    ),
    case_id uuid,
    object_type text NOT NULL,
    -- The address with the places of names and numbers left open, never an address that somebody typed.
    object_ref text NOT NULL,
    -- The act of the policy that was asked; empty when the page asks none.
    rule text NOT NULL,
    relation text NOT NULL CHECK (relation IN ('guides', 'own', 'none')),
    query_hash bytea CHECK (octet_length(query_hash) = 32),
    session_id text,
    correlation_id uuid NOT NULL,
    site text NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX event_case ON reading.event (case_id, position) WHERE case_id IS NOT NULL;

CREATE VIEW reading.head AS
SELECT position, hash, recorded_at FROM reading.event ORDER BY position DESC LIMIT 1;

-- A value as COPY sends it: its length and its bytes.
CREATE FUNCTION reading.framed(value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(int4send(octet_length(value)) || value, '\xffffffff'::bytea)
$$;

-- Adds one look and returns its position. The moment is that of the database, and never before the last one.
CREATE FUNCTION reading.append(
    event_code text,
    action text,
    outcome smallint,
    actor_id text,
    actor_role text,
    purpose text,
    case_id uuid,
    object_type text,
    object_ref text,
    rule text,
    relation text,
    query_hash bytea,
    session_id text,
    correlation_id uuid,
    site text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A plan that a connection made while the log was small would go on reading all of it.
SET enable_seqscan = off
AS $$
DECLARE
    place bigint;
    link bytea;
    moment timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(1112294476, 50);
    SELECT h.position + 1, h.hash, greatest(clock_timestamp(), h.recorded_at) INTO place, link, moment
    FROM reading.head h;
    IF place IS NULL THEN
        place := 1;
        link := decode(repeat('00', 32), 'hex');
        moment := clock_timestamp();
    END IF;
    link := sha256(link || sha256(
        reading.framed(int8send(place))
        || reading.framed(timestamptz_send(moment))
        || reading.framed(convert_to(event_code, 'UTF8'))
        || reading.framed(convert_to(action, 'UTF8'))
        || reading.framed(int2send(outcome))
        || reading.framed(convert_to(actor_id, 'UTF8'))
        || reading.framed(convert_to(actor_role, 'UTF8'))
        || reading.framed(convert_to(purpose, 'UTF8'))
        || reading.framed(uuid_send(case_id))
        || reading.framed(convert_to(object_type, 'UTF8'))
        || reading.framed(convert_to(object_ref, 'UTF8'))
        || reading.framed(convert_to(rule, 'UTF8'))
        || reading.framed(convert_to(relation, 'UTF8'))
        || reading.framed(query_hash)
        || reading.framed(convert_to(session_id, 'UTF8'))
        || reading.framed(uuid_send(correlation_id))
        || reading.framed(convert_to(site, 'UTF8'))
    ));
    INSERT INTO reading.event VALUES (
        place, moment, event_code, action, outcome, actor_id, actor_role, purpose, case_id, object_type, object_ref,
        rule, relation, query_hash, session_id, correlation_id, site, link
    );
    RETURN place;
END
$$;

CREATE TRIGGER event_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON reading.event
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

REVOKE ALL ON FUNCTION reading.append, reading.framed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reading.append TO bluevitaal_service;
GRANT SELECT ON reading.event, reading.head TO bluevitaal_service;
