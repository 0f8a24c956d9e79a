import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from bluevitaal_es.catalogue import CatalogueFault, read_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data files that may be spoiled."""
    copy = tmp_path / "data"
    shutil.copytree(str(files("bluevitaal_es.catalogue") / "data"), copy)
    return copy


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


CRITERIA = (
    "question",
    "admission",
    "referral_criteria",
    "continue_criteria",
    "stop_criteria",
    "method",
    "expected_effect",
)
LIMITS = ("max_talks", "evaluation_every", "evaluation_weeks")


def change_lines(path: Path, field: str, line: str, count: int = 0) -> None:
    """Put `line` in place of the first `count` (0: all) lines that set `field`."""
    changed, times = re.subn(rf"(?m)^{field} = .*\n", line, path.read_text(encoding="utf-8"), count=count)
    assert times
    path.write_text(changed, encoding="utf-8")


@pytest.mark.requirement("S-001")
@pytest.mark.parametrize("field", CRITERIA + LIMITS)
def test_refuses_a_product_with_one_field_missing(folder: Path, field: str) -> None:
    change_lines(folder / "products.toml", field, "", 1)

    with pytest.raises(CatalogueFault, match=rf"products\.toml: products\.information_advice\.{field}: "):
        read_catalogue(folder)


@pytest.mark.requirement("S-001")
@pytest.mark.parametrize("field", CRITERIA)
def test_refuses_a_product_with_one_field_empty(folder: Path, field: str) -> None:
    change_lines(folder / "products.toml", field, f'{field} = "  "\n', 1)

    with pytest.raises(CatalogueFault, match=rf"products\.information_advice\.{field}"):
        read_catalogue(folder)


@pytest.mark.requirement("S-051")
@pytest.mark.parametrize("field", ["cut_off", "moments", "rule"])
def test_activates_no_instrument_without_cut_off_moment_and_rule(folder: Path, field: str) -> None:
    change_lines(folder / "instruments" / "tsq.toml", field, "")

    with pytest.raises(CatalogueFault, match=rf"instruments/tsq\.toml: instrument\.{field}: "):
        read_catalogue(folder)


@pytest.mark.requirement("S-051")
def test_does_not_activate_the_tcl_by_a_switch(folder: Path) -> None:
    path = folder / "instruments" / "tcl.toml"
    replace(path, "active = false", "active = true")
    change_lines(path, "reason_inactive", "")

    with pytest.raises(CatalogueFault, match=r"instruments/tcl\.toml: instrument\.items: "):
        read_catalogue(folder)


@pytest.mark.requirement("S-006")
def test_refuses_a_help_question_that_leads_nowhere(folder: Path) -> None:
    path = folder / "codes" / "help_questions.toml"
    replace(path, 'products = []\nrefer_to = ["general_practitioner"]', "products = []\nrefer_to = []")

    with pytest.raises(CatalogueFault, match=r"help_questions\.toml: codes\.medical_treatment: "):
        read_catalogue(folder)


SPOILED = [
    ("units.toml", "version = 1", "version = ", r"units\.toml: not valid TOML"),
    ("units.toml", 'changed_by = "founders"', "", r"units\.toml: changed_by: "),
    ("units.toml", "version = 1", 'version = "1"', r"units\.toml: version: "),
    ("units.toml", "valid_until", "valid_to", r"units\.toml: units\.LE\.valid_to: "),
    ("units.toml", "valid_until", "valid_from = 2024-01-01\nvalid_until", r"units\.LE\.valid_until: "),
    ("units.toml", '"Politie Dienstencentrum"', '"PDC"', r"units\.toml: POLDC: 'PDC' cannot be a name"),
    ("units.toml", '"Limburg"', '"oost brabant"', r"LIM: 'oost brabant' already stands for 'OB'"),
    ("norms.toml", "intake_hard_days = 14", "intake_hard_days = 3", r"norms\.intake_hard_days"),
    ("norms.toml", "closes = 17", "closes = 08", r"norms\.office_closes"),
    ("norms.toml", "cell_internal = 5", "cell_internal = 4", r"norms\.small_cell_internal"),
    ("norms.toml", "cell_internal = 5", "cell_internal = 11", r"norms\.small_cell_external"),
    ("products.toml", "evaluation_every = 5", "evaluation_every = 9", r"advice\.evaluation_every"),
    ("products.toml", "max_talks = 2", 'max_talks = "veel"', r"information_advice\.max_talks"),
    ("products.toml", '["crisis_support"]', '["sloop"]', r"crisis_intervention\.choose"),
    ("products.toml", "e.crisis_intervention]", "e.time_out]", r"time_out: is a product too"),
    ("codes/outcomes.toml", "stop_criterion", "stop", r"outcomes\.toml: codes\.can_go_on_alone\.stop"),
    ("codes/talk_places.toml", '"client_home"', '"home"', r"places\.toml: default: .* no code 'home'"),
    ("codes/help_questions.toml", '"svl22"', '"svl15"', r"codes\.ptsd\.screeners: there is no 'svl15'"),
    ("codes/referral_targets.toml", '"legal_aid"', '"manager"', r"no consent to refer there"),
    ("consent.toml", "work_agreement = [", "work_deal = [", r"consent\.toml: purpose_limits: "),
    ("consent.toml", 'includes = ["theme"]', 'includes = ["topic"]', r"anonymous_case\.includes"),
    ("instruments/tsq.toml", "cut_off = 6", "cut_off = 7", r"tsq\.toml: instrument\.cut_off: "),
    ("instruments/tsq.toml", "first = 6", "first = 7", r"tsq\.toml: instrument\.bands: "),
    ("instruments/tsq.toml", "number = 10", "number = 11", r"tsq\.toml: instrument\.items: "),
    ("instruments/phq9.toml", "item = 9", "item = 10", r"phq9\.toml: instrument\.subscales: "),
    ("instruments/who5.toml", "value = 5", "value = 4", r"who5\.toml: instrument\.answers: "),
    ("instruments/who5.toml", "active = true", "", r"who5\.toml: instrument\.active: "),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), SPOILED)
def test_names_the_file_and_key_that_are_wrong(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    replace(folder / file, old, new)

    with pytest.raises(CatalogueFault, match=message):
        read_catalogue(folder)


def test_names_a_file_that_is_absent(folder: Path) -> None:
    (folder / "codes" / "routes.toml").unlink()

    with pytest.raises(CatalogueFault, match=r"codes/routes\.toml: the file is not there"):
        read_catalogue(folder)
