"""What was stored stays readable: one example of each event type and form, kept for ever in contracts/.

`python -m tests.events.test_contracts` writes the examples that are missing; it changes none that is there.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.store.mapper import EventMapper, UnknownEventType

CONTRACTS = Path(__file__).parent / "contracts"
HINT = "run `python -m tests.events.test_contracts` and commit the new example"
MAPPER = EventMapper(EVENT_TYPES)

EXAMPLES: dict[Any, Any] = {
    str: "tekst, “é”",
    int: 7,
    bool: True,
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, 11, 30, 0, 123456, tzinfo=UTC),
    UUID: UUID("8c9f6a2e-0f0e-4a58-9f04-1d9b3f5f7c11"),
}


def path_of(event_type: type[Event], form: int) -> Path:
    return CONTRACTS / f"{event_type.stored_as}.v{form}.json"


def name_and_form(path: Path) -> tuple[str, int]:
    name, form = path.name.removesuffix(".json").rsplit(".v", 1)
    return name, int(form)


def loaded(path: Path) -> Event:
    return MAPPER.event(*name_and_form(path), path.read_bytes())


def example(annotation: Any) -> Any:
    """Return a value of a field's type, with nothing left empty."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return example(next(found for found in arguments if found is not NoneType))
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        return (example(arguments[0]),) * 2
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation(
            **{name: example(field.annotation) for name, field in annotation.model_fields.items()}
        )
    return EXAMPLES[annotation]


def write_missing() -> list[Path]:
    """Write an example of today's form for each type that has none, and return where."""
    CONTRACTS.mkdir(exist_ok=True)
    written = []
    for event_type in EVENT_TYPES.values():
        path = path_of(event_type, event_type.form)
        if path.exists():
            continue
        fields = json.loads(example(event_type).as_json())
        path.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written


def stored() -> list[Path]:
    return sorted(CONTRACTS.glob("*.json"))


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_keeps_an_example_of_every_form(event_type: type[Event]) -> None:
    missing = [
        path.name
        for form in range(1, event_type.form + 1)
        if not (path := path_of(event_type, form)).exists()
    ]

    assert missing == [], HINT


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_loads_for_ever(path: Path) -> None:
    name, form = name_and_form(path)

    assert type(loaded(path)) is EVENT_TYPES[name], "a stored name is never given up"
    assert form <= EVENT_TYPES[name].form


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_holds_every_field_of_its_form(path: Path) -> None:
    name, form = name_and_form(path)
    event_type = EVENT_TYPES[name]
    if form < event_type.form:
        pytest.skip("an older form has the fields of its day")

    fields = json.loads(path.read_text(encoding="utf-8"))
    assert set(fields) == set(event_type.model_fields), "raise `form` when the fields of an event change"


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_is_stored_again_as_it_was(path: Path) -> None:
    name, form = name_and_form(path)
    if form < EVENT_TYPES[name].form:
        pytest.skip("an older form is raised")

    assert json.loads(loaded(path).as_json()) == json.loads(path.read_text(encoding="utf-8"))


def test_refuses_what_a_newer_program_stored() -> None:
    with pytest.raises(UnknownEventType):
        MAPPER.event("case.registered", EVENT_TYPES["case.registered"].form + 1, b"{}")
    with pytest.raises(UnknownEventType):
        MAPPER.event("case.never_heard_of", 1, b"{}")


def test_stands_in_for_an_event_whose_content_is_gone() -> None:
    assert MAPPER.event("case.note_added", 1, None) == Forgotten(original_type="case.note_added")
    assert Forgotten.stored_as not in EVENT_TYPES


def test_is_frozen_and_takes_no_field_too_many() -> None:
    for event_type in EVENT_TYPES.values():
        assert event_type.model_config.get("frozen"), event_type
        assert event_type.model_config.get("extra") == "forbid", event_type


if __name__ == "__main__":
    for written in write_missing():
        print(written.name)
