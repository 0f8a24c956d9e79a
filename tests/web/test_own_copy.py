"""The client's copy as a document: it comes out whatever somebody wrote."""

from datetime import UTC, date, datetime

import pytest

from bluevitaal_es.web import own_copy
from bluevitaal_es.web.own_copy import Copy, as_json, as_pdf


def copy_with(words: str) -> Copy:
    """Return a copy in which these words stand as what was told to somebody."""
    return Copy(
        number="T-2026-0001",
        organisation="BlueVitaal Test",
        made_at=datetime(2026, 3, 27, tzinfo=UTC),
        entries=(),
        names={},
        looks=(),
        shared=((date(2026, 3, 27), "Huisarts", words, "verwijzen"),),
    )


@pytest.mark.parametrize(
    "words",
    [
        "Bedankt \U0001f64f\U0001f469\u200d\U0001f692",
        "شكرا",
        "谢谢",
        "\U000e0041\U0010ffff\ue000\ufffe\u2028",
        "".join(map(chr, range(1, 32))),
        '#panic("x") #read("/etc/passwd") \\" $ * _ = / - @x <x>',
    ],
)
def test_makes_a_document_of_whatever_was_written(words: str) -> None:
    assert as_pdf(copy_with(words)).startswith(b"%PDF-")
    assert words.encode() in as_json(copy_with(words)) or not words.isprintable() or '"' in words


def test_says_that_signs_are_left_out_only_when_they_are() -> None:
    sources: list[str] = []

    def made(source: str) -> bytes:
        sources.append(source)
        return real(source)

    real = own_copy._made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_copy, "_made", made)
        as_pdf(copy_with("één €"))
        as_pdf(copy_with("谢谢 één"))

    assert ["Sommige tekens kunnen wij niet afdrukken" in source for source in sources] == [
        False,
        False,
        True,
    ]
    assert "(?) één" in sources[-1]


def test_prints_every_sign_that_it_does_not_leave_out() -> None:
    signs = "".join(chr(code) for code in range(0xA0, 0x20BB) if not own_copy._UNPRINTABLE.match(chr(code)))

    assert as_pdf(copy_with("谢" + signs)).startswith(b"%PDF-")
