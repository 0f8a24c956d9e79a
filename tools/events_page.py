"""Makes docs/events.md from the event types: stored name, form, what the fact says, and its fields."""

import sys
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.case import CaseFact, ImportSource
from tools.made_page import ROOT, write_or_check

PAGE = ROOT / "docs" / "events.md"

HEAD = """\
# Events

Every kind of fact that the log can hold. Made by `make docs` from the classes in
`src/bluevitaal_es/events/`; do not edit it by hand.

A stored name is chosen once and lives for ever. The form counts the changes of the fields: the log keeps
every fact in the form in which it was recorded, and older forms are raised to today's when they are read
([how](how-to/change-an-event-form.md)). Who recorded a fact, when it happened and when it was recorded stand
on its envelope, `Recorded` in `src/bluevitaal_es/events/recorded.py`. The fields below are encrypted in the
log; the envelope and the stored name are not.
"""

STREAMS = {
    "case": "The life of a case",
    "contact": "Contacts without identity",
    "enquiry": "Enquiries about a person",
    "request": "Requests without an account",
    "staff": "The people of the service",
    "erasure": "Forgetting a client",
    "complaint": "Complaints and objections",
}


def type_words(annotation: Any) -> str:
    """Return a field's type as one would write it: `UUID or none`, `"yes" or "no"`, `texts`."""
    if get_origin(annotation) is Literal:
        return " or ".join(f'"{value}"' for value in get_args(annotation))
    if get_origin(annotation) is tuple:
        return f"list of {type_words(get_args(annotation)[0])}"
    parts = get_args(annotation)
    if parts:
        said = [type_words(part) for part in parts if part is not NoneType]
        return " or ".join([*said, "none"] if NoneType in parts else said)
    names = {"str": "text", "bool": "yes or no", "int": "whole number", "date": "day", "datetime": "moment"}
    name = str(annotation.__name__)
    return names.get(name, name)


def default_words(default: Any) -> str:
    """Return what a field holds when nothing was said."""
    if default is None or default == ():
        return "nothing"
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"`{default}`"


def fields_table(event_type: type[Any], leave_out: frozenset[str] = frozenset()) -> str:
    """Return the fields of a class as a table, or a line that there are none."""
    rows = [
        f"| `{name}` | {type_words(field.annotation)} | "
        f"{'must be given' if field.is_required() else default_words(field.default)} |"
        for name, field in event_type.model_fields.items()
        if name not in leave_out
    ]
    return "\n".join(["| field | kind | when absent |", "|---|---|---|", *rows]) if rows else "No fields."


def entry(event_type: type[Event]) -> str:
    """Return the part of the page about one event type."""
    said = " ".join((event_type.__doc__ or "").split())
    shared = frozenset(CaseFact.model_fields) if issubclass(event_type, CaseFact) else frozenset()
    return (
        f"### {event_type.__name__}\n\n`{event_type.stored_as}`, form {event_type.form}. {said}\n\n"
        f"{fields_table(event_type, shared)}\n"
    )


def page() -> str:
    """Return the whole page as Markdown."""
    parts = [HEAD]
    for stream, title in STREAMS.items():
        types = [found for name, found in EVENT_TYPES.items() if name.split(".")[0] == stream]
        parts.append(f"## {title}\n\n{len(types)} types, in {files(types)}.\n")
        if stream == "case":
            said = " ".join((ImportSource.__doc__ or "").split())
            parts.append(
                "Each of these has one field more, `source`: nothing, or for a fact that was taken over"
                f" from a register kept before:\n\n{said}\n\n{fields_table(ImportSource)}\n"
            )
        parts += [entry(found) for found in types]
    said = " ".join((Forgotten.__doc__ or "").split())
    parts.append(
        f"## Forgotten facts\n\n{said} It is never stored: reading gives it in the place of the event.\n"
    )
    return "\n".join(parts)


def files(types: list[type[Event]]) -> str:
    """Return where the classes of these types stand, each file once."""
    names = dict.fromkeys(found.__module__.rsplit(".", 1)[1] for found in types)
    return " and ".join(f"`events/{name}.py`" for name in names)


def unplaced() -> list[str]:
    """Return the stored names that belong to no stream of this page."""
    return [name for name in EVENT_TYPES if name.split(".")[0] not in STREAMS]


def main() -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    strangers = unplaced()
    if strangers:
        print(f"{', '.join(strangers)}: give the stream a title in tools/events_page.py")
        return 1
    return write_or_check(PAGE, page(), "the list of event types")


if __name__ == "__main__":
    sys.exit(main())
