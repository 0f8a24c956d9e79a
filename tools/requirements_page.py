"""Makes docs/requirements.md from docs/requirements.toml and the `requirement` marks of the tests."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.made_page import ROOT, write_or_check

LINES = ROOT / "docs" / "requirements.toml"
PAGE = ROOT / "docs" / "requirements.md"
TESTS = ROOT / "tests"

HEAD = """\
# Requirements

Which requirement lines hold, told by the tests that settle them. Made by `make docs` from
[requirements.toml](requirements.toml) and the marks in `tests/`; do not edit it by hand.
"""


class Line(NamedTuple):
    """One requirement: its id, where it comes from, and what it asks, in our words."""

    id: str
    source: str
    text: str


class Group(NamedTuple):
    """Requirement lines that came up together."""

    title: str
    lines: list[Line]


def groups_of(path: Path = LINES) -> tuple[dict[str, str], list[Group]]:
    """Return the documents by their number, and the groups of requirement lines in order."""
    kept = tomllib.loads(path.read_text(encoding="utf-8"))
    return kept["documents"], [
        Group(group["title"], [Line(**line) for line in group["lines"]]) for group in kept["group"]
    ]


def _ids_marked(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for call in ast.walk(node):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "requirement"
            ):
                for argument in call.args:
                    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                        raise ValueError(
                            f"line {call.lineno}: a requirement is marked by its id as plain text"
                        )
                    yield argument.value


def _marks_of(body: list[ast.stmt], inherited: list[str], prefix: str) -> Iterator[tuple[str, str]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for id_ in inherited + list(_ids_marked(statement.decorator_list)):
                if statement.name.startswith("test_"):
                    yield id_, prefix + statement.name
        elif isinstance(statement, ast.ClassDef):
            ids = inherited + list(_ids_marked(statement.decorator_list))
            yield from _marks_of(statement.body, ids, f"{prefix}{statement.name}::")
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name.startswith("Test"):
                yield from ((id_, prefix + name) for id_ in _ids_marked([statement.value]))


def marks_in(path: Path) -> list[tuple[str, str]]:
    """Return each marked requirement id in a test file with the name of its test."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for_all: list[str] = []
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
        ):
            for_all += _ids_marked([statement.value])
    return list(_marks_of(tree.body, for_all, ""))


def settled_by(tests: Path = TESTS) -> dict[str, list[str]]:
    """Return for each requirement id the tests that settle it, as `tests/file.py::name`, sorted."""
    found: dict[str, set[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        for id_, name in marks_in(path):
            found.setdefault(id_, set()).add(f"{path.relative_to(tests.parent).as_posix()}::{name}")
    return {id_: sorted(names) for id_, names in found.items()}


def unknown_ids(settled: dict[str, list[str]], groups: list[Group]) -> dict[str, list[str]]:
    """Return the marked ids that requirements.toml does not have, with the tests that name them."""
    known = {line.id for group in groups for line in group.lines}
    return {id_: names for id_, names in settled.items() if id_ not in known}


def page() -> str:
    """Return the whole page as Markdown."""
    documents, groups = groups_of()
    settled = settled_by()
    total = sum(len(group.lines) for group in groups)
    held = sum(line.id in settled for group in groups for line in group.lines)
    parts = [HEAD, f"{held} of {total} lines are settled by a test.\n"]
    sources = " · ".join(f"{number} {title}" for number, title in documents.items())
    parts.append(f"Sources: {sources}.\n")
    for group in groups:
        parts.append(f"## {group.title}\n")
        rows = ["| line | what it asks | source | settled by |", "|---|---|---|---|"]
        for line in group.lines:
            tests = "<br>".join(f"`{name.removeprefix('tests/')}`" for name in settled.get(line.id, []))
            rows.append(f"| {line.id} | {line.text} | {line.source} | {tests or 'not yet'} |")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def main() -> int:
    """Write the page, or with `--check` say whether it is up to date; marks nobody knows are an error."""
    unknown = unknown_ids(settled_by(), groups_of()[1])
    for id_, names in unknown.items():
        print(f"{', '.join(names)} settles {id_}, which docs/requirements.toml does not have")
    if unknown:
        return 1
    return write_or_check(PAGE, page(), "the set of tests")


if __name__ == "__main__":
    sys.exit(main())
