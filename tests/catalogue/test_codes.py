from datetime import date

import pytest

from bluevitaal_es.catalogue import Catalogue, CodeList, catalogue

#: What begeleiders really typed in their workbooks, column by column.
WORKBOOK = {
    "channels": ["telefoon", "e-mail", "website"],
    "routes": [
        "anders",
        "informatiekaartje",
        "internet/intranet",
        "collega",
        "Mentale Krachttraining",
        "leidinggevende",
        "Facebook",
        "huisarts",
    ],
    "target_groups": [
        "huidig medewerker",
        "oud-medewerker",
        "leidinggevende",
        "familie/partner/kind",
        "aspirant",
        "HUIDIG MEDEWERKER",
    ],
    "units": [
        "Noord-Nederland",
        "Midden-Nederland",
        "Den Haag",
        "Rotterdam",
        "Amsterdam",
        "Oost-Brabant",
        "Noord-Holland",
        "Zeeland-West-Brabant",
        "Limburg",
        "Landelijke Eenheid",
        "onbekend",
        "Politieacademie",
        "Oost-Nederland",
        "NN",
        " noord-nederland ",
    ],
    "reasons_not_internal": [
        "anonimiteit",
        "snelle reactie nodig",
        "bedrijfsarts buiten kantooruren",
        "ontevreden over interne zorg",
        "interne zorg niet bereikbaar",
        "kent de weg niet",
        "laagdrempelig",
        "bekendheid Loket",
    ],
    "help_questions": [
        "PTSS-klachten",
        "conflict op het werk",
        "conflict met leidinggevende",
        "organisatiestress",
        "financiële problemen",
        "financiele problemen",
        "slaapproblemen",
        "relatieproblemen",
        "werkdruk",
        "juridisch conflict",
        "reorganisatie",
        "ontslag",
        "suïcidaal gedrag",
        "alcohol",
    ],
    "products": [
        "informatie en advies",
        "kortdurende hulpverlening",
        "langer durende begeleiding",
        "crisisbegeleiding",
        "toeleiding naar verwijzing",
        "nazorg",
        "aanvullend aanbod",
        "casemanagement",
        "time-out",
    ],
    "referral_targets": [
        "huisarts",
        "eenheid: bedrijfsmaatschappelijk werk",
        "schuldhulpverlening",
        "Psychotrauma Diagnose Centrum",
        "eenheid: bedrijfsarts",
        "externe therapeut",
        "eenheid: bedrijfspsycholoog",
    ],
    "work_statuses": ["aan het werk", "niet aan het werk", "gedeeltelijk aan het werk", "n.v.t."],
}


@pytest.mark.parametrize(("column", "typed"), [(c, t) for c, values in WORKBOOK.items() for t in values])
def test_knows_what_people_type(column: str, typed: str) -> None:
    assert getattr(catalogue(), column).find(typed) is not None


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("target_groups", "agent"),
        ("units", "Korps Utrecht-Zuid"),
        ("products", "procesmatige hulpverlening"),
        ("work_statuses", ""),
        ("channels", "?"),
    ],
)
def test_guesses_nothing_from_a_strange_word(column: str, typed: str) -> None:
    assert getattr(catalogue(), column).find(typed) is None


def test_gives_each_typed_word_its_own_code() -> None:
    for column, typed in WORKBOOK.items():
        meant = {repr(getattr(catalogue(), column).find(word)) for word in typed}
        again = {"HUIDIG MEDEWERKER", "NN", " noord-nederland ", "financiele problemen"} & set(typed)
        assert len(meant) == len(typed) - len(again), column


@pytest.mark.requirement("S-012")
def test_names_every_target_group() -> None:
    assert set(catalogue().target_groups.keys()) == {
        "trainee",
        "manager",
        "family",
        "former_staff",
        "current_staff",
        "volunteer",
        "worried_colleague",
        "peer_supporter",
        "care_professional",
    }
    assert {"deployed", "intern"} <= set(catalogue().client_traits.keys())


@pytest.mark.requirement("S-015")
def test_has_the_ten_help_questions_of_the_report() -> None:
    reported = (
        "PTSS",
        "relatieproblematiek",
        "conflicten op het werk",
        "financiële problemen",
        "juridische conflicten",
        "suïcidaal gedrag",
        "organisatiestress",
        "conflicten met leidinggevenden",
        "reorganisaties",
        "werkdruk",
    )

    found = [catalogue().help_questions.find(kind) for kind in reported]

    assert len({code.key for code in found if code}) == len(reported)


@pytest.mark.requirement("S-006")
def test_leads_every_help_question_somewhere() -> None:
    read = catalogue()
    for question in read.help_questions:
        assert question.products or question.refer_to
        assert all(product in read.products for product in question.products)
        assert all(target in read.referral_targets for target in question.refer_to)


@pytest.mark.requirement("S-017")
def test_has_the_eight_reasons_against_the_internal_line() -> None:
    assert len(catalogue().reasons_not_internal) == 8


def test_names_the_four_reasons_for_another_begeleider() -> None:
    assert set(catalogue().reassign_reasons.keys()) == {"caseload", "absence", "match", "client_wish"}


@pytest.mark.requirement("S-021")
def test_proposes_home_first_and_never_a_police_building() -> None:
    places = catalogue().talk_places

    assert places.default is not None
    assert places.default.key == "client_home"
    assert "police_building" in places
    assert "police_building" not in dict(places.options())


def test_counts_three_targets_as_sent_to_the_unit() -> None:
    to_unit = {target.key for target in catalogue().referral_targets if target.is_unit}

    assert to_unit == {"unit_company_doctor", "unit_social_work", "unit_psychologist"}


def test_shows_dutch_for_every_key() -> None:
    lists = [
        value for name in Catalogue.__slots__ if isinstance(value := getattr(catalogue(), name), CodeList)
    ]

    assert len(lists) == 35
    for codes in lists:
        assert len(codes) > 1
        for code in codes:
            assert codes.label(code.key) == code.label
            assert codes.find(code.label) == code


def test_names_the_list_when_a_key_is_strange() -> None:
    with pytest.raises(KeyError, match=r"target_groups\.toml has no code 'agent'"):
        catalogue().target_groups.label("agent")


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        (date(2012, 5, 3), "LE", "LX"),
        (date(2023, 12, 31), "LE", "LO"),
        (date(2024, 1, 1), "LX", "LE"),
        (date(2024, 1, 1), "LO", "LE"),
    ],
)
def test_judges_a_unit_by_the_day(day: date, there: str, gone: str) -> None:
    valid = {unit.code for unit in catalogue().units.valid_on(day)}

    assert there in valid
    assert gone not in valid
    assert (there, catalogue().units.label(there)) in catalogue().units.options(day)


def test_finds_a_unit_that_no_longer_exists() -> None:
    unit = catalogue().units.find("Landelijke Eenheid")

    assert unit is not None
    assert not unit.is_valid_on(date(2026, 1, 1))


def test_never_understands_an_abbreviation_with_two_meanings() -> None:
    assert catalogue().units.find("PDC") is None
    assert catalogue().referral_targets.find("PDC") is None
    assert catalogue().consent.recipients.find("P.D.C.") is None
