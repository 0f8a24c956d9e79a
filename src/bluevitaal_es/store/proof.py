"""A small file that proves that the events of one stream stand unaltered in the log of a checkpoint.

It holds the checkpoint and, for each event, its canonical form, the hash of the event before it, and its
audit path in the Merkle tree of RFC 6962 over all hashes. With these anybody can work out the signed root;
nothing of other streams but hashes is in it. What was said stays sealed: the proof is about the sealed form.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import LiteralString
from uuid import UUID

import psycopg

from bluevitaal_es.store.checkpoint import Checkpoint, CheckpointFault
from bluevitaal_es.store.merkle import inclusion_proofs
from bluevitaal_es.store.verify import BEFORE_THE_FIRST

KIND = "BLUEVITAAL BEWIJS 1"

#: Position, canonical form, and the hash of the event before it.
EVENTS: LiteralString = """
    SELECT position,
           log.canonical(
               position, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id,
               actor_role, command_id, correlation_id, causation_id, payload
           ),
           (SELECT b.hash FROM log.event b WHERE b.position = e.position - 1)
    FROM log.event e
    WHERE stream_id = %s AND position <= %s
    ORDER BY position
"""
HASHES: LiteralString = (
    "COPY (SELECT hash FROM log.event WHERE position <= %s ORDER BY position) TO STDOUT (FORMAT binary)"
)


def make_proof(
    connection: psycopg.Connection, number: str, stream_id: UUID, checkpoint: Checkpoint
) -> tuple[str, int]:
    """Return the proof for all events of a stream up to a checkpoint, and how many events that are.

    The connection is in no transaction. `number` is what people call the stream.

    Raises CheckpointFault when the log does not lead to the root of the checkpoint, or the stream has no
    events in it.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        events = connection.execute(EVENTS, [stream_id, checkpoint.position], binary=True).fetchall()
        places = {position - 1 for position, _, _ in events}
        size, root, paths = inclusion_proofs(_hashes(connection, checkpoint.position), places)
    if not events:
        raise CheckpointFault(f"Van traject {number} stond bij dit controlepunt nog niets in het logboek.")
    if (size, root) != (checkpoint.position, checkpoint.root):
        raise CheckpointFault("Er is geen bewijs gemaakt: het logboek past niet bij dit controlepunt.")
    proof = {
        "soort": KIND,
        "traject": number,
        "controlepunt": checkpoint.text.splitlines(),
        "gebeurtenissen": [
            {
                "plaats": position,
                "inhoud": b64encode(canonical).decode("ascii"),
                "vorige": (before or BEFORE_THE_FIRST).hex(),
                "pad": [node.hex() for node in paths[position - 1]],
            }
            for position, canonical, before in events
        ],
    }
    return json.dumps(proof, indent=1) + "\n", len(events)


def _hashes(connection: psycopg.Connection, upto: int) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(HASHES, [upto]) as rows:
        rows.set_types(["bytea"])
        for (link,) in rows.rows():
            yield link
