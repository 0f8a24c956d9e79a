-- Forgetting from two positions; several people in one event, each with a key; several keys for one person.

-- A person has a row in keys.stream_key under their own id, also when no stream begins with them. Here stands in
-- which streams a person who is no stream has a part, so that what was drawn from those can be drawn anew.
CREATE TABLE keys.part (
    person_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    PRIMARY KEY (person_id, stream_id)
);

-- Keys that a person had before the present one; they still open what they sealed.
CREATE TABLE keys.former_key (
    key_id uuid PRIMARY KEY REFERENCES keys.data_key (key_id),
    stream_id uuid NOT NULL
);
CREATE INDEX former_key_stream ON keys.former_key (stream_id);

-- One approval ended one key; now it ends all keys of one person, which keys.destroy looks after itself.
ALTER TABLE keys.data_key DROP CONSTRAINT data_key_destroyed_for_key;
CREATE INDEX data_key_destroyed_for ON keys.data_key (destroyed_for) WHERE destroyed_for IS NOT NULL;

GRANT SELECT ON keys.part, keys.former_key TO bluevitaal_service;

-- Returns the present keys of people who will have a part in an event of this stream; for who has none the new one
-- is kept. A destroyed key comes back without its secret.
CREATE FUNCTION keys.join(in_stream uuid, new_keys keys.new_key[])
RETURNS TABLE (person_id uuid, key_id uuid, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO keys.data_key (key_id, wrapped, kek_id)
    SELECT n.key_id, n.wrapped, n.kek_id FROM unnest(new_keys) n
    WHERE NOT EXISTS (SELECT FROM keys.stream_key s WHERE s.stream_id = n.stream_id);
    INSERT INTO keys.stream_key (stream_id, key_id)
    SELECT n.stream_id, n.key_id FROM unnest(new_keys) n JOIN keys.data_key d ON d.key_id = n.key_id
    ON CONFLICT DO NOTHING;
    -- Somebody else was first: the key that nobody got to use goes.
    DELETE FROM keys.data_key d USING unnest(new_keys) n
    WHERE d.key_id = n.key_id AND NOT EXISTS (SELECT FROM keys.stream_key s WHERE s.key_id = d.key_id);
    INSERT INTO keys.part (person_id, stream_id)
    SELECT n.stream_id, in_stream FROM unnest(new_keys) n WHERE n.stream_id <> in_stream
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT s.stream_id, d.key_id, d.wrapped FROM unnest(new_keys) n
        JOIN keys.stream_key s ON s.stream_id = n.stream_id JOIN keys.data_key d ON d.key_id = s.key_id;
END
$$;

REVOKE ALL ON FUNCTION keys.join FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.join TO bluevitaal_service;

-- Puts new keys in the place of the present ones, for events to come, and says how many. The owner's alone.
CREATE FUNCTION keys.renew(new_keys keys.new_key[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    renewed bigint;
BEGIN
    -- The lock of log.append: no event is on its way in under a key that goes.
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    WITH renewal AS (
        SELECT n.stream_id, s.key_id AS former, n.key_id, n.wrapped, n.kek_id
        FROM unnest(new_keys) n
        JOIN keys.stream_key s ON s.stream_id = n.stream_id
        JOIN keys.data_key d ON d.key_id = s.key_id AND d.wrapped IS NOT NULL
    ), made AS (
        INSERT INTO keys.data_key (key_id, wrapped, kek_id) SELECT r.key_id, r.wrapped, r.kek_id FROM renewal r
    ), kept AS (
        INSERT INTO keys.former_key (key_id, stream_id) SELECT r.former, r.stream_id FROM renewal r
    ), moved AS (
        UPDATE keys.stream_key s SET key_id = r.key_id FROM renewal r WHERE s.stream_id = r.stream_id
    )
    SELECT count(*) INTO renewed FROM renewal;
    RETURN renewed;
END
$$;

REVOKE ALL ON FUNCTION keys.renew FROM PUBLIC;

CREATE OR REPLACE FUNCTION keys.destroy(
    of_stream uuid,
    approved_in uuid,
    case_number text,
    OUT key_id uuid,
    OUT destroyed_at timestamptz,
    OUT facts bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    request log.event;
    approval log.event;
    held bigint;
    theirs uuid[];
    present keys.data_key;
    gone uuid;
BEGIN
    -- The lock of log.append: no event is on its way in under these keys.
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    SELECT d.* INTO present FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
    WHERE s.stream_id = of_stream FOR UPDATE OF d;
    IF present.key_id IS NULL THEN
        RAISE EXCEPTION 'stream % has no key', of_stream USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(f.key_id) INTO theirs FROM keys.former_key f WHERE f.stream_id = of_stream;
    theirs := array_append(theirs, present.key_id);
    IF present.wrapped IS NULL AND present.destroyed_for IS DISTINCT FROM approved_in THEN
        RAISE EXCEPTION 'the key of stream % was destroyed otherwise', of_stream
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM keys.data_key d WHERE d.destroyed_for = approved_in AND d.key_id <> ALL (theirs)) THEN
        RAISE EXCEPTION 'this approval ended the keys of somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What was destroyed before is told again without asking anew: the answer was in order then.
    IF present.wrapped IS NOT NULL THEN
        SELECT e.* INTO request FROM log.event e
        WHERE e.stream_id = approved_in AND e.type = 'erasure.requested' ORDER BY e.stream_version DESC LIMIT 1;
        SELECT e.* INTO approval FROM log.event e
        WHERE e.stream_id = approved_in AND e.type = 'erasure.approved' ORDER BY e.stream_version DESC LIMIT 1;
        SELECT max(e.stream_version) INTO held FROM log.event e
        WHERE e.stream_id = approved_in AND e.type = 'erasure.hold_placed';
        IF request.position IS NULL OR approval.position IS NULL
            OR approval.actor_id = request.actor_id
            OR approval.actor_role = request.actor_role
            OR approval.stream_version < request.stream_version
            OR approval.stream_version < held
        THEN
            RAISE EXCEPTION 'the erasure of stream % was not approved by a second person in another role', of_stream
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    UPDATE keys.data_key d SET wrapped = NULL, destroyed_at = clock_timestamp(), destroyed_for = approved_in
    WHERE d.key_id = ANY (theirs) AND d.wrapped IS NOT NULL;
    DELETE FROM web.draft w WHERE w.case_id = of_stream OR w.number = nullif(case_number, '');
    DELETE FROM web.account a WHERE a.case_id = of_stream;
    DELETE FROM web.kept_text k
    WHERE case_number <> '' AND (k.path || '/') LIKE '/trajecten/' || case_number || '/%';
    key_id := present.key_id;
    SELECT d.destroyed_at INTO destroyed_at FROM keys.data_key d WHERE d.key_id = present.key_id;
    SELECT count(*) INTO facts FROM log.event e
    WHERE e.stream_id = of_stream
    OR (
        e.stream_id IN (SELECT p.stream_id FROM keys.part p WHERE p.person_id = of_stream)
        AND EXISTS (SELECT FROM unnest(theirs) k WHERE position(uuid_send(k) IN e.payload) > 0)
    );
    FOREACH gone IN ARRAY theirs LOOP
        PERFORM pg_notify('key_destroyed', gone::text);
    END LOOP;
END
$$;
