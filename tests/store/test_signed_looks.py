"""What a checkpoint says about the log of who looked: cut off, made anew or broken, it shows."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store.checkpoint import (
    Checkpoint,
    CheckpointFault,
    check_against,
    kept_checkpoints,
    make_checkpoint,
    read_checkpoint,
)
from bluevitaal_es.store.export import export_looks
from bluevitaal_es.store.keys import KeyEncryptionKey, Keyring
from bluevitaal_es.store.reading_log import ReadingLog
from tests.store.test_checkpoint import KEY
from tests.store.test_reading_log import a_look
from tests.store.test_verify import tamper
from tools import verify_log

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LOOKS = 6


@pytest.fixture
def look(database: Database) -> Callable[[], int]:
    """Return an act that records a look."""
    reading = ReadingLog(database, Keyring(KeyEncryptionKey(bytes(32)), database), "Proef")
    return lambda: reading.record(a_look(uuid4()))


@pytest.fixture
def signed(database: Database, look: Callable[[], int]) -> Checkpoint:
    """A checkpoint over LOOKS looks, as somebody else has kept it."""
    for _ in range(LOOKS):
        look()
    return read_checkpoint(make_checkpoint(database, KEY, NOW).text)


def found(database: Database, checkpoint: Checkpoint) -> tuple[object, object]:
    """Return what is said about the chain of looks and about the checkpoint."""
    with psycopg.connect(database.service_dsn) as connection:
        verdict = check_against(connection, checkpoint, KEY.public)
    assert verdict.ok == (verdict.chain.ok and verdict.looks.ok and verdict.findings[0].ok)
    return verdict.looks.reason, verdict.findings[0].reason


def test_holds_for_the_looks_that_were_signed_and_more(
    database: Database, signed: Checkpoint, look: Callable[[], int]
) -> None:
    assert (signed.looks, len(signed.looks_hash or b"")) == (LOOKS, 32)
    assert found(database, signed) == (None, None)

    look()

    assert found(database, signed) == (None, None)


def test_finds_the_newest_looks_cut_off(database: Database, signed: Checkpoint) -> None:
    tamper(
        database,
        "DELETE FROM reading.event WHERE position >= 5",
        "DELETE FROM reading.shown WHERE position >= 5",
    )

    assert found(database, signed) == (None, "looks_shorter")
    with pytest.raises(CheckpointFault):
        make_checkpoint(database, KEY, NOW)


def test_finds_looks_that_were_made_anew(
    database: Database, signed: Checkpoint, look: Callable[[], int]
) -> None:
    tamper(
        database,
        "DELETE FROM reading.event WHERE position >= 3",
        "DELETE FROM reading.shown WHERE position >= 3",
    )
    while look() < LOOKS:
        pass

    assert found(database, signed) == (None, "looks_rewritten")


def test_finds_looks_broken_before_the_end_of_what_was_signed(database: Database, signed: Checkpoint) -> None:
    tamper(database, "UPDATE reading.event SET purpose = 'nood' WHERE position = 2")

    assert found(database, signed) == ("changed", "looks_broken")
    with pytest.raises(CheckpointFault):
        make_checkpoint(database, KEY, NOW)


def test_keeps_a_checkpoint_of_before_looks_were_signed_valid(database: Database, signed: Checkpoint) -> None:
    bare = replace(signed, looks=None, looks_hash=None)
    old = read_checkpoint(replace(bare, signature=KEY.sign(bare.signed_text.encode())).text)

    assert "VORM 1\n" in old.text
    assert "Inzage" not in old.text
    assert found(database, old) == (None, None)
    tamper(database, "UPDATE reading.event SET purpose = 'nood' WHERE position = 2")
    assert found(database, old) == ("changed", None)


def test_does_not_take_the_looks_out_of_what_was_signed(database: Database, signed: Checkpoint) -> None:
    without = replace(signed, looks=None, looks_hash=None)

    assert found(database, without) == (None, "forged")
    assert found(database, replace(signed, looks=5)) == (None, "forged")


def test_keeps_what_it_signed_beside_the_log(database: Database, signed: Checkpoint) -> None:
    with database.pool.connection() as connection:
        assert kept_checkpoints(connection) == [signed]


@pytest.mark.parametrize(
    ("attack", "says"),
    [
        (None, f"Goed: {LOOKS} inzagen"),
        ("UPDATE reading.event SET purpose = 'nood' WHERE position = 2", "inzage 2 is niet"),
        ("DELETE FROM reading.event WHERE position = 2", "inzage 2 is niet"),
        ("DELETE FROM reading.event WHERE position > 4", f"er zijn {LOOKS} inzagen ondertekend"),
    ],
)
def test_can_be_checked_elsewhere_without_our_package(
    database: Database, signed: Checkpoint, tmp_path: Path, attack: str | None, says: str
) -> None:
    if attack is not None:
        tamper(database, attack)
    file = BytesIO()
    with psycopg.connect(database.service_dsn) as connection:
        export_looks(connection, file)
    (tmp_path / "inzagen").write_bytes(file.getvalue())
    (tmp_path / "punt").write_text(signed.text)
    (tmp_path / "sleutel").write_text(KEY.public.pem)

    words = ["--controlepunt", "punt", "--sleutel", "sleutel"]
    told = subprocess.run(
        [sys.executable, "-I", "-S", verify_log.__file__, "inzagen", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert says in told.stdout
    assert told.returncode == (0 if attack is None else 1)
