"""Signed checkpoints: what the log held at a moment, as a text to mail and keep; and whether it still does.

The chain shows every change but two: the newest events cut off, and everything after a place made anew with
right hashes. Both leave a chain that is whole. A checkpoint that was kept elsewhere shows them.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import psycopg

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.settings import ConfigurationFault, Settings
from bluevitaal_es.store.merkle import EMPTY, Tree
from bluevitaal_es.store.reading_log import READING_CHAIN, verify_reading
from bluevitaal_es.store.signing import PublicKey, SigningKey, open_signing_key
from bluevitaal_es.store.verify import BEFORE_THE_FIRST, Verdict, start_of, verify

#: Form 1 holds the events; form 2 the looks too.
TITLE = "CONTROLEPUNT VAN HET LOGBOEK VAN BLUEVITAAL, VORM "
ADVICE = (
    "Bewaar dit bericht buiten BlueVitaal. Wie het logboek later verandert\n"
    "of inkort, kan dit niet meer laten kloppen."
)
#: What stands on each line after the title; lines stay short enough for mail not to break them.
LINES = re.compile(
    r"^" + TITLE + r"[12]\n"
    r"Gebeurtenissen: (?P<position>0|[1-9]\d{0,17})\n"
    r"Hash: (?P<head_hash>[0-9a-f]{64})\n"
    r"Wortel: (?P<root>[0-9a-f]{64})\n"
    r"(?:Inzagen: (?P<looks>0|[1-9]\d{0,17})\n"
    r"Inzage: (?P<looks_hash>[0-9a-f]{64})\n)?"
    r"Tijd \(UTC\): (?P<made_at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\n"
    r"Sleutel: (?P<key_id>[0-9a-f]{16})\n"
    r"Handtekening:\n(?P<first>[A-Za-z0-9+/]{44})\n(?P<second>[A-Za-z0-9+/]{42}==)\n",
    re.ASCII | re.MULTILINE,
)
TIME = "%Y-%m-%d %H:%M:%S"
#: Looks that were signed less long ago than this cannot have been removed by the rules.
LEAST_KEPT = timedelta(days=5 * 365)

Reason = Literal[
    "forged",
    "other_key",
    "shorter",
    "rewritten",
    "broken",
    "looks_shorter",
    "looks_rewritten",
    "looks_broken",
    "looks_removed",
]
#: The hash at some places of a chain, with the Merkle root there; of the looks there is no tree.
At = dict[int, tuple[bytes, bytes]]
LooksAt = dict[int, bytes]


class CheckpointFault(ConfigurationFault):
    """A text is no checkpoint, or none can be made; one Dutch line says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `position` events: hash of the last, Merkle root of all hashes, signed when and by which key.

    `root` is that of RFC 6962 with the 32 bytes of each event's hash as entry. `made_at` has whole seconds.
    With them the first `looks` rows of the reading log, and the hash of the last; None in one of form 1.
    """

    position: int
    head_hash: bytes
    root: bytes
    made_at: datetime
    key_id: str
    signature: bytes = b""
    looks: int | None = None
    looks_hash: bytes | None = None

    @property
    def signed_text(self) -> str:
        """The lines that are signed, each ended with one line feed."""
        looked = (
            ""
            if self.looks is None or self.looks_hash is None
            else f"Inzagen: {self.looks}\nInzage: {self.looks_hash.hex()}\n"
        )
        return (
            f"{TITLE}{2 if looked else 1}\n"
            f"Gebeurtenissen: {self.position}\n"
            f"Hash: {self.head_hash.hex()}\n"
            f"Wortel: {self.root.hex()}\n"
            f"{looked}"
            f"Tijd (UTC): {self.made_at.astimezone(UTC).strftime(TIME)}\n"
            f"Sleutel: {self.key_id}\n"
        )

    @property
    def text(self) -> str:
        """The whole message."""
        signature = b64encode(self.signature).decode("ascii")
        return f"{self.signed_text}Handtekening:\n{signature[:44]}\n{signature[44:]}\n\n{ADVICE}\n"

    def is_signed_by(self, key: PublicKey) -> bool:
        """Return whether the signature is of this key and over exactly these lines."""
        return key.signed(self.signed_text.encode(), self.signature)


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint in a text. Mail may have quoted it, and changed line ends and space around lines.

    Raises CheckpointFault when there is none in it, or more than one.
    """
    lines = [line.strip(" \t>\ufeff\xa0") for line in text.splitlines()]
    found = list(LINES.finditer("\n".join(line for line in lines if line) + "\n"))
    if len(found) != 1:
        raise CheckpointFault(
            "Hierin staat geen heel controlepunt." if not found else "Hierin staat meer dan één controlepunt."
        )
    (part,) = found
    try:
        made_at = datetime.strptime(part["made_at"], TIME).replace(tzinfo=UTC)
    except ValueError:
        raise CheckpointFault(f"“{part['made_at']}” is geen tijd.") from None
    return Checkpoint(
        int(part["position"]),
        bytes.fromhex(part["head_hash"]),
        bytes.fromhex(part["root"]),
        made_at,
        part["key_id"],
        b64decode(part["first"] + part["second"]),
        None if part["looks"] is None else int(part["looks"]),
        None if part["looks_hash"] is None else bytes.fromhex(part["looks_hash"]),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether the log still contains what one checkpoint says.

    `reason` is None if it does, and else: forged (the signature does not fit), other_key (signed with another
    key than the one given), shorter (the log ends before it), rewritten (what stands there is not what was
    signed, though the chain is whole so far), broken (the chain is broken at or before it).

    What begins with looks_ is the same of the reading log; looks_removed: looks were removed too early.
    """

    checkpoint: Checkpoint
    reason: Reason | None

    @property
    def ok(self) -> bool:
        """Whether the log contains what was signed."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class CheckpointVerdict:
    """What came of checking both chains, that of the events and that of the looks, and some checkpoints."""

    chain: Verdict
    looks: Verdict
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether both chains are whole and contain all that was signed."""
        return self.chain.ok and self.looks.ok and all(finding.ok for finding in self.findings)


def check_against(
    connection: psycopg.Connection,
    checkpoints: Checkpoint | Sequence[Checkpoint],
    public_key: PublicKey,
    progress: Callable[[int, int], None] | None = None,
) -> CheckpointVerdict:
    """Recompute both logs, on a connection that is in no transaction, and hold checkpoints against them."""
    given = (checkpoints,) if isinstance(checkpoints, Checkpoint) else tuple(checkpoints)
    wanted = {each.position for each in given}
    chain, then, _ = _walk(connection, wanted, progress, upto=max(wanted, default=0))
    looks, looks_then = _walk_looks(connection, given, progress)
    return CheckpointVerdict(
        chain,
        looks,
        tuple(
            Finding(each, _judged(each, chain, then, public_key) or _looks_judged(each, looks, looks_then))
            for each in given
        ),
    )


def make_checkpoint(
    database: Database,
    key: SigningKey,
    made_at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Checkpoint:
    """Check the whole log, sign what it holds and keep the checkpoint beside it.

    Raises CheckpointFault when the log is not whole, or lacks what was signed before with this key: a
    signature under that would hide it.
    """
    with database.pool.connection() as connection:
        earlier = [each for each in kept_checkpoints(connection) if each.key_id == key.public.key_id]
        connection.commit()
        chain, then, tree = _walk(connection, {each.position for each in earlier}, progress)
        looks, looks_then = _walk_looks(connection, earlier, progress)
        wrong = [
            each
            for each in earlier
            if _judged(each, chain, then, key.public) or _looks_judged(each, looks, looks_then)
        ]
        if not chain.ok or not looks.ok or wrong:
            raise CheckpointFault(
                "Er is geen controlepunt gemaakt: het logboek is niet zoals het was. Zie `bluevitaal verify`."
            )
        unsigned = Checkpoint(
            chain.head,
            chain.head_hash,
            tree.root(),
            made_at.replace(microsecond=0),
            key.public.key_id,
            looks=looks.head,
            looks_hash=looks.head_hash,
        )
        signed = replace(unsigned, signature=key.sign(unsigned.signed_text.encode()))
        connection.execute(
            "INSERT INTO log.checkpoint"
            " (position, head_hash, root, made_at, key_id, signature, looks, looks_hash)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            astuple(signed),
        )
    return signed


def key_to_sign_with(settings: Settings, database: Database, *, new_key: bool = False) -> SigningKey:
    """Return the signing key; it is made at the first checkpoint, and after that only if `new_key` says so.

    Raises SigningKeyFault when the key of earlier checkpoints is gone: another one must not come unseen.
    """
    with database.pool.connection() as connection:
        first = not kept_checkpoints(connection, last=1)
    return open_signing_key(settings, may_make=new_key or first)


def kept_checkpoints(connection: psycopg.Connection, *, last: int | None = None) -> list[Checkpoint]:
    """Return the checkpoints kept beside the log, oldest first; with `last` only so many of the newest."""
    rows: Iterable[tuple[int, bytes, bytes, datetime, str, bytes, int | None, bytes | None]]
    rows = connection.execute(
        "SELECT position, head_hash, root, made_at, key_id, signature, looks, looks_hash FROM log.checkpoint"
        " ORDER BY number DESC LIMIT %s",
        [last],
    ).fetchall()
    return [Checkpoint(*row) for row in rows][::-1]


def _walk(
    connection: psycopg.Connection,
    wanted: set[int],
    progress: Callable[[int, int], None] | None,
    upto: int | None = None,
) -> tuple[Verdict, At, Tree]:
    """Verify the chain; return with it the hash and the root at each wanted position, and the tree of all.

    With `upto` the tree is that of so many events: the rest need not be hashed twice.
    """
    tree = Tree()
    then: At = {0: (BEFORE_THE_FIRST, EMPTY)}

    def heard(link: bytes) -> None:
        if upto is None or tree.size < upto:
            tree.add(link)
            if tree.size in wanted:
                then[tree.size] = link, tree.root()

    return verify(connection, progress, None if upto == 0 else heard), then, tree


def _walk_looks(
    connection: psycopg.Connection,
    checkpoints: Iterable[Checkpoint],
    progress: Callable[[int, int], None] | None,
) -> tuple[Verdict, LooksAt]:
    """Verify the chain of the looks; return with it the hash at each place that a checkpoint names."""
    wanted = {each.looks for each in checkpoints}
    place, link = start_of(connection, READING_CHAIN)
    connection.commit()
    then: LooksAt = {0: BEFORE_THE_FIRST, place: link}

    def heard(link: bytes) -> None:
        nonlocal place
        place += 1
        if place in wanted:
            then[place] = link

    begin = place
    verdict = verify_reading(connection, progress, heard)
    # Looks that were removed between the two questions: what was counted is not what was meant.
    return (verdict, then) if verdict.start == begin else _walk_looks(connection, checkpoints, progress)


def _looks_judged(checkpoint: Checkpoint, looks: Verdict, then: LooksAt) -> Reason | None:
    if checkpoint.looks is None:
        return None
    if 0 < checkpoint.looks < looks.start:
        return None if checkpoint.made_at <= clock.now() - LEAST_KEPT else "looks_removed"
    if checkpoint.looks in then:
        return None if then[checkpoint.looks] == checkpoint.looks_hash else "looks_rewritten"
    return "looks_shorter" if looks.reason in (None, "list") else "looks_broken"


def _judged(checkpoint: Checkpoint, chain: Verdict, then: At, key: PublicKey) -> Reason | None:
    if checkpoint.key_id != key.key_id:
        return "other_key"
    if not checkpoint.is_signed_by(key):
        return "forged"
    if checkpoint.position in then:
        same = then[checkpoint.position] == (checkpoint.head_hash, checkpoint.root)
        return None if same else "rewritten"
    return "shorter" if chain.reason in (None, "version") else "broken"
