"""Checkpoints: what the chain alone does not show, a signed text that was kept elsewhere does."""

import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from psycopg import errors

from bluevitaal_es.database import Database
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, Keyring, WrongKey
from bluevitaal_es.store.checkpoint import (
    Checkpoint,
    CheckpointFault,
    check_against,
    kept_checkpoints,
    key_to_sign_with,
    make_checkpoint,
    read_checkpoint,
)
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.merkle import EMPTY
from bluevitaal_es.store.signing import (
    PublicKey,
    SigningKey,
    SigningKeyFault,
    open_signing_key,
    read_public_key,
)
from tests.attacker import CLUMSY, REWRITES, make_right_from, tamper
from tests.store.conftest import EVENT_TYPES, note

EVENTS = 12
ATTACKED = 7
NOW = datetime(2026, 11, 21, 20, 5, 6, 789, tzinfo=UTC)

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))


@pytest.fixture
def filled(store: EventStore, database: Database) -> Database:
    """A database with EVENTS events in three streams."""
    streams = [uuid4() for _ in range(3)]
    for number in range(EVENTS):
        store.append(note(streams[number % 3], number // 3, f"nr {number}"))
    return database


@pytest.fixture
def signed(filled: Database) -> Checkpoint:
    """A checkpoint of that database, as somebody else has kept it."""
    return read_checkpoint(make_checkpoint(filled, KEY, NOW).text)


def found(database: Database, checkpoint: Checkpoint, key: PublicKey = KEY.public) -> tuple[object, object]:
    """Return what is said about the chain and about the checkpoint."""
    with psycopg.connect(database.service_dsn) as connection:
        verdict = check_against(connection, checkpoint, key)
    assert verdict.ok == (verdict.chain.ok and verdict.findings[0].ok)
    return verdict.chain.reason, verdict.findings[0].reason


def append_more(database: Database, keyring: Keyring, count: int = 5) -> None:
    EventStore(database, keyring, EVENT_TYPES).append(note(uuid4(), 0, *map(str, range(count))))


def test_holds_for_the_log_that_was_signed_and_for_one_that_grew(
    filled: Database, signed: Checkpoint, keyring: Keyring
) -> None:
    assert found(filled, signed) == (None, None)

    append_more(filled, keyring)

    assert found(filled, signed) == (None, None)


def test_holds_for_an_empty_log(store: EventStore, database: Database) -> None:
    empty = make_checkpoint(database, KEY, NOW)

    assert (empty.position, empty.head_hash, empty.root) == (0, bytes(32), EMPTY)
    store.append(note(uuid4(), 0, "first"))
    assert found(database, empty) == (None, None)


@pytest.mark.parametrize("position", [EVENTS, ATTACKED, 1])
def test_finds_the_newest_events_cut_off(filled: Database, signed: Checkpoint, position: int) -> None:
    tamper(filled.owner_dsn, f"DELETE FROM log.event WHERE position >= {position}")

    assert found(filled, signed) == (None, "shorter")


@pytest.mark.requirement("S-154")
@pytest.mark.parametrize("rewrite", REWRITES)
def test_finds_a_log_that_was_made_anew_with_right_hashes(
    filled: Database, signed: Checkpoint, keyring: Keyring, rewrite: str
) -> None:
    append_more(filled, keyring)
    tamper(filled.owner_dsn, *REWRITES[rewrite])
    make_right_from(filled.owner_dsn, 1)

    chain, checkpoint = found(filled, signed)

    assert chain is None, "the attacker left a whole chain"
    assert checkpoint == "rewritten"


def test_does_not_blame_what_came_after_it(filled: Database, signed: Checkpoint, keyring: Keyring) -> None:
    append_more(filled, keyring)
    tamper(filled.owner_dsn, f"UPDATE log.event SET actor_id = 'x' WHERE position = {EVENTS + 2}")

    assert found(filled, signed) == ("changed", None)


@pytest.mark.requirement("S-154")
@pytest.mark.parametrize("attack", CLUMSY)
def test_finds_a_chain_that_breaks_before_it(filled: Database, signed: Checkpoint, attack: str) -> None:
    statements, reason, _ = CLUMSY[attack]
    tamper(filled.owner_dsn, *statements)

    assert found(filled, signed) == (reason, "broken")


def test_finds_an_old_backup_in_the_place_of_the_log(
    filled: Database, keyring: Keyring, signed: Checkpoint
) -> None:
    append_more(filled, keyring)
    newer = make_checkpoint(filled, KEY, NOW + timedelta(days=1))
    tamper(
        filled.owner_dsn,
        f"DELETE FROM log.event WHERE position > {EVENTS}",
        f"DELETE FROM log.checkpoint WHERE position > {EVENTS}",
    )
    assert found(filled, signed) == (None, None), "the backup is a sound log"

    assert found(filled, newer) == (None, "shorter")

    append_more(filled, keyring, count=9)
    assert found(filled, newer) == (None, "rewritten"), "and stays one when the work goes on"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, position=c.position - 1),
        lambda c: replace(c, head_hash=bytes(32)),
        lambda c: replace(c, root=bytes(32)),
        lambda c: replace(c, made_at=c.made_at - timedelta(seconds=1)),
        lambda c: replace(c, signature=bytes(64)),
        lambda c: replace(c, key_id=STRANGER.public.key_id),
        lambda c: replace(c, signature=STRANGER.sign(c.signed_text.encode())),
    ],
    ids=["position", "hash", "root", "time", "no signature", "key id", "signature of another"],
)
def test_finds_a_checkpoint_that_was_changed(
    filled: Database, signed: Checkpoint, change: Callable[[Checkpoint], Checkpoint]
) -> None:
    chain, checkpoint = found(filled, change(signed))

    assert chain is None
    assert checkpoint in {"forged", "other_key"}


