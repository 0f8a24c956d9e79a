-- The function that adds to the log, faster: same answers, same canonical form, same chain.

-- The canonical form of an event, as 0002_log.sql describes it, hashed.
CREATE FUNCTION log.leaf(
    place bigint,
    stream_id uuid,
    stream_version bigint,
    type text,
    form smallint,
    happened_at timestamptz,
    recorded_at timestamptz,
    actor_id text,
    actor_role text,
    command_id uuid,
    correlation_id uuid,
    causation_id uuid,
    payload bytea
) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(
    '\x00000008'::bytea || int8send(place)
    || '\x00000010'::bytea || uuid_send(stream_id)
    || '\x00000008'::bytea || int8send(stream_version)
    || int4send(octet_length(convert_to(type, 'UTF8'))) || convert_to(type, 'UTF8')
    || '\x00000002'::bytea || int2send(form)
    || '\x00000008'::bytea || timestamptz_send(happened_at)
    || '\x00000008'::bytea || timestamptz_send(recorded_at)
    || int4send(octet_length(convert_to(actor_id, 'UTF8'))) || convert_to(actor_id, 'UTF8')
    || int4send(octet_length(convert_to(actor_role, 'UTF8'))) || convert_to(actor_role, 'UTF8')
    || '\x00000010'::bytea || uuid_send(command_id)
    || '\x00000010'::bytea || uuid_send(correlation_id)
    || coalesce('\x00000010'::bytea || uuid_send(causation_id), '\xffffffff'::bytea)
    || int4send(octet_length(payload)) || payload
);

