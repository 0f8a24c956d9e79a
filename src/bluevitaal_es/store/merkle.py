"""The Merkle tree of RFC 6962 over entries that come by one at a time: its root, and proofs about it."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

#: Two prefixes, so that a node can never pass for an entry (RFC 6962, 2.1).
LEAF = b"\x00"
NODE = b"\x01"

#: The root of a tree without entries.
EMPTY = sha256(b"").digest()


class Tree:
    """A tree that grows. It keeps the roots of its full subtrees: so many as its size has bits that are 1."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []

    def add(self, entry: bytes) -> None:
        """Add an entry at the end."""
        node, size = sha256(LEAF + entry).digest(), self.size
        while size & 1:
            node = sha256(NODE + self._full.pop() + node).digest()
            size >>= 1
        self._full.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the 32 bytes that stand for all entries in their order."""
        if not self._full:
            return EMPTY
        node = self._full[-1]
        for left in reversed(self._full[:-1]):
            node = sha256(NODE + left + node).digest()
        return node


def inclusion_proofs(
    entries: Iterable[bytes], wanted: Collection[int]
) -> tuple[int, bytes, dict[int, list[bytes]]]:
    """Return size and root of the tree of `entries`, and for each wanted index (from 0) its audit path.

    A path is RFC 6962's PATH(m, D[n]): the nodes beside the way up, the lowest first. Entries are read once
    and not kept. An index beyond the last entry has no path in the answer.
    """
    chosen = frozenset(wanted)
    proofs: dict[int, list[bytes]] = {}
    full: list[tuple[bytes, list[int]]] = []
    size = 0
    for entry in entries:
        node, below = sha256(LEAF + entry).digest(), list[int]()
        if size in chosen:
            proofs[size] = []
            below = [size]
        bits = size
        while bits & 1:
            node, below = _joined(*full.pop(), node, below, proofs)
            bits >>= 1
        full.append((node, below))
        size += 1
    if not full:
        return 0, EMPTY, proofs
    node, below = full.pop()
    while full:
        node, below = _joined(*full.pop(), node, below, proofs)
    return size, node, proofs


def _joined(
    left: bytes, under_left: list[int], right: bytes, under_right: list[int], proofs: dict[int, list[bytes]]
) -> tuple[bytes, list[int]]:
    """Return the node over two others; each wanted entry below one gets the other on its path."""
    for index in under_left:
        proofs[index].append(right)
    for index in under_right:
        proofs[index].append(left)
    return sha256(NODE + left + right).digest(), under_left + under_right


def root_of_path(entry: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to from an entry, or None when the path cannot be one.

    Source: RFC 9162, 2.1.3.2. The entry is in the tree if this is the root of the tree of that size.
    """
    if not 0 <= index < size:
        return None
    place, last, node = index, size - 1, sha256(LEAF + entry).digest()
    for beside in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = sha256(NODE + beside + node).digest()
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = sha256(NODE + node + beside).digest()
        place >>= 1
        last >>= 1
    return node if last == 0 else None


class Growth:
    """Proves of a tree with entries that come by one at a time that it grew from one size to another.

    Only the subtrees that the proof names are kept, and each entry is in one of them at most.
    """

    def __init__(self, earlier: int, later: int) -> None:
        self._size = 0
        self._parts = _parts(earlier, later)
        self._trees = {end: Tree() for _, end in self._parts}
        self._coming = sorted(self._parts, reverse=True)

    def add(self, entry: bytes) -> None:
        """Hear the next entry; those beyond the later size are let pass."""
        while self._coming and self._size >= self._coming[-1][1]:
            self._coming.pop()
        if self._coming and self._size >= self._coming[-1][0]:
            self._trees[self._coming[-1][1]].add(entry)
        self._size += 1

    def path(self) -> list[bytes]:
        """Return RFC 6962's PROOF(earlier, D[later]), once all entries were heard: the lowest node first."""
        return [self._trees[end].root() for _, end in self._parts]


def _parts(earlier: int, later: int) -> list[tuple[int, int]]:
    """Return the subtrees that a proof of growth names, as first entry and end, in the order of the proof.

    Source: RFC 6962, 2.1.2. Raises ValueError when the earlier size is nothing, or the larger one.
    """
    if not 0 < earlier <= later:
        raise ValueError(f"a tree does not grow from {earlier} to {later}")
    found: list[tuple[int, int]] = []
    start, end, is_all = 0, later, True
    while start + earlier < end:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if start + earlier <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, earlier, is_all = middle, earlier - (middle - start), False
    if not is_all:
        found.append((start, end))
    return found[::-1]
