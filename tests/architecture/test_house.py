"""Rules of the house that hold by looking at the running code."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

import pytest

from bluevitaal_es import app, commands, projections
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.aggregates import case, staff
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.commands.base import CaseCommand, Command
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.case import CaseEvent
from bluevitaal_es.events.portal import PortalEvent
from bluevitaal_es.store.reading import View
from tests.events.test_contracts import example
from tests.spec import history

#: Questions that take no actor, each with its reason.
ACTORLESS = {
    "StaffView.ids_of": "asked while logging in, when there is no actor yet",
    "StaffView.standing": "asked for every page, before there is an actor",
}
#: Base classes: orders that nobody gives.
BASES = {
    "StaffCommand",
    "AccessAct",
    "CaseCommand",
    "ErasureCommand",
    "RequestCommand",
    "ComplaintCommand",
    "GivingCommand",
}


def _commands() -> Iterator[type[Command[object]]]:
    for found in iter_modules(commands.__path__):
        module = import_module(f"{commands.__name__}.{found.name}")
        for kind in vars(module).values():
            if (
                inspect.isclass(kind)
                and issubclass(kind, Command)
                and kind.__module__ == module.__name__
                and kind is not Command
                and kind.__name__ not in BASES
                and not kind.__pydantic_generic_metadata__["args"]
            ):
                yield kind


def _views() -> Iterator[type[View]]:
    for found in iter_modules(projections.__path__):
        module = import_module(f"{projections.__name__}.{found.name}.view")
        for kind in vars(module).values():
            if inspect.isclass(kind) and issubclass(kind, View) and kind.__module__ == module.__name__:
                yield kind


def _questions(view: type[View]) -> Iterator[tuple[str, inspect.Signature]]:
    for name, question in vars(view).items():
        if not name.startswith("_") and inspect.isfunction(question):
            yield f"{view.__name__}.{name}", inspect.signature(question)


@pytest.mark.parametrize("event_type", get_args(CaseEvent | PortalEvent), ids=lambda kind: kind.__name__)
def test_every_event_of_a_case_is_thought_of(event_type: type[Event]) -> None:
    event = Forgotten(original_type="case.note_added") if event_type is Forgotten else example(event_type)
    (recorded,) = history(event)

    assert isinstance(case.evolve(Case(), recorded), Case)


def test_an_event_of_another_stream_is_no_event_of_a_case() -> None:
    (recorded,) = history(example(type("Stranger", (Event,), {"stored_as": "stranger"})))

    with pytest.raises(TypeError):
        case.evolve(Case(), recorded)


def test_every_question_takes_the_actor_first() -> None:
    found = {
        name: next(iter(list(signature.parameters.values())[1:]), None)
        for view in _views()
        for name, signature in _questions(view)
    }
    without = {
        name
        for name, first in found.items()
        if first is None or first.name != "actor" or first.annotation is not Actor
    }

    assert without == set(ACTORLESS)
    assert all(ACTORLESS.values())


def test_every_read_model_is_in_use() -> None:
    folders = {found.name for found in iter_modules(projections.__path__) if found.ispkg}

    assert sorted(found.name for found in app.projections()) == sorted(folders)


def test_every_read_model_hears_events_that_exist() -> None:
    known = set(EVENT_TYPES) | {Forgotten.stored_as}

    assert {found.name: found.hears - known for found in app.projections() if found.hears} == {
        found.name: frozenset() for found in app.projections() if found.hears
    }


def test_every_command_says_what_it_is() -> None:
    assert [kind.__name__ for kind in _commands() if not vars(kind).get("__doc__")] == []


def test_every_command_names_its_act_and_stream() -> None:
    for kind in _commands():
        assert isinstance(kind.act, Act), kind
        assert isinstance(kind.stream, Stream), kind
        assert kind.stream is case.CASE or not issubclass(kind, CaseCommand), kind


def test_every_command_has_its_tests() -> None:
    folder = Path(__file__).parents[1] / "commands"
    tested = "".join(path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))

    assert [kind.__name__ for kind in _commands() if f"{kind.__name__}(" not in tested] == []


def test_every_stream_has_a_name_of_its_own() -> None:
    streams = {kind.stream.name: kind.stream for kind in _commands()}

    assert set(streams) == {"case", "contact", "enquiry", "request", "staff", "erasure", "complaint"}
    assert streams["staff"] is staff.STAFF