-- What it takes and answers stands with its first form in 0002_log.sql. Events that are each the only one of their
-- append, on a stream that stands where expected and under the key that the database has, go in one by one. From
-- the first that is otherwise all take the long way: one statement looks everything up, a loop links, one statement
-- stores.
CREATE OR REPLACE FUNCTION log.append(
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
-- Its statements gain nothing from being planned anew for each array of events.
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    one log.new_event;
    e record;
    total CONSTANT integer := coalesce(cardinality(events), 0);
    nth integer := 0;
    verdict text;
    place bigint;
    link bytea;
    latest timestamptz;
    moment timestamptz;
    place_before bigint;
    link_before bytea;
    latest_before timestamptz;
    opened_at integer;
    first_of bigint;
    last_of bigint;
    stream uuid;
    version bigint;
    key bytea;
    refused_for text;
    fresh uuid;
    fresh_keys uuid[];
    commands uuid[];
    k integer;
    -- For each event: the event before it in this call on the same stream, and where it goes, NULL if refused.
    earlier integer[];
    places bigint[];
    moments timestamptz[];
    links bytea[];
BEGIN
    IF total = 0 THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    SELECT l.position, l.hash, l.recorded_at INTO place, link, latest FROM log.event l ORDER BY l.position DESC LIMIT 1;
    -- Appends are numbered from 1, so the last number says whether each of them is one event.
    IF (events[total]).append = total AND coalesce(cardinality(new_keys), 0) = 0 THEN
        FOREACH one IN ARRAY events LOOP
            SELECT
                (SELECT max(l.stream_version) FROM log.event l WHERE l.stream_id = one.stream_id),
                (SELECT uuid_send(s.key_id) FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
                 WHERE s.stream_id = one.stream_id AND d.wrapped IS NOT NULL),
                (SELECT l.position FROM log.event l WHERE l.command_id = one.command_id LIMIT 1)
            INTO version, key, first_of;
            EXIT WHEN one.recorded_at IS NOT NULL OR first_of IS NOT NULL
                OR one.stream_version IS DISTINCT FROM version + 1
                OR substring(one.payload FROM 3 FOR 16) IS DISTINCT FROM key;
            place := place + 1;
            latest := greatest(clock_timestamp(), latest);
            link := sha256(link || log.leaf(
                place, one.stream_id, one.stream_version, one.type, one.form, one.happened_at, latest, one.actor_id,
                one.actor_role, one.command_id, one.correlation_id, one.causation_id, one.payload
            ));
            INSERT INTO log.event VALUES (
                place, one.stream_id, one.stream_version, one.type, one.form, one.happened_at, latest, one.actor_id,
                one.actor_role, one.command_id, one.correlation_id, one.causation_id, one.payload, link
            );
            nth := nth + 1;
            outcome[nth] := 'appended';
            first_position[nth] := place;
            last_position[nth] := place;
            at_stream[nth] := one.stream_id;
            at_version[nth] := one.stream_version;
        END LOOP;
        IF nth > 0 THEN
            PERFORM pg_notify('log_appended', place::text);
        END IF;
        IF nth = total THEN
            RETURN;
        END IF;
        events := events[nth + 1:];
    END IF;
    IF place IS NULL THEN
        place := 0;
        link := decode(repeat('00', 32), 'hex');
    END IF;
    FOR e IN
        SELECT
            n.*,
            CASE WHEN n.opens THEN
                (SELECT l.position FROM log.event l WHERE l.command_id = n.command_id LIMIT 1)
            END AS known_at,
            CASE WHEN n.turns THEN
                (SELECT max(l.stream_version) FROM log.event l WHERE l.stream_id = n.stream_id)
            END AS stands_at,
            CASE WHEN n.turns THEN
                (SELECT uuid_send(s.key_id) FROM keys.stream_key s WHERE s.stream_id = n.stream_id)
            END AS key,
            CASE WHEN n.turns THEN
                (SELECT d.wrapped IS NULL FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
                 WHERE s.stream_id = n.stream_id)
            END AS key_gone
        FROM (
            SELECT
                u.*,
                lag(u.nth) OVER (PARTITION BY u.stream_id ORDER BY u.nth) AS earlier,
                u.append IS DISTINCT FROM (events[u.nth - 1]).append AS opens,
                u.append IS DISTINCT FROM (events[u.nth + 1]).append AS closes,
                u.append IS DISTINCT FROM (events[u.nth - 1]).append
                    OR u.stream_id <> (events[u.nth - 1]).stream_id AS turns
            FROM unnest(events) WITH ORDINALITY AS u (
                append, stream_id, stream_version, form, happened_at, type, command_id, correlation_id,
                causation_id, recorded_at, actor_id, actor_role, payload, nth
            )
        ) n
        ORDER BY n.nth
    LOOP
        earlier[e.nth] := e.earlier;
        IF e.opens THEN
            opened_at := e.nth;
            place_before := place;
            link_before := link;
            latest_before := latest;
            fresh_keys := NULL;
            stream := NULL;
            verdict := 'appended';
            IF e.known_at IS NOT NULL OR e.command_id = ANY (commands) THEN
                verdict := 'repeated';
            END IF;
        END IF;
        IF verdict = 'appended' THEN
            IF e.turns THEN
                stream := e.stream_id;
                refused_for := NULL;
                k := e.earlier;
                WHILE places[k] IS NULL AND k IS NOT NULL LOOP
                    k := earlier[k];
                END LOOP;
                IF k IS NOT NULL THEN
                    version := (events[k]).stream_version;
                    key := substring((events[k]).payload FROM 3 FOR 16);
                ELSE
                    version := e.stands_at;
                    key := e.key;
                    IF e.key_gone THEN
                        refused_for := 'destroyed_key';
                    ELSIF key IS NULL THEN
                        -- Two writes that begin the same stream come with a key each.
                        SELECT n.key_id, uuid_send(n.key_id) INTO fresh, key FROM unnest(new_keys) n
                        WHERE n.stream_id = stream
                        ORDER BY uuid_send(n.key_id) = substring(e.payload FROM 3 FOR 16) DESC LIMIT 1;
                        IF key IS NULL THEN
                            refused_for := 'missing_key';
                        END IF;
                        fresh_keys := fresh_keys || fresh;
                    END IF;
                END IF;
            END IF;
            -- The house counts versions from 1; the library lets a stream begin at 0.
            IF e.stream_version <> coalesce(version + 1, greatest(least(e.stream_version, 1), 0)) THEN
                verdict := 'conflict';
            ELSIF refused_for IS NOT NULL THEN
                verdict := refused_for;
            ELSIF substring(e.payload FROM 3 FOR 16) <> key THEN
                verdict := 'stale_key';
            END IF;
            IF verdict = 'appended' THEN
                IF e.opens THEN
                    IF e.recorded_at IS NULL THEN
                        moment := greatest(clock_timestamp(), latest);
                    ELSIF (SELECT o.kind FROM log.origin o) <> 'demo' THEN
                        RAISE EXCEPTION 'only a demonstration log takes a recorded_at from outside'
                            USING ERRCODE = 'invalid_parameter_value';
                    ELSIF e.recorded_at < latest THEN
                        RAISE EXCEPTION 'recorded_at % lies before %, that of the last event in the log',
                            e.recorded_at, latest
                            USING ERRCODE = 'invalid_parameter_value';
                    ELSE
                        moment := e.recorded_at;
                    END IF;
                    latest := moment;
                END IF;
                version := e.stream_version;
                place := place + 1;
                link := sha256(link || log.leaf(
                    place, e.stream_id, e.stream_version, e.type, e.form, e.happened_at, moment, e.actor_id,
                    e.actor_role, e.command_id, e.correlation_id, e.causation_id, e.payload
                ));
                places[e.nth] := place;
                moments[e.nth] := moment;
                links[e.nth] := link;
            ELSE
                FOR j IN opened_at..e.nth LOOP
                    places[j] := NULL;
                END LOOP;
                place := place_before;
                link := link_before;
                latest := latest_before;
            END IF;
        END IF;
        CONTINUE WHEN NOT e.closes;
        nth := nth + 1;
        first_of := NULL;
        last_of := NULL;
        IF verdict = 'appended' THEN
            first_of := place_before + 1;
            last_of := place;
            commands := commands || e.command_id;
            IF fresh_keys IS NOT NULL THEN
                INSERT INTO keys.data_key (key_id, wrapped, kek_id)
                SELECT n.key_id, n.wrapped, n.kek_id FROM unnest(new_keys) n WHERE n.key_id = ANY (fresh_keys)
                ON CONFLICT DO NOTHING;
                INSERT INTO keys.stream_key (stream_id, key_id)
                SELECT n.stream_id, n.key_id FROM unnest(new_keys) n WHERE n.key_id = ANY (fresh_keys)
                ON CONFLICT DO NOTHING;
            END IF;
        ELSIF verdict = 'repeated' THEN
            SELECT min(l.place), max(l.place) INTO first_of, last_of FROM (
                SELECT l.position AS place, l.command_id FROM log.event l WHERE l.command_id = e.command_id
                UNION ALL
                SELECT places[u.nth], u.command_id FROM unnest(events) WITH ORDINALITY AS u (
                    append, stream_id, stream_version, form, happened_at, type, command_id, correlation_id,
                    causation_id, recorded_at, actor_id, actor_role, payload, nth
                )
            ) l WHERE l.command_id = e.command_id;
        END IF;
        outcome[nth] := verdict;
        first_position[nth] := first_of;
        last_position[nth] := last_of;
        at_stream[nth] := stream;
        at_version[nth] := version;
    END LOOP;
    IF commands IS NOT NULL THEN
        INSERT INTO log.event (
            position, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id, actor_role,
            command_id, correlation_id, causation_id, payload, hash
        )
        SELECT
            n.place, n.stream_id, n.stream_version, n.type, n.form, n.happened_at, n.moment, n.actor_id, n.actor_role,
            n.command_id, n.correlation_id, n.causation_id, n.payload, n.link
        FROM ROWS FROM (unnest(events), unnest(places), unnest(moments), unnest(links)) AS n (
            append, stream_id, stream_version, form, happened_at, type, command_id, correlation_id,
            causation_id, recorded_at, actor_id, actor_role, payload, place, moment, link
        )
        WHERE n.place IS NOT NULL;
        PERFORM pg_notify('log_appended', place::text);
    END IF;
END
$$;

REVOKE ALL ON FUNCTION log.leaf FROM PUBLIC;