def test_finds_a_checkpoint_that_the_attacker_signed_for_a_rewritten_log(filled: Database) -> None:
    tamper(filled.owner_dsn, *REWRITES["changed"])
    make_right_from(filled.owner_dsn, 1)
    theirs = make_checkpoint(filled, STRANGER, NOW)

    assert found(filled, theirs) == (None, "other_key")
    assert found(filled, replace(theirs, key_id=KEY.public.key_id)) == (None, "forged")


def test_refuses_a_signed_root_that_is_not_of_this_tree(filled: Database, signed: Checkpoint) -> None:
    unsigned = replace(signed, root=bytes(32))
    resigned = replace(unsigned, signature=KEY.sign(unsigned.signed_text.encode()))

    assert found(filled, resigned) == (None, "rewritten")


def test_stays_silent_about_the_key_table(filled: Database, signed: Checkpoint) -> None:
    """What is proven is what was recorded, not that it can still be read: that shows when it is read."""
    tamper(
        filled.owner_dsn,
        "UPDATE keys.data_key d SET wrapped = other.wrapped FROM keys.data_key other"
        " WHERE d.key_id = (SELECT key_id FROM keys.stream_key ORDER BY key_id OFFSET 1 LIMIT 1)"
        " AND other.key_id = (SELECT key_id FROM keys.stream_key ORDER BY key_id LIMIT 1)",
        "UPDATE keys.data_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
        " WHERE key_id = (SELECT key_id FROM keys.stream_key ORDER BY key_id LIMIT 1)",
        "DELETE FROM keys.data_key"
        " WHERE key_id = (SELECT key_id FROM keys.stream_key ORDER BY key_id DESC LIMIT 1)",
    )
    with psycopg.connect(filled.owner_dsn) as connection:
        rows = connection.execute("SELECT stream_id FROM keys.stream_key ORDER BY key_id").fetchall()
    afresh = EventStore(filled, Keyring(KeyEncryptionKey(bytes(range(32))), filled), EVENT_TYPES)

    assert found(filled, signed) == (None, None)

    for stream_id in (rows[0][0], rows[1][0]):
        with pytest.raises(WrongKey):
            list(afresh.read(stream_id))
    assert {each.event.stored_as for each in afresh.read(rows[-1][0])} == {"forgotten"}


