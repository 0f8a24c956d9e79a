from datetime import date
from typing import Literal
from uuid import UUID

import pytest

from bluevitaal_es.events import EVENT_TYPES
from tools import events_page


def test_page_is_what_the_event_types_say() -> None:
    assert events_page.PAGE.read_text(encoding="utf-8") == events_page.page(), "run `make docs`"


def test_every_event_type_has_its_place_on_the_page() -> None:
    page = events_page.page()

    assert events_page.unplaced() == []
    assert [name for name in EVENT_TYPES if page.count(f"\n`{name}`, form ") != 1] == []


def test_every_event_type_says_what_it_is() -> None:
    without = [name for name, found in EVENT_TYPES.items() if not (found.__doc__ or "").strip().endswith(".")]

    assert without == []


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (str, "text"),
        (bool, "yes or no"),
        (UUID | None, "UUID or none"),
        (tuple[str, ...], "list of text"),
        (tuple[int, ...] | None, "list of whole number or none"),
        (Literal["yes", "no"], '"yes" or "no"'),
        (date, "day"),
    ],
)
def test_kinds_of_fields_are_said_in_words(annotation: object, words: str) -> None:
    assert events_page.type_words(annotation) == words
