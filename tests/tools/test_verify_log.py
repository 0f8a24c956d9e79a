"""The checker that shares no code with us: it finds in a file what `verify` finds in the database."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bluevitaal_es.database import Database
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.checkpoint import Checkpoint, CheckpointFault, make_checkpoint
from bluevitaal_es.store.export import TITLE, export_log
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.proof import make_proof
from bluevitaal_es.store.signing import SigningKey
from tests.attacker import CLUMSY, REWRITES, make_right_from, tamper
from tests.store.conftest import EVENT_TYPES, note
from tests.store.test_verify import canonical
from tools import verify_log

NOW = datetime(2026, 11, 21, 20, 5, 6, tzinfo=UTC)
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
TOOL = Path(verify_log.__file__)
SIGNED = 12
EVENTS = 17


@dataclass(frozen=True)
class Kept:
    """A log of EVENTS events, and what somebody outside kept of it when there were SIGNED."""

    database: Database
    folder: Path
    streams: list[UUID]
    checkpoint: Checkpoint

    @property
    def words(self) -> list[str]:
        """The words that name checkpoint and key."""
        return ["--controlepunt", str(self.folder / "punt"), "--sleutel", str(self.folder / "sleutel")]

    def exported(self) -> str:
        """Write the log as it lies there now, and return where."""
        file = self.folder / "logboek"
        with psycopg.connect(self.database.service_dsn) as connection, file.open("wb") as writing:
            export_log(connection, writing)
        return str(file)

    def proof(self) -> Any:
        """Return the proof for the second stream."""
        with psycopg.connect(self.database.service_dsn) as connection:
            text, count = make_proof(connection, "T-2026-0001", self.streams[1], self.checkpoint)
        assert count == 4
        return json.loads(text)

    def written(self, proof: object) -> str:
        """Write a proof, and return where."""
        file = self.folder / "bewijs"
        file.write_text(json.dumps(proof))
        return str(file)


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Kept:
    store = EventStore(database, Keyring(KeyEncryptionKey(bytes(32)), database), EVENT_TYPES)
    streams = [uuid4() for _ in range(3)]
    for number in range(EVENTS):
        cause = uuid4() if number % 2 else None
        if number == SIGNED:
            checkpoint = make_checkpoint(database, KEY, NOW)
        store.append(note(streams[number % 3], number // 3, f"nr {number}", causation_id=cause))
    (tmp_path / "punt").write_text(checkpoint.text)
    (tmp_path / "sleutel").write_text(KEY.public.pem)
    return Kept(database, tmp_path, streams, checkpoint)


def test_uses_nothing_but_the_standard_library_and_stays_short() -> None:
    source = TOOL.read_text()
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= set(sys.stdlib_module_names)
    assert len([line for line in source.splitlines() if line.strip()]) < 300


def test_finds_a_whole_log_whole_without_our_package(kept: Kept) -> None:
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(TOOL), kept.exported(), *kept.words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"Goed: {EVENTS} gebeurtenissen")
    assert "De handtekening klopt." in told.stdout


def test_finds_an_empty_log_whole(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = make_checkpoint(database, KEY, NOW)
    (tmp_path / "punt").write_text(checkpoint.text)
    (tmp_path / "sleutel").write_text(KEY.public.pem)
    empty = Kept(database, tmp_path, [], checkpoint)

    assert verify_log.main([empty.exported(), *empty.words]) == 0
    assert "Goed: 0 gebeurtenissen" in capsys.readouterr().out


def test_says_what_it_did_not_check(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_log.main([kept.exported()]) == 0
    assert "Niet nagegaan: of de nieuwste er nog zijn" in capsys.readouterr().out

    assert verify_log.main([kept.exported(), *kept.words[:2]]) == 0
    assert "Niet nagegaan: de handtekening" in capsys.readouterr().out


def test_exports_the_written_form(kept: Kept) -> None:
    content = Path(kept.exported()).read_bytes()

    with psycopg.connect(kept.database.owner_dsn) as connection:
        rows = [canonical(connection, position) for position in range(1, EVENTS + 1)]
        hashes = connection.execute("SELECT hash FROM log.event ORDER BY position").fetchall()
    together = b"".join(
        len(row).to_bytes(4, "big") + row + link for row, (link,) in zip(rows, hashes, strict=True)
    )
    assert content == TITLE + together + bytes(4) + EVENTS.to_bytes(8, "big")


@pytest.mark.requirement("S-154")
@pytest.mark.parametrize("attack", CLUMSY)
def test_finds_every_attack_on_the_chain(kept: Kept, attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    statements, _, place = CLUMSY[attack]
    tamper(kept.database.owner_dsn, *statements)

    assert verify_log.main([kept.exported()]) == 1
    assert str(place) in capsys.readouterr().out


@pytest.mark.requirement("S-154")
@pytest.mark.parametrize("rewrite", REWRITES)
def test_finds_a_log_that_was_made_anew_by_the_checkpoint_alone(kept: Kept, rewrite: str) -> None:
    tamper(kept.database.owner_dsn, *REWRITES[rewrite])
    make_right_from(kept.database.owner_dsn, 1)
    file = kept.exported()

    assert verify_log.main([file]) == 0, "the attacker left a whole chain"
    assert verify_log.main([file, *kept.words]) == 1


@pytest.mark.parametrize("left", [0, 6, SIGNED - 1])
def test_finds_the_newest_events_cut_off_and_an_old_backup_by_the_checkpoint_alone(
    kept: Kept, left: int, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(kept.database.owner_dsn, f"DELETE FROM log.event WHERE position > {left}")
    file = kept.exported()

    assert verify_log.main([file]) == 0
    assert verify_log.main([file, *kept.words]) == 1
    assert "oude back-up" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("recorded_at = recorded_at - interval '1 day'", "tijd"),
        ("stream_version = stream_version + 5", "volgorde"),
        ("position = position + 1", "op plaats 17 staat gebeurtenis 18"),
    ],
)
def test_finds_a_wrong_time_version_and_place_under_right_hashes(
    kept: Kept, change: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(kept.database.owner_dsn, f"UPDATE log.event SET {change} WHERE position = {EVENTS}")
    make_right_from(kept.database.owner_dsn, 1)

    assert verify_log.main([kept.exported()]) == 1
    assert word in capsys.readouterr().out


def test_finds_any_byte_of_the_file_changed_and_any_end_cut_off(kept: Kept) -> None:
    whole = Path(kept.exported()).read_bytes()
    broken = kept.folder / "kapot"
    for at in [*range(len(TITLE), len(whole), 97), len(whole) - 1]:
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert verify_log.main([str(broken)]) == 1
        broken.write_bytes(whole[:at])
        assert verify_log.main([str(broken)]) == 1
    broken.write_bytes(whole + b"\0")
    assert verify_log.main([str(broken)]) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Gebeurtenissen: 12", "Gebeurtenissen: 11"),
        ("20:05:06", "20:05:07"),
        ("\n\n", "X\n\n"),
        ("Hash", "Has"),
    ],
)
def test_refuses_a_changed_checkpoint(kept: Kept, old: str, new: str) -> None:
    (kept.folder / "punt").write_text(kept.checkpoint.text.replace(old, new))

    assert verify_log.main([kept.exported(), *kept.words]) == 1


def test_refuses_a_checkpoint_that_somebody_else_signed(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = STRANGER.sign(kept.checkpoint.signed_text.encode())
    forged = Checkpoint(
        kept.checkpoint.position,
        kept.checkpoint.head_hash,
        kept.checkpoint.root,
        kept.checkpoint.made_at,
        KEY.public.key_id,
        theirs,
    )
    (kept.folder / "punt").write_text(forged.text)
    assert verify_log.main([kept.exported(), *kept.words]) == 1
    assert "handtekening" in capsys.readouterr().out

    (kept.folder / "punt").write_text(kept.checkpoint.text)
    (kept.folder / "sleutel").write_text(STRANGER.public.pem)
    assert verify_log.main([kept.exported(), *kept.words]) == 1
    assert "van sleutel" in capsys.readouterr().out


def test_takes_the_proof_of_a_case_and_tells_when_things_happened(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    file = kept.written(kept.proof())

    assert verify_log.main([file, *kept.words]) == 0
    told = capsys.readouterr().out
    assert told.count("note.taken") == 4
    assert "gebeurd 2026-03-01 12:00 UTC" in told
    assert verify_log.main([file, *kept.words[2:]]) == 0, "the checkpoint inside will do"


def spoiled_byte(part: Any, name: str) -> None:
    text = part[name]
    part[name] = ("1" if text[0] != "1" else "0") + text[1:]


SPOILS: dict[str, Callable[[Any], object]] = {
    "changed": lambda proof: spoiled_byte(proof["gebeurtenissen"][1], "inhoud"),
    "another place": lambda proof: proof["gebeurtenissen"][1].update(
        inhoud=proof["gebeurtenissen"][2]["inhoud"]
    ),
    "another predecessor": lambda proof: spoiled_byte(proof["gebeurtenissen"][1], "vorige"),
    "another path": lambda proof: proof["gebeurtenissen"][1]["pad"].reverse(),
    "a shorter path": lambda proof: proof["gebeurtenissen"][1]["pad"].pop(),
    "left out": lambda proof: proof["gebeurtenissen"].pop(1),
    "swapped": lambda proof: proof["gebeurtenissen"].reverse(),
    "empty": lambda proof: proof["gebeurtenissen"].clear(),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_refuses_a_spoiled_proof(kept: Kept, spoil: str) -> None:
    proof = kept.proof()
    SPOILS[spoil](proof)

    assert verify_log.main([kept.written(proof), *kept.words]) == 1


def test_refuses_the_proof_of_a_rewritten_log(kept: Kept) -> None:
    tamper(kept.database.owner_dsn, *REWRITES["changed"], "DELETE FROM log.checkpoint")
    make_right_from(kept.database.owner_dsn, 1)
    theirs = make_checkpoint(kept.database, KEY, NOW)
    with psycopg.connect(kept.database.service_dsn) as connection:
        text, _ = make_proof(connection, "T-2026-0001", kept.streams[0], theirs)
        with pytest.raises(CheckpointFault):
            make_proof(connection, "T-2026-0001", kept.streams[0], kept.checkpoint)
    file = kept.written(json.loads(text))

    assert verify_log.main([file, *kept.words[2:]]) == 0, "signed with the stolen key"
    assert verify_log.main([file, *kept.words]) == 1, "but not what was kept outside"


def test_proves_nothing_of_a_stream_that_came_after_the_checkpoint(kept: Kept) -> None:
    came_after = uuid4()
    keys = Keyring(KeyEncryptionKey(bytes(32)), kept.database)
    EventStore(kept.database, keys, EVENT_TYPES).append(note(came_after, 0, "later"))
    for stream in (came_after, uuid4()):
        with psycopg.connect(kept.database.service_dsn) as connection, pytest.raises(CheckpointFault):
            make_proof(connection, "T-2026-0009", stream, kept.checkpoint)


def test_ends_with_2_for_what_it_cannot_read(tmp_path: Path) -> None:
    for name, content in (("a", b""), ("b", b"{}"), ("c", b"\xff\xfe"), ("d", b"[]")):
        (tmp_path / name).write_bytes(content)
        assert verify_log.main([str(tmp_path / name)]) == 2
    assert verify_log.main([str(tmp_path / "not there")]) == 2


#: RFC 8032, 7.1: public key, message, and the two halves of the signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]
PUBLIC, MESSAGE, FIRST, SECOND = (bytes.fromhex(part) for part in VECTORS[0])


@pytest.mark.parametrize(("public", "message", "first", "second"), VECTORS)
def test_takes_the_signatures_of_the_standard(public: str, message: str, first: str, second: str) -> None:
    assert verify_log.signed(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(first + second))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511), st.data())
def test_judges_signatures_as_the_library_does(
    secret: bytes, message: bytes, bit: int, data: st.DataObject
) -> None:
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(secret))
    signature = key.sign(message)
    spoiled = bytearray(signature)
    spoiled[bit // 8] ^= 1 << bit % 8
    other = data.draw(st.binary(max_size=80).filter(lambda text: text != message))

    assert verify_log.signed(key.public.raw, message, signature)
    assert not verify_log.signed(key.public.raw, message, bytes(spoiled))
    assert not verify_log.signed(key.public.raw, other, signature)
    assert verify_log.signed(STRANGER.public.raw, message, signature) == (secret == bytes(32))


def test_refuses_a_signature_with_a_number_beyond_the_order() -> None:
    beyond = (int.from_bytes(SECOND, "little") + verify_log.ORDER).to_bytes(32, "little")

    assert verify_log.signed(PUBLIC, MESSAGE, FIRST + SECOND)
    assert not verify_log.signed(PUBLIC, MESSAGE, FIRST + beyond)


def test_refuses_keys_that_are_no_points() -> None:
    beyond = (verify_log.P + 1).to_bytes(32, "little")
    off_the_curve = (2).to_bytes(32, "little")
    negative_zero = (1 | 1 << 255).to_bytes(32, "little")

    for key in (beyond, off_the_curve, negative_zero):
        assert verify_log.decoded(key) is None
        assert not verify_log.signed(key, MESSAGE, FIRST + SECOND)