def test_signs_no_log_that_is_broken_or_lacks_what_was_signed(filled: Database, signed: Checkpoint) -> None:
    tamper(filled.owner_dsn, *REWRITES["changed"])
    with pytest.raises(CheckpointFault):
        make_checkpoint(filled, STRANGER, NOW)

    make_right_from(filled.owner_dsn, ATTACKED)
    with pytest.raises(CheckpointFault):
        make_checkpoint(filled, KEY, NOW)
    with filled.pool.connection() as connection:
        assert kept_checkpoints(connection) == [signed]


def test_is_kept_beside_the_log_and_only_added_to(filled: Database, signed: Checkpoint) -> None:
    later = make_checkpoint(filled, KEY, NOW + timedelta(days=1))

    with filled.pool.connection() as connection:
        assert kept_checkpoints(connection) == [signed, later]
        assert kept_checkpoints(connection, last=1) == [later]
    for connect in (filled.pool.connection, filled.owner):
        for statement in (
            "UPDATE log.checkpoint SET position = 1",
            "DELETE FROM log.checkpoint",
            "TRUNCATE log.checkpoint CASCADE",
        ):
            with pytest.raises(errors.InsufficientPrivilege), connect() as connection:
                connection.execute(statement)


def test_gives_the_service_no_right_but_to_read_and_add(database: Database) -> None:
    with database.pool.connection() as connection:
        rights = {
            right: connection.execute("SELECT has_table_privilege('log.checkpoint', %s)", [right]).fetchone()
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }

    assert [right for right, has in rights.items() if has == (True,)] == ["SELECT", "INSERT"]


def test_can_be_read_by_a_person_and_survives_mail(signed: Checkpoint) -> None:
    text = signed.text

    assert text.startswith("CONTROLEPUNT VAN HET LOGBOEK VAN BLUEVITAAL, VORM 2\nGebeurtenissen: 12\nHash: ")
    assert "\nTijd (UTC): 2026-11-21 20:05:06\n" in text
    assert max(map(len, text.splitlines())) <= 72
    mailed = "Dag Ada,\r\n\r\n> Zie onder.\r\n>\r\n" + "".join(
        f"> > {line} \r\n" for line in text.splitlines()
    )
    assert read_checkpoint(mailed) == signed
    assert read_checkpoint("\ufeff" + text) == signed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda text: text + text,
        lambda text: text.replace("Wortel", "Worst"),
        lambda text: text.replace("Gebeurtenissen: 12", "Gebeurtenissen: 012"),
        lambda text: text.replace("2026-11-21", "2026-11-31"),
        lambda text: text[:-150],
    ],
    ids=["nothing", "twice", "another word", "another number", "no such day", "cut off"],
)
def test_refuses_a_text_that_is_no_checkpoint(signed: Checkpoint, spoil: Callable[[str], str]) -> None:
    with pytest.raises(CheckpointFault):
        read_checkpoint(spoil(signed.text))


def test_makes_a_key_that_only_its_owner_reads_and_keeps_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")

    made = open_signing_key(settings, may_make=True)

    file = tmp_path / "new" / "checkpoint-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert open_signing_key(settings, may_make=False).public == made.public
    assert read_public_key(made.public.pem) == made.public


def test_reads_the_key_from_the_file_in_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.pem"
    file.write_bytes(KEY.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings = Settings.from_environment(
        {"BLUEVITAAL_CHECKPOINT_KEY_FILE": str(file)}, data_dir=tmp_path / "data"
    )

    assert open_signing_key(settings, may_make=True).public == KEY.public


def test_makes_no_other_key_unseen_when_the_key_of_earlier_checkpoints_is_gone(
    filled: Database, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path)
    make_checkpoint(filled, KEY, NOW)

    with pytest.raises(SigningKeyFault):
        key_to_sign_with(settings, filled)

    assert key_to_sign_with(settings, filled, new_key=True).public != KEY.public


def test_refuses_what_is_no_key(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    of_another_kind = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings = Settings(data_dir=tmp_path)
    for content in (b"", b"geen sleutel", KEY.public.pem.encode(), of_another_kind):
        (tmp_path / "checkpoint-key").write_bytes(content)
        with pytest.raises(SigningKeyFault):
            open_signing_key(settings, may_make=True)
    public = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for text in ("", "geen sleutel", public.decode()):
        with pytest.raises(SigningKeyFault):
            read_public_key(text)
