from datetime import date
from pathlib import Path

import pytest

from bluevitaal_es.importing.problems import Problem
from bluevitaal_es.importing.rows import Registration
from tests.importing.books import Cell, csv_file, read, with_, workbook


def _only(tmp_path: Path, **changes: Cell) -> Registration:
    caseload = read(workbook(tmp_path / "een.xlsx", with_(**changes)))
    assert caseload.errors == ()
    (registration,) = caseload.registrations
    return registration


def _only_error(tmp_path: Path, **changes: Cell) -> Problem:
    caseload = read(workbook(tmp_path / "een.xlsx", with_(**changes)))
    assert caseload.registrations == ()
    (error,) = caseload.errors
    return error


def test_reads_every_field_of_a_sound_row(tmp_path: Path) -> None:
    assert _only(tmp_path, Naam="Verzonnen Persoon", Anoniem_voor_politie="Nee") == Registration(
        number=1,
        registered_on=date(2013, 3, 4),
        channel="phone",
        route="colleague",
        target_group="current_staff",
        unit="RTD",
        name="Verzonnen Persoon",
        anonymous=False,
        reason_not_internal="anonymity",
        help_primary="ptsd",
        help_others=("work_pressure", "alcohol"),
        begeleider_label="mw 3",
        intake_on=date(2013, 3, 8),
        product="aftercare",
        talks=4,
        tsq=6,
        referred_to="general_practitioner",
        referred_on=date(2013, 4, 2),
        work_start="not_working",
        work_end="working",
        closed_on=date(2013, 6, 1),
        rating=8,
        remarks="verzonnen",
        sheet="Aanmeldingen",
        row=2,
    )


def test_reads_a_row_with_only_what_is_needed(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "kaal.xlsx",
        {"Nr": 7, "Datum aanmelding": "1 mei 2013", "Doelgroep": "familie/partner/kind"},
    )

    caseload = read(path)

    assert caseload.errors == ()
    (registration,) = caseload.registrations
    assert registration.anonymous, "without an answer a client stays anonymous"
    assert [problem.column for problem in caseload.notices] == ["Anoniem voor politie"]
    assert (registration.talks, registration.tsq, registration.product, registration.help_others) == (
        None,
        None,
        None,
        (),
    )


@pytest.mark.parametrize(
    ("column", "typed", "reason"),
    [
        ("Nr", None, "nummer ontbreekt"),
        ("Nr", "12a", "geen nummer"),
        ("Nr", 0, "geen nummer"),
        ("Datum aanmelding", None, "aanmelding ontbreekt"),
        ("Datum aanmelding", "voorjaar 2013", "geen datum"),
        ("Datum aanmelding", "31-02-2013", "bestaat niet"),
        ("Datum aanmelding", date(2026, 1, 16), "in de toekomst"),
        ("Datum aanmelding", "31-12-1999", "voor het jaar 2000"),
        ("Doelgroep", None, "doelgroep ontbreekt"),
        ("Doelgroep", "\N{ZERO WIDTH SPACE}", "doelgroep ontbreekt"),
        ("Doelgroep", "agent", "onbekend"),
        ("Eenheid", "Korps Utrecht-Zuid", "onbekend"),
        (
            "Eenheid",
            "Eenheid Landelijke Opsporing en Interventies",
            "bestond niet op de datum van aanmelding",
        ),
        ("Anoniem voor politie", "?", "geen ja of nee"),
        ("Anoniem voor politie", True, "geen ja of nee"),
        ("Hoe binnengekomen", "postduif", "onbekend"),
        ("Hoe bekend met Loket", "horoscoop", "onbekend"),
        ("Reden niet via interne zorglijn", "zomaar", "onbekend"),
        ("Hulpvraag hoofd", "heimwee naar zee", "onbekend"),
        ("Overige hulpvragen", "werkdruk; heimwee naar zee", "“heimwee naar zee” is onbekend"),
        ("Datum intake", date(2013, 3, 3), "voor de datum van aanmelding"),
        ("Datum intake", "ooit", "geen datum"),
        ("Product", "procesmatige hulpverlening", "containerbegrip: kies een product"),
        ("Product", "wonderkuur", "onbekend"),
        ("Aantal gesprekken", -1, "negatief"),
        ("Aantal gesprekken", "ca. 5", "geen getal"),
        ("Aantal gesprekken", 2.5, "geen heel getal"),
        ("Aantal gesprekken", "2,5", "geen heel getal"),
        ("Aantal gesprekken", "9" * 400, "buiten 0 tot en met"),
        ("TSQ", 11, "buiten 0 tot en met 10"),
        ("TSQ", "zes", "geen getal"),
        ("TSQ", True, "geen getal"),
        ("Doorverwezen naar", "waarzegger", "onbekend"),
        ("Datum verwijzing", date(2013, 3, 3), "voor de datum van aanmelding"),
        ("Werkstatus begin", "dromend", "onbekend"),
        ("Werkstatus eind", "dromend", "onbekend"),
        ("Datum afsluiting", date(2013, 3, 3), "voor de datum van aanmelding"),
        ("Datum afsluiting", date(2031, 1, 1), "in de toekomst"),
        ("Rapportcijfer", 0, "buiten 1 tot en met 10"),
        ("Rapportcijfer", 12, "buiten 1 tot en met 10"),
        ("Naam", "=A1", "formule zonder uitkomst"),
        ("TSQ", "=1+1", "formule zonder uitkomst"),
    ],
)
def test_names_what_is_wrong_and_what_to_do(tmp_path: Path, column: str, typed: Cell, reason: str) -> None:
    error = _only_error(tmp_path, **{column: typed})

    assert (error.sheet, error.row, error.column) == ("Aanmeldingen", 2, column)
    assert reason in error.reason
    assert error.advice


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("Doelgroep", "  HUIDIG   Medewerker "),
        ("Eenheid", " noord-nederland "),
        ("Eenheid", "NN"),
        ("Eenheid", "onbekend"),
        ("Eenheid", "Landelijke Eenheid"),
        ("Eenheid", None),
        ("Product", None),
        ("Datum intake", None),
        ("Aantal gesprekken", "4"),
        ("Aantal gesprekken", 4.0),
        ("Aantal gesprekken", 0),
        ("TSQ", 0),
        ("Rapportcijfer", "8,0"),
        ("Datum afsluiting", date(2013, 4, 1)),
        ("Datum afsluiting", date(2013, 3, 4)),
        ("Naam", "Verzonnen Persoon"),
        ("Werkstatus begin", "n.v.t."),
    ],
)
def test_takes_what_is_sound(tmp_path: Path, column: str, typed: Cell) -> None:
    caseload = read(workbook(tmp_path / "een.xlsx", with_(**{column: typed})))

    assert caseload.problems == ()
    assert len(caseload.registrations) == 1


