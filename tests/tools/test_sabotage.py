"""The list of sabotages fits the tree: each text is found once, each test exists."""

import pytest

from tools.sabotage import ROOT, Sabotage, entries, main


@pytest.mark.parametrize("sabotage", entries(), ids=lambda each: each.name)
def test_fits_the_tree(sabotage: Sabotage) -> None:
    assert sabotage.spoiled(ROOT) != (ROOT / sabotage.file).read_text()
    assert sabotage.tests
    for test in sabotage.tests:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text()


def test_has_names_that_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    names = [each.name for each in entries()]
    assert len(names) == len(set(names))

    assert main(["--only", "no such sabotage"]) == 1
    assert "0 of 0" in capsys.readouterr().out
