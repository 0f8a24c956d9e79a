"""Admin pages, jobs and imports have one way to change anything: a command at the desk, which appends."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "bluevitaal_es"
WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY)\s+([a-z_]+)\.([a-z_]+)")
#: What may be changed without an event: credentials, what somebody was typing, and the clock of a process.
NO_FACTS = {"web", "clockwork"}
#: The stations whose work it is to write rows.
WRITERS = {"database", "store", "projections"}


def _written() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        for schema, _table in WRITES.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(schema)
    return found


def test_nobody_outside_the_store_writes_a_fact() -> None:
    elsewhere = {
        name: schemas - NO_FACTS
        for name, schemas in _written().items()
        if name.partition("/")[0] not in WRITERS
    }

    assert {name: schemas for name, schemas in elsewhere.items() if schemas} == {}


def test_pages_jobs_and_imports_append_by_the_desk_alone() -> None:
    appends = re.compile(r"(?:\b|_)store\.append(?:_many|_together)?\(")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "store" and appends.search(path.read_text(encoding="utf-8"))
    }

    assert found == {"commands/handle.py"}
