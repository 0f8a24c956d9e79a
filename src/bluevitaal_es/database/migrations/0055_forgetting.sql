-- The end of a data key. The service role cannot change keys; it can ask for this one function, which looks in the
-- log itself for a request, an approval after it by another person, and no legal hold since.

-- The stream that holds the approval: one approval ends one key.
ALTER TABLE keys.data_key ADD COLUMN destroyed_for uuid UNIQUE;

CREATE FUNCTION keys.destroy(
    of_stream uuid,
    approved_in uuid,
    case_number text,
    OUT key_id uuid,
    OUT destroyed_at timestamptz,
    OUT facts bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    requester text;
    approver text;
    requested bigint;
    approved bigint;
    key keys.data_key;
BEGIN
    -- The lock of log.append: no event is on its way in under this key.
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    SELECT d.* INTO key FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
    WHERE s.stream_id = of_stream FOR UPDATE OF d;
    SELECT e.actor_id, e.stream_version INTO requester, requested FROM log.event e
    WHERE e.stream_id = approved_in AND e.type = 'erasure.requested' ORDER BY e.stream_version DESC LIMIT 1;
    SELECT e.actor_id, e.stream_version INTO approver, approved FROM log.event e
    WHERE e.stream_id = approved_in AND e.type = 'erasure.approved' ORDER BY e.stream_version DESC LIMIT 1;
    IF key.key_id IS NULL THEN
        RAISE EXCEPTION 'stream % has no key', of_stream USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF requester IS NULL OR approver IS NULL OR approver = requester OR approved < requested OR EXISTS (
        SELECT FROM log.event e
        WHERE e.stream_id = approved_in AND e.type = 'erasure.hold_placed' AND e.stream_version > approved
    ) THEN
        RAISE EXCEPTION 'the erasure of stream % was not approved by a second person', of_stream
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF key.wrapped IS NULL AND key.destroyed_for IS DISTINCT FROM approved_in THEN
        RAISE EXCEPTION 'the key of stream % was destroyed otherwise', of_stream
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE keys.data_key d SET wrapped = NULL, destroyed_at = clock_timestamp(), destroyed_for = approved_in
    WHERE d.key_id = key.key_id AND d.wrapped IS NOT NULL;
    DELETE FROM web.draft w WHERE w.case_id = of_stream OR w.number = nullif(case_number, '');
    DELETE FROM web.account a WHERE a.case_id = of_stream;
    DELETE FROM web.kept_text k
    WHERE case_number <> '' AND (k.path || '/') LIKE '/trajecten/' || case_number || '/%';
    key_id := key.key_id;
    SELECT d.destroyed_at INTO destroyed_at FROM keys.data_key d WHERE d.key_id = key.key_id;
    SELECT count(*) INTO facts FROM log.event e WHERE e.stream_id = of_stream;
    PERFORM pg_notify('key_destroyed', key.key_id::text);
END
$$;

REVOKE ALL ON FUNCTION keys.destroy FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.destroy TO bluevitaal_service;
