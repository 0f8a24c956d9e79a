"""Checks an exported log, or a proof about it, with nothing but Python 3.11: no code of BlueVitaal.

    python3 verify_log.py LOG_OR_PROOF [--controlepunt CHECKPOINT] [--later NEWER_ONE] [--sleutel PUBLIC_KEY]

The files come from `bluevitaal export-log`, `proof`, `consistency` and `checkpoint`, or from the auditor's
page. Ends with 0 only if all of it holds.
Where the formats are written down: an event's canonical form with the table of the log (migration 0002), the
exported file in store/export.py, the Merkle tree in RFC 6962, the signature in RFC 8032.
"""

import argparse
import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

LOG_TITLE = b"BLUEVITAAL LOGBOEK 1\n"
LOOKS_TITLE = b"BLUEVITAAL INZAGEN 1\n"
LATER_LOOKS_TITLE = b"BLUEVITAAL INZAGEN 2\n"
PROOF_KIND = "BLUEVITAAL BEWIJS 1"
GROWTH_KIND = "BLUEVITAAL AANSLUITING 1"
CHECKPOINT = re.compile(
    r"^(CONTROLEPUNT VAN HET LOGBOEK VAN BLUEVITAAL, VORM [12]\n"
    r"Gebeurtenissen: (\d{1,18})\nHash: ([0-9a-f]{64})\nWortel: ([0-9a-f]{64})\n"
    r"(?:Inzagen: (\d{1,18})\nInzage: ([0-9a-f]{64})\n)?"
    r"Tijd \(UTC\): ([0-9 :-]{19})\nSleutel: ([0-9a-f]{16})\n)"
    r"Handtekening:\n([A-Za-z0-9+/]{44}\n[A-Za-z0-9+/]{42}==)\n",
    re.ASCII | re.MULTILINE,
)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Wrong(Exception):
    """Something does not hold; the text is a Dutch sentence."""


def fields_of(canonical: bytes) -> tuple[int, bytes, int, str, int, int]:
    """Return position, stream, version in it, type, and when it happened and was recorded (µs since 2000).

    An event has 13 fields: for each its length in four bytes, then its bytes; length -1 is an absent field.
    """
    fields, start = list[bytes](), 0
    while start + 4 <= len(canonical):
        end = start + 4 + max(int.from_bytes(canonical[start : start + 4], "big", signed=True), 0)
        fields.append(canonical[start + 4 : end])
        start = end
    if start != len(canonical) or len(fields) != 13:
        raise Wrong("er staat iets in dat geen gebeurtenis is")
    place, version, happened, at = (int.from_bytes(fields[n], "big", signed=True) for n in (0, 2, 5, 6))
    return place, fields[1], version, fields[3].decode(errors="replace"), happened, at


def hash_of(canonical: bytes, before: bytes) -> bytes:
    """Chain an event to the one before it: this is the hash that the log keeps with it."""
    return sha256(before + sha256(canonical).digest()).digest()


