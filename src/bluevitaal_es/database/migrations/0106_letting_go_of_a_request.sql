-- Who asked for contact without an account and takes that back before anybody took it on, is nobody's client:
-- their key goes at once. The service role cannot change keys; this function looks in the log itself whether it was
-- taken back, and that nobody took it on. `told_in` is the stream that keeps the certificate.
CREATE FUNCTION keys.let_go(
    of_request uuid,
    told_in uuid,
    OUT key_id uuid,
    OUT destroyed_at timestamptz,
    OUT facts bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid[];
    present keys.data_key;
    gone uuid;
BEGIN
    -- The lock of log.append: no event is on its way in under these keys.
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    SELECT d.* INTO present FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
    WHERE s.stream_id = of_request FOR UPDATE OF d;
    IF present.key_id IS NULL THEN
        RAISE EXCEPTION 'stream % has no key', of_request USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(f.key_id) INTO theirs FROM keys.former_key f WHERE f.stream_id = of_request;
    theirs := array_append(theirs, present.key_id);
    IF present.wrapped IS NULL AND present.destroyed_for IS DISTINCT FROM told_in THEN
        RAISE EXCEPTION 'the key of stream % was destroyed otherwise', of_request
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM keys.data_key d WHERE d.destroyed_for = told_in AND d.key_id <> ALL (theirs)) THEN
        RAISE EXCEPTION 'that stream tells of the end of somebody else''s keys'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM log.event e WHERE e.stream_id = of_request AND e.type = 'request.withdrawn')
        -- Taken on, closed, registered, or no request at all: then the ordinary way, by two people.
        OR EXISTS (
            SELECT FROM log.event e
            WHERE e.stream_id = of_request
            AND e.type NOT IN ('request.made', 'request.changed', 'request.overdue', 'request.withdrawn')
        )
        OR EXISTS (SELECT FROM log.event e WHERE e.stream_id = told_in AND e.type = 'erasure.hold_placed')
    THEN
        RAISE EXCEPTION 'request % was not taken back before anybody took it on', of_request
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE keys.data_key d SET wrapped = NULL, destroyed_at = clock_timestamp(), destroyed_for = told_in
    WHERE d.key_id = ANY (theirs) AND d.wrapped IS NOT NULL;
    DELETE FROM web.first_request f WHERE f.id = of_request;
    key_id := present.key_id;
    SELECT d.destroyed_at INTO destroyed_at FROM keys.data_key d WHERE d.key_id = present.key_id;
    SELECT count(*) INTO facts FROM log.event e WHERE e.stream_id = of_request;
    FOREACH gone IN ARRAY theirs LOOP
        PERFORM pg_notify('key_destroyed', gone::text);
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION keys.let_go FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.let_go TO bluevitaal_service;
