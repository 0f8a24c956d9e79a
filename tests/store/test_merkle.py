"""The Merkle tree agrees with the definition of RFC 6962, written down here a second time."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluevitaal_es.store.merkle import EMPTY, Growth, Tree, inclusion_proofs, root_of_path
from tools import verify_log

ENTRIES = st.lists(st.binary(min_size=0, max_size=40), max_size=70)

#: RFC 6962 has no vectors; these are the leaves and roots that the reference implementation of certificate
#: transparency is tested with.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
#: Of the same tests: growth of those leaves from one size to another, and its proof.
GROWTHS = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def split(count: int) -> int:
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def naive_root(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_growth(m: int, entries: list[bytes], is_all: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2; PROOF is the same with `is_all`."""
    if m == len(entries):
        return [] if is_all else [naive_root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*naive_growth(m, entries[:k], is_all), naive_root(entries[k:])]
    return [*naive_growth(m - k, entries[k:], False), naive_root(entries[:k])]


def growth(earlier: int, entries: list[bytes]) -> list[bytes]:
    heard = Growth(earlier, len(entries))
    for entry in entries:
        heard.add(entry)
    heard.add(b"one that came after")
    return heard.path()


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_gives_known_roots(count: int) -> None:
    tree = Tree()
    for leaf in LEAVES[:count]:
        tree.add(bytes.fromhex(leaf))

    assert tree.root().hex() == ROOTS[count]


@given(ENTRIES)
def test_gives_the_root_of_the_definition_at_every_size(entries: list[bytes]) -> None:
    tree = Tree()
    for count, entry in enumerate(entries):
        assert tree.root() == naive_root(entries[:count])
        tree.add(entry)

    assert tree.root() == naive_root(entries)
    assert tree.size == len(entries)


@given(ENTRIES, st.data())
def test_gives_the_paths_of_the_definition(entries: list[bytes], data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.integers(0, max(len(entries) - 1, 0))))

    size, root, proofs = inclusion_proofs(iter(entries), wanted)

    assert (size, root) == (len(entries), naive_root(entries))
    assert proofs == {index: naive_path(index, entries) for index in wanted if index < size}
    for index, path in proofs.items():
        assert root_of_path(entries[index], index, size, path) == root
        assert verify_log.root_by_path(entries[index], index, size, path) == root


@settings(max_examples=300)
@given(st.integers(1, 40), st.data())
def test_takes_no_path_for_another_entry_place_or_size(size: int, data: st.DataObject) -> None:
    entries = [number.to_bytes(2, "big") for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    _, root, proofs = inclusion_proofs(entries, [index])
    path = proofs[index]
    other_index, other_size = data.draw(st.integers(-1, 45)), data.draw(st.integers(0, 45))
    spoiled = [
        (b"other", index, size, path),
        (entries[index], index, size, [*path, root]),
        *([(entries[index], index, size, path[:-1])] if path else []),
        *([(entries[index], index, size, [*path[:-1], bytes(32)])] if path else []),
        *([(entries[index], other_index, size, path)] if other_index != index else []),
    ]

    for each in spoiled:
        assert root_of_path(*each) != root
        assert verify_log.root_by_path(*each) != root
    here = root_of_path(entries[index], other_index, other_size, path)
    assert here == verify_log.root_by_path(entries[index], other_index, other_size, path)


def test_has_a_root_for_nothing_and_no_paths_in_it() -> None:
    assert inclusion_proofs([], [0, 3]) == (0, EMPTY, {})
    assert root_of_path(b"", 0, 0, []) is None


def test_does_not_take_a_node_for_an_entry() -> None:
    left, right = (sha256(b"\x00" + entry).digest() for entry in (b"a", b"b"))
    _, root, _ = inclusion_proofs([b"a", b"b"], [])

    assert root_of_path(left + right, 0, 1, []) != root


@pytest.mark.parametrize(("earlier", "later", "path"), GROWTHS)
def test_gives_known_proofs_of_growth(earlier: int, later: int, path: list[str]) -> None:
    entries = [bytes.fromhex(leaf) for leaf in LEAVES[:later]]

    assert [node.hex() for node in growth(earlier, entries)] == path


def test_proves_growth_between_all_sizes_as_the_definition_does() -> None:
    entries = [number.to_bytes(2, "big") for number in range(34)]
    roots = [naive_root(entries[:size]) for size in range(len(entries) + 1)]

    for later in range(1, len(entries) + 1):
        for earlier in range(1, later + 1):
            path = growth(earlier, entries[:later])
            assert path == naive_growth(earlier, entries[:later])
            found = verify_log.roots_by_growth(earlier, later, path, roots[earlier])
            assert found == (roots[earlier], roots[later])


@settings(max_examples=300)
@given(st.integers(1, 70), st.data())
def test_takes_no_growth_of_another_log_for_that_of_this_one(later: int, data: st.DataObject) -> None:
    entries = [number.to_bytes(2, "big") for number in range(later)]
    earlier = data.draw(st.integers(1, later))
    changed = data.draw(st.integers(0, earlier - 1))
    other = [*entries[:changed], b"changed", *entries[changed + 1 :]]
    roots = naive_root(entries[:earlier]), naive_root(entries)
    path, theirs = growth(earlier, entries), growth(earlier, other)
    spoiled = [
        theirs,
        [*path, roots[1]],
        path[:-1],
        path[::-1],
        [*path[:-1], bytes(32)],
    ]

    assert verify_log.roots_by_growth(earlier, later, theirs, roots[0]) != (roots[0], naive_root(other))
    for each in spoiled:
        if each != path:
            assert verify_log.roots_by_growth(earlier, later, each, roots[0]) != roots
    for size in (earlier - 1, earlier + 1):
        assert verify_log.roots_by_growth(size, later, path, roots[0]) != roots


@pytest.mark.parametrize("earlier", [3, 0])
def test_does_not_grow_backwards_or_from_nothing(earlier: int) -> None:
    with pytest.raises(ValueError, match=f"from {earlier} to 2"):
        Growth(earlier, 2)
    assert verify_log.roots_by_growth(earlier, 2, [], EMPTY) is None
