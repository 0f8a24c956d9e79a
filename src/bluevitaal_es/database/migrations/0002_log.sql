-- The event log: one dense, hash-chained table that is only ever added to, and the one function that adds to it.
--
-- The canonical form of an event, from which its leaf is computed, is the concatenation, in this order, of
--   position, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id, actor_role,
--   command_id, correlation_id, causation_id, payload
-- each as four bytes with the number of bytes that follow (big-endian), then those bytes:
--   bigint        8 bytes, big-endian, two's complement
--   smallint      2 bytes, big-endian, two's complement
--   uuid          16 bytes
--   text          UTF-8
--   bytea         as it is
--   timestamptz   8 bytes, big-endian: microseconds since 2000-01-01 00:00:00 UTC
-- An absent causation_id is the four bytes FF FF FF FF and nothing after them.
--   leaf = SHA-256(canonical form)
--   hash = SHA-256(hash of the event one position before || leaf); before position 1 stand 32 zero bytes.
-- This is what PostgreSQL sends for a row under COPY ... (FORMAT binary), so a checker need not rebuild it.

-- Data keys, wrapped by a key-encryption key that never enters the database. A destroyed key leaves its row,
-- without the key: what it sealed stays unreadable for ever and the chain stays whole.
CREATE TABLE keys.data_key (
    key_id uuid PRIMARY KEY,
    wrapped bytea,
    kek_id text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    CONSTRAINT destroyed_means_gone CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE INDEX data_key_kek ON keys.data_key (kek_id) WHERE wrapped IS NOT NULL;

CREATE TABLE keys.stream_key (
    stream_id uuid PRIMARY KEY,
    key_id uuid NOT NULL REFERENCES keys.data_key (key_id)
);
CREATE INDEX stream_key_key ON keys.stream_key (key_id);

CREATE TYPE keys.new_key AS (stream_id uuid, key_id uuid, wrapped bytea, kek_id text);

CREATE TABLE log.event (
    position bigint PRIMARY KEY,
    stream_id uuid NOT NULL,
    stream_version bigint NOT NULL,
    type text NOT NULL,
    form smallint NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor_id text NOT NULL,
    actor_role text NOT NULL,
    command_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id uuid,
    payload bytea NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (stream_id, stream_version)
);
CREATE INDEX event_command ON log.event (command_id);
-- Ciphertext does not compress; trying costs time.
ALTER TABLE log.event ALTER COLUMN payload SET STORAGE EXTERNAL;

-- A view: a row that every append updates would bloat under each long reader, and slow all appends down.
CREATE VIEW log.head AS
SELECT position, hash, recorded_at FROM log.event ORDER BY position DESC LIMIT 1;

CREATE TABLE log.origin (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    kind text NOT NULL CHECK (kind IN ('real', 'demo')),
    made_at timestamptz NOT NULL
);
INSERT INTO log.origin (kind, made_at) VALUES ('real', clock_timestamp());

CREATE TABLE log.case_number (
    year integer PRIMARY KEY,
    last integer NOT NULL
);

CREATE TYPE log.new_event AS (
    append integer,
    stream_id uuid,
    stream_version bigint,
    form smallint,
    happened_at timestamptz,
    type text,
    command_id uuid,
    correlation_id uuid,
    causation_id uuid,
    recorded_at timestamptz,
    actor_id text,
    actor_role text,
    payload bytea
);

-- Adds a batch of appends. The events of one append stand together and share `append` and `command_id`; the
-- version of the first event in each stream says which version the stream is expected to have before it.
-- For each append, in the order given, the answer holds in `outcome`
--   appended      its events stand at first_position to last_position
--   repeated      its command is in the log already; the positions are those of that first time
--   conflict      at_stream stands at at_version, not where expected; nothing of this append was added
--   stale_key     at_stream has another key than the one its payload was sealed under; nothing was added
--   missing_key   at_stream is new and no key came with it; nothing was added
--   destroyed_key the key of at_stream was destroyed; nothing was added
CREATE FUNCTION log.append(
    events log.new_event[],
    new_keys keys.new_key[],
    OUT outcome text[],
    OUT first_position bigint[],
    OUT last_position bigint[],
    OUT at_stream uuid[],
    OUT at_version bigint[]
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A plan that a connection made while the log was small would go on reading all of it.
SET enable_seqscan = off
AS $$
DECLARE
    e log.new_event;
    total CONSTANT integer := coalesce(cardinality(events), 0);
    i integer := 1;
    upto integer;
    verdict text;
    before bigint;
    place bigint;
    link bytea;
    latest timestamptz;
    moment timestamptz;
    first_of bigint;
    last_of bigint;
    version bigint;
    stream uuid;
    key uuid;
    key_gone boolean;
    key_bytes bytea;
    keys_to_keep uuid[];
BEGIN
    IF total = 0 THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    SELECT l.position, l.hash, l.recorded_at INTO place, link, latest FROM log.event l ORDER BY l.position DESC LIMIT 1;
    IF place IS NULL THEN
        place := 0;
        link := decode(repeat('00', 32), 'hex');
    END IF;
    before := place;
    WHILE i <= total LOOP
        e := events[i];
        upto := i;
        WHILE upto < total AND (events[upto + 1]).append = e.append LOOP
            upto := upto + 1;
        END LOOP;
        verdict := 'appended';
        stream := NULL;
        keys_to_keep := NULL;
        SELECT min(l.position), max(l.position) INTO first_of, last_of
        FROM log.event l WHERE l.command_id = e.command_id;
        IF first_of IS NOT NULL THEN
            verdict := 'repeated';
        ELSE
            FOR j IN i..upto LOOP
                e := events[j];
                IF stream IS DISTINCT FROM e.stream_id THEN
                    stream := e.stream_id;
                    SELECT v.version, s.key_id, d.wrapped IS NULL INTO version, key, key_gone
                    FROM (SELECT max(l.stream_version) AS version FROM log.event l WHERE l.stream_id = stream) v
                    LEFT JOIN keys.stream_key s ON s.stream_id = stream
                    LEFT JOIN keys.data_key d ON d.key_id = s.key_id;
                    -- The same stream may have had its turn earlier in this append.
                    FOR k IN REVERSE j - 2..i LOOP
                        IF (events[k]).stream_id = stream THEN
                            version := (events[k]).stream_version;
                            EXIT;
                        END IF;
                    END LOOP;
                    IF key IS NULL THEN
                        SELECT n.key_id INTO key FROM unnest(new_keys) n WHERE n.stream_id = stream LIMIT 1;
                        IF key IS NULL THEN
                            verdict := 'missing_key';
                        END IF;
                        keys_to_keep := keys_to_keep || stream;
                    ELSIF key_gone THEN
                        verdict := 'destroyed_key';
                    END IF;
                    key_bytes := uuid_send(key);
                END IF;
                -- The house counts versions from 1; the library lets a stream begin at 0.
                IF e.stream_version <> coalesce(version + 1, greatest(least(e.stream_version, 1), 0)) THEN
                    verdict := 'conflict';
                ELSIF verdict = 'appended' AND substring(e.payload FROM 3 FOR 16) <> key_bytes THEN
                    verdict := 'stale_key';
                END IF;
                EXIT WHEN verdict <> 'appended';
                version := e.stream_version;
            END LOOP;
        END IF;
        IF verdict = 'appended' THEN
            IF keys_to_keep IS NOT NULL THEN
                INSERT INTO keys.data_key (key_id, wrapped, kek_id)
                SELECT n.key_id, n.wrapped, n.kek_id FROM unnest(new_keys) n WHERE n.stream_id = ANY (keys_to_keep)
                ON CONFLICT DO NOTHING;
                INSERT INTO keys.stream_key (stream_id, key_id)
                SELECT n.stream_id, n.key_id FROM unnest(new_keys) n WHERE n.stream_id = ANY (keys_to_keep)
                ON CONFLICT DO NOTHING;
            END IF;
            IF e.recorded_at IS NULL THEN
                moment := greatest(clock_timestamp(), latest);
            ELSIF (SELECT o.kind FROM log.origin o) <> 'demo' THEN
                RAISE EXCEPTION 'only a demonstration log takes a recorded_at from outside'
                    USING ERRCODE = 'invalid_parameter_value';
            ELSIF e.recorded_at < latest THEN
                RAISE EXCEPTION 'recorded_at % lies before %, that of the last event in the log', e.recorded_at, latest
                    USING ERRCODE = 'invalid_parameter_value';
            ELSE
                moment := e.recorded_at;
            END IF;
            latest := moment;
            first_of := place + 1;
            FOR j IN i..upto LOOP
                e := events[j];
                place := place + 1;
                link := sha256(link || sha256(
                    '\x00000008'::bytea || int8send(place)
                    || '\x00000010'::bytea || uuid_send(e.stream_id)
                    || '\x00000008'::bytea || int8send(e.stream_version)
                    || int4send(octet_length(convert_to(e.type, 'UTF8'))) || convert_to(e.type, 'UTF8')
                    || '\x00000002'::bytea || int2send(e.form)
                    || '\x00000008'::bytea || timestamptz_send(e.happened_at)
                    || '\x00000008'::bytea || timestamptz_send(moment)
                    || int4send(octet_length(convert_to(e.actor_id, 'UTF8'))) || convert_to(e.actor_id, 'UTF8')
                    || int4send(octet_length(convert_to(e.actor_role, 'UTF8'))) || convert_to(e.actor_role, 'UTF8')
                    || '\x00000010'::bytea || uuid_send(e.command_id)
                    || '\x00000010'::bytea || uuid_send(e.correlation_id)
                    || coalesce('\x00000010'::bytea || uuid_send(e.causation_id), '\xffffffff'::bytea)
                    || int4send(octet_length(e.payload)) || e.payload
                ));
                INSERT INTO log.event (
                    position, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id, actor_role,
                    command_id, correlation_id, causation_id, payload, hash
                ) VALUES (
                    place, e.stream_id, e.stream_version, e.type, e.form, e.happened_at, moment, e.actor_id,
                    e.actor_role, e.command_id, e.correlation_id, e.causation_id, e.payload, link
                );
            END LOOP;
            last_of := place;
        ELSIF verdict <> 'repeated' THEN
            first_of := NULL;
            last_of := NULL;
        END IF;
        outcome := outcome || verdict;
        first_position := first_position || first_of;
        last_position := last_position || last_of;
        at_stream := at_stream || stream;
        at_version := at_version || version;
        i := upto + 1;
    END LOOP;
    IF place > before THEN
        PERFORM pg_notify('log_appended', place::text);
    END IF;
END
$$;

-- The next number of a year's cases, from 1. A number that was handed out and not used leaves a gap, no more.
CREATE FUNCTION log.next_case_number(wanted_year integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO log.case_number AS c (year, last) VALUES (wanted_year, 1)
    ON CONFLICT (year) DO UPDATE SET last = c.last + 1
    RETURNING c.last
$$;

-- Makes a log that is still empty a demonstration log, which takes moments of recording from outside.
CREATE FUNCTION log.mark_as_demo() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    UPDATE log.origin SET kind = 'demo' WHERE kind <> 'demo';
END
$$;

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the log is only added to', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION log.refuse_other_origin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM log.event) THEN
        RAISE EXCEPTION 'the log holds events: it stays what it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER event_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON log.event
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER origin_stays BEFORE DELETE OR TRUNCATE ON log.origin
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER origin_of_empty_log_only BEFORE UPDATE ON log.origin
    FOR EACH ROW EXECUTE FUNCTION log.refuse_other_origin();

REVOKE ALL ON FUNCTION log.append, log.next_case_number, log.mark_as_demo FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append, log.next_case_number, log.mark_as_demo TO bluevitaal_service;
GRANT SELECT ON log.event, log.head, log.origin, keys.data_key, keys.stream_key TO bluevitaal_service;
