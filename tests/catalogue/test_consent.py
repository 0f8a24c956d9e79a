from datetime import date

import pytest

from bluevitaal_es.catalogue import catalogue

CONSENT = catalogue().consent


@pytest.mark.requirement("S-024")
def test_keeps_every_recipient_apart() -> None:
    apart = {
        "company_doctor",
        "general_practitioner",
        "unit_social_work",
        "unit_psychologist",
        "psychotrauma_centre",
        "manager",
        "hr",
        "partner",
        "other",
    }
    assert apart <= set(CONSENT.recipients.keys())
    for who in CONSENT.recipients:
        names = " ".join((who.label, *who.aliases)).lower()
        assert not ("bedrijfsarts" in names and "huisarts" in names)


@pytest.mark.requirement("S-025")
def test_offers_each_way_of_sharing_as_its_own_purpose() -> None:
    assert {
        "internal_file",
        "case_conference_internal",
        "case_conference_theme",
        "case_conference_anonymous",
        "case_conference_identified",
        "referral",
        "consultation",
    } <= set(CONSENT.purposes.keys())


def test_asks_for_surveys_and_research_apart() -> None:
    assert {"experience_survey", "research"} <= set(CONSENT.purposes.keys())


@pytest.mark.parametrize("employer", ["manager", "hr"])
def test_opens_nothing_but_functional_facts_to_the_employer(employer: str) -> None:
    assert CONSENT.combinations(employer) == (("work_agreement", "functional_limits"),)
    assert "alleen weten wat iemand" in (
        CONSENT.why_not(employer, "work_agreement", "screening_scores") or ""
    )
    assert not CONSENT.may_be_given(employer, "referral", "functional_limits")


def test_identifies_nobody_in_a_theme_or_an_anonymous_case() -> None:
    for purpose, data_class in CONSENT.combinations("unit_conference"):
        identifies = CONSENT.data_classes[data_class].identifies
        assert identifies == (purpose == "case_conference_identified")


def test_lets_every_recipient_receive_something() -> None:
    assert all(CONSENT.combinations(who.key) for who in CONSENT.recipients)


def test_lets_every_purpose_be_chosen_for_somebody() -> None:
    used = {purpose for who in CONSENT.recipients for purpose, _ in CONSENT.combinations(who.key)}

    assert used == set(CONSENT.purposes.keys())


def test_covers_what_a_wider_class_includes_and_nothing_more() -> None:
    assert CONSENT.covers("help_question", "help_question")
    assert CONSENT.covers("full_dossier", "screening_scores")
    assert CONSENT.covers("help_question", "client_fact")
    assert not CONSENT.covers("help_question", "screening_scores")
    assert not CONSENT.covers("anonymous_case", "client_fact")


def test_gives_every_referral_target_a_recipient_that_consent_can_open() -> None:
    for target in catalogue().referral_targets:
        assert CONSENT.may_be_given(target.recipient, "referral", "help_question")


def test_says_why_a_combination_makes_no_sense() -> None:
    assert "past niet bij" in (CONSENT.why_not("general_practitioner", "research", "client_fact") or "")
    assert "niet nodig" in (CONSENT.why_not("debt_counselling", "referral", "screening_scores") or "")
    assert "past niet bij" in (
        CONSENT.why_not("unit_conference", "case_conference_theme", "client_fact") or ""
    )


def test_keeps_the_words_of_a_version() -> None:
    current = CONSENT.text_on(date(2026, 1, 1))

    assert CONSENT.text(current.version) == current
    with pytest.raises(LookupError):
        CONSENT.text("2010-1")
    with pytest.raises(LookupError):
        CONSENT.text_on(date(1999, 1, 1))


@pytest.mark.requirement("S-025")
def test_offers_the_file_to_a_stand_in_as_a_choice_that_is_no_conference() -> None:
    assert ("internal_file", "full_dossier") in CONSENT.combinations("own_team")
    for data_class in ("theme", "anonymous_case"):
        assert not CONSENT.may_be_given("own_team", "internal_file", data_class)
        assert CONSENT.may_be_given("own_team", "case_conference_internal", data_class)
