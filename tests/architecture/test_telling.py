"""Whatever tells somebody outside asks for consent first, through one gate; one procedure alone may not."""

import ast
from pathlib import Path

from bluevitaal_es.events import EVENT_TYPES

COMMANDS = Path(__file__).parents[2] / "src" / "bluevitaal_es" / "commands"
GATE = {"require_consent", "require_some_consent"}
#: The one way around consent, and why: two people, on a ground, to one recipient (S-031).
AROUND = {"break_confidentiality": {"BreachConfirmed"}}


def called(tree: ast.AST) -> set[str]:
    """Return the names that are called in a piece of code."""
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def telling() -> set[str]:
    """Return the classes of events that say that somebody outside learned something."""
    return {kind.__name__ for kind in EVENT_TYPES.values() if kind.tells_outside}


def test_knows_what_tells_somebody_outside() -> None:
    assert telling() == {
        "ReferralSent",
        "InformationShared",
        "InformationRequested",
        "SafetyTaskSettled",
        "BreachConfirmed",
        "CasePutOnAgenda",
        "CaseDiscussed",
    }


def test_every_event_that_names_lines_of_consent_tells_somebody_outside() -> None:
    named = {kind.__name__ for kind in EVENT_TYPES.values() if "consent_line_ids" in kind.model_fields}

    assert named <= telling()


def test_every_command_that_tells_asks_at_the_gate() -> None:
    without: dict[str, set[str]] = {}
    made: set[str] = set()
    for path in COMMANDS.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            told = called(kind) & telling()
            made |= told
            helpers = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            reached = called(kind).union(*(called(node) for node in helpers if node.name in called(kind)))
            if told and not reached & GATE:
                without.setdefault(path.stem, set()).update(told)

    assert without == AROUND
    assert made == telling(), "an event that nobody decides on cannot be checked"


def test_nobody_else_judges_consent() -> None:
    judges = {
        path.stem
        for path in COMMANDS.glob("*.py")
        if "may_tell" in called(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert judges == {"telling", "break_confidentiality"}
