"""A small file that proves that the log of a later checkpoint begins with that of an earlier one, unchanged.

It holds both checkpoints and the nodes of the Merkle tree from which both signed roots follow (RFC 6962,
2.1.2): who kept the earlier one needs no log to see it. Nothing of any event but hashes is in it.
"""

import json
from collections.abc import Callable

import psycopg

from bluevitaal_es.store.checkpoint import Checkpoint, CheckpointFault
from bluevitaal_es.store.merkle import Growth, Tree
from bluevitaal_es.store.verify import verify

KIND = "BLUEVITAAL AANSLUITING 1"


def make_growth_proof(
    connection: psycopg.Connection,
    earlier: Checkpoint,
    later: Checkpoint,
    progress: Callable[[int, int], None] | None = None,
) -> str:
    """Return the proof, after recomputing the log that both checkpoints are of.

    The connection is in no transaction. Raises CheckpointFault when the checkpoints stand in the wrong order,
    when the earlier one holds nothing, or when the log does not lead to both.
    """
    if earlier.position > later.position:
        raise CheckpointFault("Er is geen bewijs gemaakt: het eerdere controlepunt is van na het latere.")
    if earlier.position == 0:
        raise CheckpointFault("Er is geen bewijs gemaakt: het eerdere controlepunt is van een leeg logboek.")
    growth, tree = Growth(earlier.position, later.position), Tree()
    then: dict[int, tuple[bytes, bytes]] = {}

    def heard(link: bytes) -> None:
        if tree.size < later.position:
            tree.add(link)
            growth.add(link)
            if tree.size in (earlier.position, later.position):
                then[tree.size] = link, tree.root()

    verify(connection, progress, heard)
    for each in (earlier, later):
        if then.get(each.position) != (each.head_hash, each.root):
            raise CheckpointFault(
                "Er is geen bewijs gemaakt: het logboek past niet bij het controlepunt van"
                f" {each.made_at:%Y-%m-%d %H:%M:%S} UTC."
            )
    proof = {
        "soort": KIND,
        "controlepunt": earlier.text.splitlines(),
        "later": later.text.splitlines(),
        "pad": [node.hex() for node in growth.path()],
    }
    return json.dumps(proof, indent=1) + "\n"
