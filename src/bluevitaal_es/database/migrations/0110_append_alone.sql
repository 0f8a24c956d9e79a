-- Ways in of their own for events that come alone, as most do: no arrays and loops that the others need.

-- The canonical form of an event, as 0002_log.sql describes it: what PostgreSQL sends for an array of what it sends for
-- each field, without the twenty bytes that say what array it is.
CREATE FUNCTION log.canonical(
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
RETURN substring(array_send(ARRAY[
    int8send(place), uuid_send(stream_id), int8send(stream_version), convert_to(type, 'UTF8'), int2send(form),
    timestamptz_send(happened_at), timestamptz_send(recorded_at), convert_to(actor_id, 'UTF8'),
    convert_to(actor_role, 'UTF8'), uuid_send(command_id), uuid_send(correlation_id), uuid_send(causation_id), payload
]) FROM 21);

-- That, hashed: the same bytes as before, put together faster.
CREATE OR REPLACE FUNCTION log.leaf(
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
RETURN sha256(log.canonical(
    place, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id, actor_role, command_id,
    correlation_id, causation_id, payload
));

-- Appends one event that is all of its append, on a stream that stands where expected and under the key that the
-- database has, with the same chain and canonical form as log.append. Returns its position. When anything is
-- otherwise it appends nothing and returns NULL: log.append, asked next, says what is the matter or knows what to do.
CREATE FUNCTION log.append_one(one log.new_event) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place bigint;
BEGIN
    -- By itself: what the next statement sees must be as it is once the lock is had.
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    INSERT INTO log.event
    SELECT
        head.next, one.stream_id, one.stream_version, one.type, one.form, one.happened_at, head.moment, one.actor_id,
        one.actor_role, one.command_id, one.correlation_id, one.causation_id, one.payload,
        sha256(head.hash || log.leaf(
            head.next, one.stream_id, one.stream_version, one.type, one.form, one.happened_at, head.moment,
            one.actor_id, one.actor_role, one.command_id, one.correlation_id, one.causation_id, one.payload
        ))
    FROM (
        SELECT l.position + 1 AS next, l.hash, greatest(clock_timestamp(), l.recorded_at) AS moment
        FROM log.event l ORDER BY l.position DESC LIMIT 1
    ) head
    WHERE one.recorded_at IS NULL
        AND one.stream_version = 1 + (SELECT max(l.stream_version) FROM log.event l WHERE l.stream_id = one.stream_id)
        AND substring(one.payload FROM 3 FOR 16) = (
            SELECT uuid_send(s.key_id) FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
            WHERE s.stream_id = one.stream_id AND d.wrapped IS NOT NULL
        )
        AND NOT EXISTS (SELECT FROM log.event l WHERE l.command_id = one.command_id)
    RETURNING position INTO place;
    IF place IS NOT NULL THEN
        PERFORM pg_notify('log_appended', place::text);
    END IF;
    RETURN place;
END
$$;

-- The same for several events, each of them all of its append: one by one, up to the first that is not so plain.
-- Returns the positions of those that went in; NULL if it was the first.
CREATE FUNCTION log.append_each(events log.new_event[]) RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one log.new_event;
    place bigint;
    link bytea;
    latest timestamptz;
    version bigint;
    key bytea;
    known_at bigint;
    places bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(1112294476, 1);
    SELECT l.position, l.hash, l.recorded_at INTO place, link, latest FROM log.event l ORDER BY l.position DESC LIMIT 1;
    FOREACH one IN ARRAY events LOOP
        SELECT
            (SELECT max(l.stream_version) FROM log.event l WHERE l.stream_id = one.stream_id),
            (SELECT uuid_send(s.key_id) FROM keys.stream_key s JOIN keys.data_key d ON d.key_id = s.key_id
             WHERE s.stream_id = one.stream_id AND d.wrapped IS NOT NULL),
            (SELECT l.position FROM log.event l WHERE l.command_id = one.command_id LIMIT 1)
        INTO version, key, known_at;
        EXIT WHEN one.recorded_at IS NOT NULL OR known_at IS NOT NULL
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
        places := places || place;
    END LOOP;
    IF places IS NOT NULL THEN
        PERFORM pg_notify('log_appended', place::text);
    END IF;
    RETURN places;
END
$$;

-- What it takes and answers stands with its first form in 0002_log.sql. It no longer tries the short way first:
-- one statement looks everything up, a loop links, one statement stores. And a refusal of the first event no longer
-- spoils the call for the others.
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
    -- For each event: the event before it in this call on the same stream, and where it goes, NULL if refused. As
    -- long from the start as the events: an array that begins at its second place would be unnested from there.
    earlier integer[];
    places bigint[] := array_fill(NULL::bigint, ARRAY[total]);
    moments timestamptz[] := array_fill(NULL::timestamptz, ARRAY[total]);
    links bytea[] := array_fill(NULL::bytea, ARRAY[total]);
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

REVOKE ALL ON FUNCTION log.canonical, log.append_one, log.append_each FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.canonical, log.append_one, log.append_each TO bluevitaal_service;
