"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "bluevitaal_es"
LONGEST = 400
MAY_BE_LONGER = {
    "src/bluevitaal_es/events/case.py"
}  # a stream's events stand in one file, in the order of a life
LEFTOVERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "managers",
    "manager",
    "misc",
    "common",
    "core",
}


def _python(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_module_is_longer_than_a_sitting() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in _python("src", "tests", "tools")}

    assert {name for name, length in lengths.items() if length > LONGEST} - MAY_BE_LONGER == set()


def test_every_module_opens_with_what_it_is() -> None:
    without = [
        _name(path)
        for path in _python("src")
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert without == []


def test_no_module_is_for_leftovers() -> None:
    assert [_name(path) for path in PACKAGE.rglob("*") if path.stem in LEFTOVERS] == []


def test_exemptions_from_checks_say_why() -> None:
    unreasoned = [
        f"{_name(path)}:{number}"
        for path in _python("src", "tests", "tools")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"#\s*(type: ignore|noqa)(\[[^\]]*\]|:\s*[A-Z0-9, ]+)?\s*$", line)
    ]

    assert unreasoned == [], "write the reason behind the exemption, on the same line"


def test_every_package_folder_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}

    assert [_name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