def test_knows_a_score_of_nought_from_no_score(tmp_path: Path) -> None:
    assert _only(tmp_path, TSQ=0).tsq == 0
    assert _only(tmp_path, TSQ=None).tsq is None


def test_compares_no_days_with_a_registration_day_that_is_wrong(tmp_path: Path) -> None:
    error = _only_error(tmp_path, Datum_aanmelding=date(2031, 1, 1))

    assert error.column == "Datum aanmelding"


def test_names_all_that_is_wrong_in_a_row_at_once(tmp_path: Path) -> None:
    row = with_(Doelgroep="agent", TSQ=11, Datum_intake="31-02-2013")

    errors = read(workbook(tmp_path / "een.xlsx", row)).errors

    assert {error.column for error in errors} == {"Doelgroep", "TSQ", "Datum intake"}


def test_suggests_what_was_probably_meant(tmp_path: Path) -> None:
    assert "Landelijke Eenheid" in _only_error(tmp_path, Eenheid="Landelike Eenhied").advice


def test_keeps_each_other_help_question_once(tmp_path: Path) -> None:
    registration = _only(tmp_path, Overige_hulpvragen="Werkdruk; werkdruk;; PTSS-klachten; alcohol;")

    assert registration.help_others == ("work_pressure", "alcohol")


def test_keeps_the_lines_of_remarks(tmp_path: Path) -> None:
    assert _only(tmp_path, Opmerkingen=" een \n\n  twee  drie").remarks == "een\ntwee drie"


def test_leaves_a_formula_in_remarks_out_with_a_notice(tmp_path: Path) -> None:
    caseload = read(workbook(tmp_path / "een.xlsx", with_(Opmerkingen="=1+1")))

    assert caseload.registrations[0].remarks is None
    (notice,) = caseload.problems
    assert (notice.severity, notice.column, notice.value) == ("notice", "Opmerkingen", "=1+1")


def test_notices_a_referral_that_is_half_known(tmp_path: Path) -> None:
    caseload = read(workbook(tmp_path / "een.xlsx", with_(Datum_verwijzing=None)))

    assert [(problem.severity, problem.column) for problem in caseload.problems] == [
        ("notice", "Datum verwijzing")
    ]
    assert caseload.registrations[0].referred_to == "general_practitioner"


def test_has_one_identity_for_one_registration_in_every_format(tmp_path: Path) -> None:
    from_xlsx = read(workbook(tmp_path / "een.xlsx", with_(Naam="Verzonnén"))).registrations[0]
    from_csv = read(csv_file(tmp_path / "een.csv", with_(Naam="Verzonne\N{COMBINING ACUTE ACCENT}n")))

    assert from_csv.registrations[0].identity == from_xlsx.identity
    assert from_csv.registrations[0].fingerprint == from_xlsx.fingerprint


def test_tells_a_changed_registration_from_the_same_one(tmp_path: Path) -> None:
    before, after = _only(tmp_path), _only(tmp_path, TSQ=7)

    assert after.identity == before.identity
    assert after.fingerprint != before.fingerprint


def test_has_another_identity_on_another_day_or_number(tmp_path: Path) -> None:
    identities = {
        _only(tmp_path).identity,
        _only(tmp_path, Nr=2).identity,
        _only(tmp_path, Datum_aanmelding=date(2013, 3, 5)).identity,
    }

    assert len(identities) == 3
