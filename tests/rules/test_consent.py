import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.events.base import Event
from bluevitaal_es.rules.consent import ConsentLines, consent_for, follow
from tests.lives import consent, withdrawn
from tests.spec import Dated, day, history, on, uid


def lines(*facts: Event | Dated) -> ConsentLines:
    found: ConsentLines = {}
    for recorded in history(*facts):
        found = follow(found, recorded)
    return found


def allowed(found: ConsentLines, when: str, *data_classes: str) -> tuple[object, ...] | None:
    wanted = data_classes or ("help_question",)
    return consent_for(found, "general_practitioner", "referral", wanted, day(when))


@pytest.mark.requirement("S-027")
@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ("2026-01-09", None),
        ("2026-01-10", (uid("line"),)),
        ("2026-01-20", (uid("line"),)),
        ("2026-01-21", None),
    ],
)
def test_allows_from_the_first_day_up_to_and_including_the_last(when: str, answer: object) -> None:
    assert allowed(lines(consent(since="2026-01-10", until="2026-01-20")), when) == answer


def test_allows_without_end_when_no_last_day_was_named() -> None:
    assert allowed(lines(consent()), "2030-01-01") == (uid("line"),)


@pytest.mark.requirement("S-026")
def test_ends_on_the_very_day_of_withdrawal() -> None:
    found = lines(consent(), on("2026-01-10 23:59", withdrawn()))

    assert allowed(found, "2026-01-09") == (uid("line"),)
    assert allowed(found, "2026-01-10") is None


@pytest.mark.requirement("S-026")
def test_takes_the_day_in_amsterdam() -> None:
    found = lines(consent(), on("2026-01-11 00:30", withdrawn()))

    assert allowed(found, "2026-01-10") == (uid("line"),)
    assert allowed(found, "2026-01-11") is None


@pytest.mark.requirement("S-026")
def test_lets_a_newer_line_on_the_same_matter_end_the_older() -> None:
    found = lines(consent(), on("2026-01-10", consent(line="no", decision="refused")))

    assert allowed(found, "2026-01-09") == (uid("line"),)
    assert allowed(found, "2026-01-10") is None


@pytest.mark.requirement("S-026")
def test_lets_a_newer_yes_count_from_its_own_first_day() -> None:
    found = lines(consent(), on("2026-01-10", consent(line="new", since="2026-01-12")))

    assert allowed(found, "2026-01-11") is None
    assert allowed(found, "2026-01-12") == (uid("new"),)


def test_lets_lines_on_other_matters_be() -> None:
    found = lines(
        consent(),
        consent("company_doctor", line="doctor"),
        consent(purpose="consultation", line="consult"),
        consent(data_class="safety", line="safety"),
        withdrawn("doctor"),
    )

    assert allowed(found, "2026-01-10") == (uid("line"),)
    assert allowed(found, "2026-01-10", "help_question", "safety") == (uid("line"), uid("safety"))


@pytest.mark.requirement("S-024")
def test_never_takes_one_recipient_for_another() -> None:
    found = lines(consent("company_doctor"))

    assert allowed(found, "2026-01-10") is None
    assert consent_for(found, "company_doctor", "referral", ("help_question",), day("2026-01-10"))


def test_takes_a_wider_class_for_what_it_includes() -> None:
    found = lines(consent(data_class="full_dossier"))

    assert allowed(found, "2026-01-10", "help_question", "safety") == (uid("line"), uid("line"))
    assert allowed(lines(consent(data_class="client_fact")), "2026-01-10", "full_dossier") is None


def test_takes_nothing_to_tell_for_no_permission() -> None:
    found = lines(consent())

    assert consent_for(found, "general_practitioner", "referral", (), day("2026-01-10")) is None


def test_ignores_the_withdrawal_of_a_line_that_is_not_there() -> None:
    assert lines(withdrawn("never given")) == {}


@pytest.mark.requirement("S-027")
@any_of(st.data())
def test_allows_nothing_that_no_granted_line_names(data: st.DataObject) -> None:
    codes = catalogue().consent
    recipient = st.sampled_from(["company_doctor", "general_practitioner", "manager"])
    data_class = st.sampled_from(["client_fact", "help_question", "full_dossier", "functional_limits"])
    decision = st.sampled_from(["granted", "refused"])
    given = data.draw(st.lists(st.tuples(recipient, data_class, decision), max_size=4))
    asked, needed = data.draw(recipient), data.draw(data_class)
    found = lines(
        *[
            consent(who, data_class=what, line=f"line {number}", decision=said)
            for number, (who, what, said) in enumerate(given)
        ]
    )

    answer = consent_for(found, asked, "referral", (needed,), day("2026-01-10"))

    newest = {(who, what): said for who, what, said in given}
    covering = [said for (who, what), said in newest.items() if who == asked and codes.covers(what, needed)]
    assert (answer is not None) == ("granted" in covering)
