"""The proof that a log only grew between two checkpoints, as the checker that shares no code takes it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from bluevitaal_es.store.checkpoint import Checkpoint, CheckpointFault
from bluevitaal_es.store.growth import make_growth_proof
from bluevitaal_es.store.merkle import Tree
from bluevitaal_es.store.signing import SigningKey
from tests.attacker import CLUMSY, REWRITES, make_right_from, tamper
from tests.tools.test_verify_log import EVENTS, KEY, NOW, SIGNED, STRANGER, Kept, kept
from tools import verify_log

__all__ = ["kept"]


def signed_at(log: Kept, size: int, key: SigningKey = KEY, days: int = 0) -> Checkpoint:
    """Sign so many events of the log as it lies there now, as whoever holds the key can."""
    tree = Tree()
    with psycopg.connect(log.database.owner_dsn) as connection:
        for (link,) in connection.execute(
            "SELECT hash FROM log.event WHERE position <= %s ORDER BY position", [size]
        ):
            tree.add(link)
    unsigned = Checkpoint(size, link, tree.root(), NOW + timedelta(days=days), key.public.key_id)
    return resigned(unsigned, key)


def resigned(checkpoint: Checkpoint, key: SigningKey = KEY) -> Checkpoint:
    return replace(checkpoint, signature=key.sign(checkpoint.signed_text.encode()))


def proven(log: Kept, earlier: Checkpoint, later: Checkpoint) -> Any:
    with psycopg.connect(log.database.service_dsn) as connection:
        return json.loads(make_growth_proof(connection, earlier, later))


def lines(checkpoint: Checkpoint) -> list[str]:
    return checkpoint.text.splitlines()


@pytest.mark.parametrize("later", [SIGNED, SIGNED + 1, EVENTS])
def test_takes_a_log_that_only_grew(kept: Kept, later: int, capsys: pytest.CaptureFixture[str]) -> None:
    newest = signed_at(kept, later, days=1)
    file = kept.written(proven(kept, kept.checkpoint, newest))
    (kept.folder / "later").write_text(newest.text)

    assert verify_log.main([file, *kept.words, "--later", str(kept.folder / "later")]) == 0
    told = capsys.readouterr().out
    assert f"de eerste {SIGNED} gebeurtenissen van {later} zijn dezelfde gebleven" in told
    assert "De handtekening klopt." in told
    assert "Niet nagegaan" not in told

    assert verify_log.main([file]) == 0
    told = capsys.readouterr().out
    assert "Niet nagegaan: of het is wat u bewaarde" in told
    assert "Niet nagegaan: de handtekening" in told


def test_refuses_a_spoiled_proof(kept: Kept) -> None:
    newest = signed_at(kept, EVENTS, days=1)
    whole = proven(kept, kept.checkpoint, newest)
    spoils: dict[str, Callable[[Any], object]] = {
        "a line changed": lambda proof: proof["pad"].__setitem__(1, "00" * 32),
        "a line left out": lambda proof: proof["pad"].pop(),
        "a line more": lambda proof: proof["pad"].append(newest.root.hex()),
        "lines swapped": lambda proof: proof["pad"].reverse(),
        "no lines": lambda proof: proof["pad"].clear(),
        "checkpoints in the wrong order": lambda proof: proof.update(
            controlepunt=proof["later"], later=proof["controlepunt"]
        ),
        "an earlier root that is not of the log": lambda proof: proof.update(
            controlepunt=lines(resigned(replace(kept.checkpoint, root=bytes(32))))
        ),
        "a later root that is not of the log": lambda proof: proof.update(
            later=lines(resigned(replace(newest, root=bytes(32))))
        ),
        "another size": lambda proof: proof.update(
            controlepunt=lines(resigned(replace(kept.checkpoint, position=SIGNED - 1)))
        ),
        "fewer looks": lambda proof: proof.update(
            controlepunt=lines(resigned(replace(kept.checkpoint, looks=5, looks_hash=bytes(32))))
        ),
        "an empty start": lambda proof: proof.update(
            controlepunt=lines(signed_empty(kept.checkpoint)), pad=[]
        ),
        "an earlier one that another signed": lambda proof: proof.update(
            controlepunt=lines(resigned(kept.checkpoint, STRANGER))
        ),
        "a later one that another signed": lambda proof: proof.update(
            later=lines(signed_at(kept, EVENTS, STRANGER, days=1))
        ),
        "a later one that was changed": lambda proof: proof.update(
            later=newest.text.replace("-22 ", "-23 ").splitlines()
        ),
    }

    assert verify_log.main([kept.written(whole), *kept.words[2:]]) == 0
    for name, spoil in spoils.items():
        proof = json.loads(json.dumps(whole))
        spoil(proof)
        assert verify_log.main([kept.written(proof), *kept.words[2:]]) == 1, name


def signed_empty(like: Checkpoint) -> Checkpoint:
    return resigned(replace(like, position=0, head_hash=bytes(32), root=Tree().root(), looks=0))


@pytest.mark.parametrize("rewrite", ["changed", "removed", "inserted", "swapped"])
def test_no_proof_leads_from_what_was_kept_to_a_log_made_anew(kept: Kept, rewrite: str) -> None:
    whole = proven(kept, kept.checkpoint, signed_at(kept, EVENTS, days=1))
    tamper(kept.database.owner_dsn, *REWRITES[rewrite])
    make_right_from(kept.database.owner_dsn, 1)
    theirs, earlier = signed_at(kept, EVENTS - 1, days=1), signed_at(kept, SIGNED)

    with pytest.raises(CheckpointFault, match="2026-11-21 20:05:06"):
        proven(kept, kept.checkpoint, theirs)
    forged = kept.written(proven(kept, earlier, theirs))
    assert verify_log.main([forged, *kept.words[2:]]) == 0, "signed with the stolen key"
    assert verify_log.main([forged, *kept.words]) == 1, "but not from what was kept outside"
    grafted = kept.written(whole | {"later": lines(theirs)})
    assert verify_log.main([grafted, *kept.words]) == 1


def test_makes_no_proof_of_what_is_not_so(kept: Kept) -> None:
    newest = signed_at(kept, EVENTS, days=1)
    with pytest.raises(CheckpointFault, match="van na het latere"):
        proven(kept, newest, kept.checkpoint)
    with pytest.raises(CheckpointFault, match="leeg logboek"):
        proven(kept, signed_empty(kept.checkpoint), newest)
    with pytest.raises(CheckpointFault, match="2026-11-22"):
        proven(kept, kept.checkpoint, replace(newest, root=bytes(32)))
    with pytest.raises(CheckpointFault, match="2026-11-21"):
        proven(kept, replace(kept.checkpoint, head_hash=bytes(32)), newest)

    statements, _, _ = CLUMSY["a changed payload"]
    tamper(kept.database.owner_dsn, f"DELETE FROM log.event WHERE position = {EVENTS}")
    with pytest.raises(CheckpointFault, match="2026-11-22"):
        proven(kept, kept.checkpoint, newest)
    tamper(kept.database.owner_dsn, *statements)
    with pytest.raises(CheckpointFault, match="2026-11-21"):
        proven(kept, kept.checkpoint, kept.checkpoint)
