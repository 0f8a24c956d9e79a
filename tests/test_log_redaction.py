"""Whatever is handed to a log line, and under whichever key: nothing of a person comes out."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bluevitaal_es.log import SAFE_KEYS, keep_safe

WORDS = st.text(st.characters(categories=["L"]), min_size=2, max_size=12)
names = st.tuples(WORDS, WORDS).map(" ".join)
mails = st.tuples(WORDS, WORDS).map(lambda parts: f"{parts[0]}@{parts[1]}.nl")
phones = st.from_regex(r"(?:\+31|0)[1-9]-?[0-9]{8}", fullmatch=True)
numbers = st.from_regex(r"[A-Z]-20[0-9]{2}-[0-9]{4}", fullmatch=True)
tokens = st.from_regex(r"[A-Z][a-z][0-9][A-Za-z0-9_-]{40}", fullmatch=True)
addresses = st.tuples(WORDS, WORDS).map(lambda parts: f"https://{parts[0]}.nl/{parts[1]}")
sentences = st.lists(WORDS, min_size=3, max_size=6).map(" ".join)
private = st.one_of(names, mails, phones, numbers, tokens, addresses, sentences)
#: The words of the program itself, where a library's message and a place in the code are let through whole.
OURS = {"where", "template", "withheld"}
keys = st.one_of(st.sampled_from(sorted(SAFE_KEYS - OURS)), WORDS)


def told(line: dict[str, Any]) -> str:
    return repr(keep_safe(None, "info", dict(line)))


@given(keys, private)
def test_nothing_of_a_person_comes_out(key: str, value: str) -> None:
    assert value not in told({"event": "something_happened", key: value})


@given(
    st.dictionaries(keys, st.one_of(private, st.lists(private), st.dictionaries(WORDS, private)), max_size=6)
)
def test_nothing_of_a_person_comes_out_of_a_line_with_many(line: dict[str, Any]) -> None:
    out = told(line)

    for value in line.values():
        assert not isinstance(value, str) or value not in out
        assert isinstance(value, str) or not value or repr(value) not in out


@given(private)
def test_a_key_tells_nothing_either(key: str) -> None:
    assert key not in told({"event": "something_happened", key: 1})


@given(WORDS)
def test_a_name_is_no_id(name: str) -> None:
    for key in ("actor_id", "case_id", "command_id", "stream_id"):
        assert keep_safe(None, "info", {"event": "x", key: f"account:{name}"}).get(key) is None
        assert keep_safe(None, "info", {"event": "x", key: f"{name}-1"}).get(key) is None