def rows_of(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield canonical form and kept hash of each event; refuse a file that was cut off."""
    count = 0
    while length := int.from_bytes(exactly(file, 4), "big"):
        yield exactly(file, length), exactly(file, 32)
        count += 1
    if int.from_bytes(exactly(file, 8), "big") != count or file.read(1):
        raise Wrong("het einde van het bestand klopt niet")


def exactly(file: BinaryIO, size: int) -> bytes:
    """Read so many bytes."""
    found = file.read(size)
    if len(found) != size:
        raise Wrong("het bestand is niet heel: het houdt te vroeg op")
    return found


def check_log(file: BinaryIO, checkpoint: "Checkpoint | None") -> str:
    """Recompute every hash; look at places, times and versions; compare with what was signed."""
    place, before, latest = 0, bytes(32), -(2**63)
    versions: dict[bytes, int] = {}
    tree: list[tuple[int, bytes]] = []
    then = {0: (before, root_of(tree))}
    for canonical, kept in rows_of(file):
        place += 1
        found, stream, version, _, _, at = fields_of(canonical)
        if found != place:
            raise Wrong(f"op plaats {place} staat gebeurtenis {found}")
        if hash_of(canonical, before) != kept:
            raise Wrong(f"gebeurtenis {place} is niet de gebeurtenis die is vastgelegd")
        if at < latest:
            raise Wrong(f"gebeurtenis {place} draagt een tijd van vóór de gebeurtenis ervoor")
        known = versions.get(stream)
        if version not in ((0, 1) if known is None else (known + 1,)):
            raise Wrong(f"bij gebeurtenis {place} klopt de volgorde binnen het traject niet")
        before, latest, versions[stream] = kept, at, version
        add_leaf(tree, kept)
        if checkpoint and place == checkpoint.place:
            then[place] = (kept, root_of(tree))
    if checkpoint and checkpoint.place not in then:
        raise Wrong(
            f"er zijn {checkpoint.place} gebeurtenissen ondertekend en het logboek heeft er {place}:"
            " de nieuwste zijn weg, of dit is een oude back-up"
        )
    if checkpoint and then[checkpoint.place] != (checkpoint.last_hash, checkpoint.root):
        raise Wrong(f"bij gebeurtenis {checkpoint.place} of eerder staat iets anders dan is ondertekend")
    return f"{place} gebeurtenissen, de keten is heel. Laatste hash: {before.hex()}"


def check_looks(file: BinaryIO, checkpoint: "Checkpoint | None", later: bool = False) -> str:
    """Do the same for the log of who looked; when the oldest were removed by the rules it begins later."""
    first, before = (int.from_bytes(exactly(file, 8), "big"), exactly(file, 32)) if later else (0, bytes(32))
    place, latest, then = first, -(2**63), {first: before}
    for canonical, kept in rows_of(file):
        place += 1
        found, at = (int.from_bytes(canonical[n : n + 8], "big", signed=True) for n in (4, 16))
        if found != place or hash_of(canonical, before) != kept or at < latest:
            raise Wrong(f"inzage {place} is niet de inzage die is vastgelegd")
        before, latest = kept, at
        if checkpoint and place == checkpoint.looks:
            then[place] = kept
    if checkpoint and checkpoint.looks is None:
        raise Wrong("in dit controlepunt staan geen inzagen; het is van voordat die werden ondertekend")
    if checkpoint and checkpoint.looks not in then:
        raise Wrong(f"er zijn {checkpoint.looks} inzagen ondertekend; hier staan {first + 1} t/m {place}")
    if checkpoint and then[checkpoint.looks or 0].hex() != checkpoint.looks_hash:
        raise Wrong(f"bij inzage {checkpoint.looks} of eerder staat iets anders dan is ondertekend")
    return f"{place - first} inzagen na {then[first].hex()}, de keten is heel. Laatste hash: {before.hex()}"


def check_proof(proof: Any, checkpoint: "Checkpoint") -> str:
    """Work out the signed root from each event; they must be those of one stream, from the first on."""
    streams, said = set(), ""
    for number, part in enumerate(proof["gebeurtenissen"], start=1):
        canonical = b64decode(part["inhoud"], validate=True)
        place, stream, version, kind, happened, at = fields_of(canonical)
        entry = hash_of(canonical, bytes.fromhex(part["vorige"]))
        path = [bytes.fromhex(beside) for beside in part["pad"]]
        if root_by_path(entry, place - 1, checkpoint.place, path) != checkpoint.root:
            raise Wrong(f"gebeurtenis {place} staat zo niet in het ondertekende logboek")
        streams.add(stream)
        if version != number or len(streams) != 1:
            raise Wrong(f"bij gebeurtenis {place} ontbreekt er een van hetzelfde traject")
        days = [f"{EPOCH + timedelta(microseconds=each):%Y-%m-%d %H:%M} UTC" for each in (happened, at)]
        said += f"\n{place:>8}  gebeurd {days[0]}, vastgelegd {days[1]}  {kind}"
    if not said:
        raise Wrong("er staat geen gebeurtenis in het bewijs")
    return f"van traject {proof['traject']} staat dit zo in het ondertekende logboek:{said}"


def check_growth(proof: Any, earlier: "Checkpoint", later: "Checkpoint") -> str:
    """Work out both signed roots from one path: then the later log begins with the earlier one, unchanged."""
    if earlier.place > later.place or (earlier.looks or 0) > (later.looks or 0):
        raise Wrong("het eerdere controlepunt telt meer dan het latere: andersom gegeven, of er is iets weg")
    if earlier.place == 0:
        raise Wrong("het eerdere controlepunt is van een leeg logboek; daarover valt niets te bewijzen")
    path = [bytes.fromhex(node) for node in proof["pad"]]
    if roots_by_growth(earlier.place, later.place, path, earlier.root) != (earlier.root, later.root):
        raise Wrong("het bewijs leidt niet van het eerdere controlepunt naar het latere")
    return (
        f"de eerste {earlier.place} gebeurtenissen van {later.place} zijn dezelfde gebleven.\n"
        f"Past bij het latere controlepunt, van {later.time} UTC, {later.place} gebeurtenissen."
    )


def joined(left: bytes, right: bytes) -> bytes:
    """Return the node of the Merkle tree over two others."""
    return sha256(b"\x01" + left + right).digest()


def add_leaf(tree: list[tuple[int, bytes]], entry: bytes) -> None:
    """Add an entry to a tree, kept as sizes and roots of its full subtrees; two of one size become one."""
    tree.append((1, sha256(b"\x00" + entry).digest()))
    while len(tree) > 1 and tree[-2][0] == tree[-1][0]:
        (size, left), (_, right) = tree[-2:]
        tree[-2:] = [(2 * size, joined(left, right))]


def root_of(tree: list[tuple[int, bytes]]) -> bytes:
    """Join the full subtrees, the smallest first."""
    root = tree[-1][1] if tree else sha256(b"").digest()
    for _, left in reversed(tree[:-1]):
        root = joined(left, root)
    return root


def root_by_path(entry: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Climb from an entry. A tree is split at the largest power of two below its size (RFC 6962, 2.1)."""
    if not 0 <= index < size or (size == 1) != (not path):
        return None
    if size == 1:
        return sha256(b"\x00" + entry).digest()
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        below = root_by_path(entry, index, half, path[:-1])
        return below and joined(below, path[-1])
    below = root_by_path(entry, index - half, size - half, path[:-1])
    return below and joined(path[-1], below)


def roots_by_growth(old: int, new: int, path: list[bytes], root: bytes | None) -> tuple[bytes, bytes] | None:
    """Work out the roots of the first `old` entries and of all `new`, from the top down (RFC 6962, 2.1.2).

    Where the old tree is one whole part of the new one, the path leaves out its `root`, which is known.
    """
    if old == new and len(path) == (0 if root else 1):
        return (root, root) if root else (path[0], path[0])
    if not 0 < old < new or not path:
        return None
    half = 1 << (new - 1).bit_length() - 1
    if old <= half:
        below = roots_by_growth(old, half, path[:-1], root)
        return below and (below[0], joined(below[1], path[-1]))
    below = roots_by_growth(old - half, new - half, path[:-1], None)
    return below and (joined(path[-1], below[0]), joined(path[-1], below[1]))


class Checkpoint(NamedTuple):
    """A checkpoint; `text` is what was signed."""

    text: str
    place: int
    last_hash: bytes
    root: bytes
    time: str
    key_id: str
    signature: bytes
    looks: int | None
    looks_hash: str


def read_checkpoint(text: str) -> Checkpoint:
    """Find the lines; mail may have quoted them and changed the space around them."""
    lines = [line.strip(" \t>\ufeff\xa0") for line in text.splitlines()]
    found = CHECKPOINT.findall("\n".join(line for line in lines if line) + "\n")
    if len(found) != 1:
        raise Wrong("er staat niet precies één heel controlepunt in")
    text, place, last, root, looks, looks_hash, made, key_id, signature = found[0]
    rest = bytes.fromhex(last), bytes.fromhex(root), made, key_id, b64decode(signature)
    return Checkpoint(text, int(place), *rest, int(looks) if looks else None, looks_hash)


def check_signature(checkpoint: Checkpoint, pem: str) -> None:
    """Check the signature with the public key in a PEM text."""
    raw = b64decode("".join(line for line in pem.splitlines() if not line.startswith("-----")))
    if len(raw) != 44 or raw[:12] != bytes.fromhex("302a300506032b6570032100"):
        raise Wrong("in het sleutelbestand staat geen openbare sleutel (Ed25519, PEM)")
    key, key_id = raw[12:], sha256(raw[12:]).hexdigest()[:16]
    if key_id != checkpoint.key_id:
        raise Wrong(f"het controlepunt is van sleutel {checkpoint.key_id}; u gaf {key_id}")
    if not signed(key, checkpoint.text.encode(), checkpoint.signature):
        raise Wrong("de handtekening onder het controlepunt klopt niet")


P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify Ed25519 as RFC 8032, 5.1.7 says: S·B = R + k·A."""
    a, r, s = decoded(key), decoded(signature[:32]), int.from_bytes(signature[32:], "little")
    base = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    if a is None or r is None or base is None or s >= ORDER:
        return False
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
    (x, y, z, _), (u, v, w, _) = times(s, base), plus(r, times(k, a))
    return (x * w - u * z) % P == 0 and (y * w - v * z) % P == 0


def decoded(encoded: bytes) -> Point | None:
    """Return the point in 32 bytes, or None if there is none (RFC 8032, 5.1.3)."""
    sign, y = divmod(int.from_bytes(encoded, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x % 2 == sign else P - x
    return x, y, 1, x * y % P


def plus(p: Point, q: Point) -> Point:
    """Add two points (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, p: Point) -> Point:
    """Multiply a point, by doubling and adding."""
    total: Point = (0, 1, 1, 0)
    for bit in f"{factor:b}":
        total = plus(total, total)
        total = plus(total, p) if bit == "1" else total
    return total


def main(words: list[str]) -> int:
    """Check what the words name and say so; return 0 if all of it holds, 1 if not, 2 if it cannot be read."""
    asked = argparse.ArgumentParser(description="Controleert een logboek of een bewijs van BlueVitaal.")
    asked.add_argument("bestand", type=Path, help="het logboek, of het bewijs")
    asked.add_argument("--controlepunt", type=Path, help="het controlepunt dat u bewaarde")
    asked.add_argument("--later", type=Path, help="bij een aansluiting: het latere, als u dat ook bewaarde")
    asked.add_argument("--sleutel", type=Path, help="de openbare sleutel die u bewaarde")
    given = asked.parse_args(words)
    try:
        kept = read_checkpoint(given.controlepunt.read_text("utf-8")) if given.controlepunt else None
        checkpoint, later = kept, None
        with given.bestand.open("rb") as file:
            title = file.read(len(LOG_TITLE))
            if title in (LOG_TITLE, LOOKS_TITLE):
                told = (check_log if title == LOG_TITLE else check_looks)(file, kept)
            elif title == LATER_LOOKS_TITLE:
                told = check_looks(file, kept, later=True)
            else:
                proof = json.loads(given.bestand.read_text("utf-8"))
                if proof["soort"] not in (PROOF_KIND, GROWTH_KIND):
                    raise Wrong("dit is geen logboek en geen bewijs van BlueVitaal")
                checkpoint = kept or read_checkpoint("\n".join(proof["controlepunt"]))
                if proof["soort"] == GROWTH_KIND:
                    text = given.later.read_text("utf-8") if given.later else "\n".join(proof["later"])
                    later = read_checkpoint(text)
                    told = check_growth(proof, checkpoint, later)
                else:
                    told = check_proof(proof, checkpoint)
        for each in (checkpoint, later):
            if each and given.sleutel:
                check_signature(each, given.sleutel.read_text("utf-8"))
    except Wrong as wrong:
        print(f"NIET GOED: {wrong}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as fault:
        print(f"Niet te lezen: {fault}", file=sys.stderr)
        return 2
    print(f"Goed: {told}")
    if checkpoint is None:
        print("Niet nagegaan: of de nieuwste er nog zijn en of alles opnieuw is gemaakt (--controlepunt).")
    else:
        print(f"Past bij het controlepunt van {checkpoint.time} UTC, {checkpoint.place} gebeurtenissen.")
        if kept is None:
            print("Dat stond in het bestand. Niet nagegaan: of het is wat u bewaarde (--controlepunt).")
        print("De handtekening klopt." if given.sleutel else "Niet nagegaan: de handtekening (--sleutel).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
