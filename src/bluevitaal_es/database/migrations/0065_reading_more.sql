-- More of who looked: from where, under which policy, in whose place, and which cases stood in a list.
--
-- The canonical form of a row of 0050 is not touched. A row from now on has eleven fields after those, framed in the
-- same way; a row in which all eleven are absent is one of before and its form ends where it did. `policy` is never
-- absent from now on, so no new row can pass for an old one, nor the other way round.

SET LOCAL ROLE bluevitaal_owner;

ALTER TABLE reading.event
    -- What exactly, where event_code is too coarse: 'login.wrong', 'login.locked'.
    ADD COLUMN event_type text,
    -- The responsible one when somebody looks in their place: the id under which the case is guided.
    ADD COLUMN on_behalf_of text,
    -- 1 the name of a machine; 2 an address, cut off at once to /24 or /48.
    ADD COLUMN access_type smallint CHECK (access_type IN (1, 2)),
    ADD COLUMN access_point text,
    -- As DICOM counts: 6 access or use, 8 aggregation, 10 export or copy.
    ADD COLUMN life_cycle smallint CHECK (life_cycle BETWEEN 1 AND 15),
    -- As HL7 names confidentiality: N normal, R restricted, V very restricted.
    ADD COLUMN sensitivity text CHECK (sensitivity IN ('N', 'R', 'V')),
    -- A fingerprint of the table of acts, roles and ties that the rule was in.
    ADD COLUMN policy text,
    -- The event of the consent on which the look rests, if it rests on one.
    ADD COLUMN consent_ref uuid,
    ADD COLUMN second_factor boolean,
    -- How many cases stood in a list, and SHA-256 over their ids (16 bytes each) in the order shown.
    ADD COLUMN shown_count integer CHECK (shown_count >= 0),
    ADD COLUMN shown_hash bytea CHECK (octet_length(shown_hash) = 32);

ALTER TABLE reading.event
    DROP CONSTRAINT event_event_code_check,
    DROP CONSTRAINT event_purpose_check,
    DROP CONSTRAINT event_relation_check,
    ADD CONSTRAINT event_event_code_check CHECK (
        event_code IN ('read', 'search', 'report', 'export', 'refused', 'login', 'logout', 'emergency')
    ),
    ADD CONSTRAINT event_purpose_check CHECK (
        purpose IN (
            'hulpverlening', 'evaluatie', 'casuïstiek', 'klacht', 'beheer', 'nood', 'controle', 'inzage', 'toegang'
        )
    ),
    ADD CONSTRAINT event_relation_check CHECK (
        relation IN ('guides', 'covers', 'own', 'allowed', 'none', 'emergency')
    );

-- Which cases stood in a list. The row in the chain holds them by hash.
CREATE TABLE reading.shown (
    position bigint NOT NULL,
    place integer NOT NULL,
    case_id uuid NOT NULL,
    PRIMARY KEY (position, place)
);
CREATE INDEX shown_case ON reading.shown (case_id, position);

CREATE TRIGGER shown_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON reading.shown
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

GRANT SELECT ON reading.shown TO bluevitaal_service;

DROP FUNCTION reading.append;

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
    site text,
    event_type text,
    on_behalf_of text,
    access_type smallint,
    access_point text,
    life_cycle smallint,
    sensitivity text,
    policy text,
    consent_ref uuid,
    second_factor boolean,
    shown uuid[]
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
    shown_count integer;
    shown_hash bytea;
BEGIN
    IF policy IS NULL THEN
        RAISE not_null_violation USING MESSAGE = 'a look names the policy that was in force';
    END IF;
    IF shown IS NOT NULL THEN
        shown_count := cardinality(shown);
        SELECT sha256(coalesce(string_agg(uuid_send(s.id), ''::bytea ORDER BY s.n), ''::bytea)) INTO shown_hash
        FROM unnest(shown) WITH ORDINALITY AS s (id, n);
    END IF;
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
        || reading.framed(convert_to(event_type, 'UTF8'))
        || reading.framed(convert_to(on_behalf_of, 'UTF8'))
        || reading.framed(int2send(access_type))
        || reading.framed(convert_to(access_point, 'UTF8'))
        || reading.framed(int2send(life_cycle))
        || reading.framed(convert_to(sensitivity, 'UTF8'))
        || reading.framed(convert_to(policy, 'UTF8'))
        || reading.framed(uuid_send(consent_ref))
        || reading.framed(boolsend(second_factor))
        || reading.framed(int4send(shown_count))
        || reading.framed(shown_hash)
    ));
    INSERT INTO reading.event (
        position, recorded_at, event_code, action, outcome, actor_id, actor_role, purpose, case_id, object_type,
        object_ref, rule, relation, query_hash, session_id, correlation_id, site, event_type, on_behalf_of,
        access_type, access_point, life_cycle, sensitivity, policy, consent_ref, second_factor, shown_count,
        shown_hash, hash
    ) VALUES (
        place, moment, event_code, action, outcome, actor_id, actor_role, purpose, case_id, object_type,
        object_ref, rule, relation, query_hash, session_id, correlation_id, site, event_type, on_behalf_of,
        access_type, access_point, life_cycle, sensitivity, policy, consent_ref, second_factor, shown_count,
        shown_hash, link
    );
    IF shown_count > 0 THEN
        INSERT INTO reading.shown (position, place, case_id)
        SELECT place, s.n, s.id FROM unnest(shown) WITH ORDINALITY AS s (id, n);
    END IF;
    RETURN place;
END
$$;

REVOKE ALL ON FUNCTION reading.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reading.append TO bluevitaal_service;

-- Signed checkpoints hold this chain too: how many looks there were, and the hash of the last. Absent before.
ALTER TABLE log.checkpoint
    ADD COLUMN looks bigint CHECK (looks >= 0),
    ADD COLUMN looks_hash bytea CHECK (octet_length(looks_hash) = 32),
    ADD CHECK ((looks IS NULL) = (looks_hash IS NULL));
