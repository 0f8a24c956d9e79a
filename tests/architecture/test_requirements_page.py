from pathlib import Path

import pytest

from tools import requirements_page


def test_page_is_what_the_tests_say() -> None:
    assert requirements_page.PAGE.read_text(encoding="utf-8") == requirements_page.page(), "run `make docs`"


def test_no_test_settles_a_line_that_nobody_knows() -> None:
    groups = requirements_page.groups_of()[1]

    assert requirements_page.unknown_ids(requirements_page.settled_by(), groups) == {}


def test_every_line_stands_once_and_in_few_words() -> None:
    lines = [line for group in requirements_page.groups_of()[1] for line in group.lines]

    assert [line.id for line in lines] == [f"S-{number:03d}" for number in range(1, len(lines) + 1)]
    assert [line.id for line in lines if not 0 < len(line.text) <= 140] == []
    assert [line.id for line in lines if line.source[:3] not in requirements_page.groups_of()[0]] == []


def test_marks_are_found_on_functions_classes_modules_and_state_machines(tmp_path: Path) -> None:
    written = tmp_path / "test_example.py"
    written.write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.requirement('S-001')]\n"
        "@pytest.mark.requirement('S-002', 'S-003')\n"
        "def test_one(): ...\n"
        "@pytest.mark.requirement('S-004')\n"
        "class TestMany:\n"
        "    def test_two(self): ...\n"
        "    def help_only(self): ...\n"
        "TestMachine = pytest.mark.requirement('S-005')(Machine.TestCase)\n"
    )

    assert sorted(requirements_page.marks_in(written)) == [
        ("S-001", "TestMany::test_two"),
        ("S-001", "test_one"),
        ("S-002", "test_one"),
        ("S-003", "test_one"),
        ("S-004", "TestMany::test_two"),
        ("S-005", "TestMachine"),
    ]


def test_refuses_a_mark_that_is_computed(tmp_path: Path) -> None:
    written = tmp_path / "test_example.py"
    written.write_text("@pytest.mark.requirement(NAME)\ndef test_one(): ...\n")

    with pytest.raises(ValueError, match="plain text"):
        requirements_page.marks_in(written)
