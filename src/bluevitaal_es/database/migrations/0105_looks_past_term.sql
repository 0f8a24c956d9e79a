-- Looks that are past their keeping time go, from the oldest on, up to a place that was signed when they were young.
--
-- A checkpoint that is older than the term says how many looks there were then, and the hash of the last: every one
-- of them is past its term, and the chain goes on from that hash. So the end of what may go is never a matter of what
-- somebody says now. What was removed, who asked and who did it are looks themselves, in the same chain.

SET LOCAL ROLE bluevitaal_owner;

-- Up to where looks were removed, with the hash that the chain goes on from, the checkpoint that signed both, and
-- where in the chain stands who asked for it and who did it.
CREATE TABLE reading.removed (
    upto bigint PRIMARY KEY CHECK (upto > 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    checkpoint bigint NOT NULL REFERENCES log.checkpoint (number),
    asked bigint NOT NULL,
    done bigint NOT NULL
);
CREATE TRIGGER removed_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON reading.removed
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

ALTER TABLE reading.event
    DROP CONSTRAINT event_event_code_check,
    ADD CONSTRAINT event_event_code_check CHECK (
        event_code IN (
            'read', 'search', 'report', 'export', 'refused', 'login', 'logout', 'emergency', 'removal'
        )
    );

-- The first look, of those still there, at a client for whom a legal hold stands, or at a list with them in it.
CREATE FUNCTION reading.first_held(held_cases uuid[]) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT min(f.position) FROM (
        SELECT e.position FROM reading.event e WHERE e.case_id = ANY (held_cases)
        UNION ALL
        SELECT s.position FROM reading.shown s WHERE s.case_id = ANY (held_cases)
    ) f
$$;

-- The places up to which looks may go: signed longer ago than the term, and before the first that a hold keeps.
-- The newest look always stays: the chain goes on from it.
CREATE FUNCTION reading.may_go_upto(years integer, held_cases uuid[])
RETURNS TABLE (checkpoint bigint, upto bigint, hash bytea, signed_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    first_held bigint := reading.first_held(held_cases);
    past timestamptz := clock_timestamp() - make_interval(years => years);
BEGIN
    IF years IS NULL OR years < 5 THEN
        RAISE EXCEPTION 'looks are kept for five years at least' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT c.number, c.looks, c.looks_hash, c.made_at FROM log.checkpoint c
        JOIN reading.event e ON e.position = c.looks AND e.hash = c.looks_hash
        WHERE c.made_at <= past AND e.recorded_at <= past
        AND (first_held IS NULL OR c.looks < first_held)
        AND EXISTS (SELECT FROM reading.event n WHERE n.position = c.looks + 1);
END
$$;

-- Removes the looks up to a place, on the word of a second person in another role, and says how many went. The cases
-- are those of the streams, in the same order, in which a legal hold stands; that none is left out is looked after.
CREATE FUNCTION reading.remove(
    last_to_go bigint,
    years integer,
    held_streams uuid[],
    held_cases uuid[],
    actor_id text,
    actor_role text,
    correlation_id uuid,
    site text,
    policy text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    boundary record;
    request reading.event;
    what text := 'inzagen tot en met ' || last_to_go;
    done bigint;
    gone bigint;
BEGIN
    -- The lock of reading.append: no look is on its way in.
    PERFORM pg_advisory_xact_lock(1112294476, 50);
    IF cardinality(held_streams) <> cardinality(held_cases) OR EXISTS (
        SELECT FROM log.event e WHERE e.type IN ('erasure.hold_placed', 'erasure.hold_lifted')
        AND e.stream_id <> ALL (held_streams)
        GROUP BY e.stream_id
        HAVING count(*) FILTER (WHERE e.type = 'erasure.hold_placed')
            > count(*) FILTER (WHERE e.type = 'erasure.hold_lifted')
    ) THEN
        RAISE EXCEPTION 'a legal hold was left out' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT b.* INTO boundary FROM reading.may_go_upto(years, held_cases) b WHERE b.upto = last_to_go LIMIT 1;
    IF boundary.upto IS NULL THEN
        RAISE EXCEPTION 'the looks up to % may not go', last_to_go USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT e.* INTO request FROM reading.event e
    WHERE e.event_code = 'removal' AND e.event_type = 'removal.asked' AND e.object_ref = what
    ORDER BY e.position DESC LIMIT 1;
    IF request.position IS NULL
        OR request.actor_id = remove.actor_id
        OR request.actor_role = remove.actor_role
    THEN
        RAISE EXCEPTION 'no second person in another role agreed to this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    done := reading.append(
        'removal', 'D', 0::smallint, actor_id, actor_role, 'beheer', NULL, 'logboek', what, '', 'none', NULL, NULL,
        correlation_id, site, 'removal.done', request.actor_id, NULL, NULL, NULL, 'R', policy, NULL, NULL, NULL
    );
    INSERT INTO reading.removed VALUES (boundary.upto, boundary.hash, boundary.checkpoint, request.position, done);
    -- Whoever waits to record a look waits for the lock above anyway; readers do not.
    ALTER TABLE reading.event DISABLE TRIGGER event_only_added_to;
    ALTER TABLE reading.shown DISABLE TRIGGER shown_only_added_to;
    DELETE FROM reading.shown s WHERE s.position <= last_to_go;
    DELETE FROM reading.event e WHERE e.position <= last_to_go;
    GET DIAGNOSTICS gone = ROW_COUNT;
    ALTER TABLE reading.event ENABLE TRIGGER event_only_added_to;
    ALTER TABLE reading.shown ENABLE TRIGGER shown_only_added_to;
    RETURN gone;
END
$$;

REVOKE ALL ON FUNCTION reading.first_held, reading.may_go_upto, reading.remove FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reading.first_held, reading.may_go_upto, reading.remove TO bluevitaal_service;
GRANT SELECT ON reading.removed TO bluevitaal_service;
-- The next request is found without reading all of them.
CREATE INDEX event_removal ON reading.event (position) WHERE event_code = 'removal';

-- A projection that cannot be drawn past a place; it counts for as long as the projection stands there.
CREATE TABLE clockwork.stuck (
    projection text PRIMARY KEY,
    position bigint NOT NULL,
    fault text NOT NULL,
    since timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON clockwork.stuck TO bluevitaal_service;
