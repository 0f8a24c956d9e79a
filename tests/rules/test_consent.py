import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.events.base import Event
from bluevitaal_es.rules.consent import ConsentLines, WhyNot, as_of, follow, may_tell
from tests.lives import consent, withdrawn
from tests.spec import Dated, day, history, moment, on, uid


def lines(*facts: Event | Dated) -> ConsentLines:
    found: ConsentLines = {}
    for recorded in history(*facts):
        found = follow(found, recorded)
    return found


def allowed(found: ConsentLines, when: str, *data_classes: str) -> tuple[object, ...] | None:
    wanted = data_classes or ("help_question",)
    asked_at = moment(when) if " " in when else as_of(day(when), moment("2031-01-01"))
    answer = may_tell(found, "general_practitioner", "referral", wanted, asked_at)
    return answer.lines if answer.yes else None


def why_not(found: ConsentLines, when: str, data_class: str = "help_question") -> WhyNot:
    answer = may_tell(found, "general_practitioner", "referral", (data_class,), moment(when))
    ((_, why),) = answer.missing
    return why


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
    assert may_tell(found, "company_doctor", "referral", ("help_question",), moment("2026-01-10")).yes


def test_takes_a_wider_class_for_what_it_includes() -> None:
    found = lines(consent(data_class="full_dossier"))

    assert allowed(found, "2026-01-10", "help_question", "safety") == (uid("line"), uid("line"))
    assert allowed(lines(consent(data_class="client_fact")), "2026-01-10", "full_dossier") is None


def test_takes_nothing_to_tell_for_no_permission() -> None:
    found = lines(consent())

    assert not may_tell(found, "general_practitioner", "referral", (), moment("2026-01-10")).yes


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

    answer = may_tell(found, asked, "referral", (needed,), moment("2026-01-10"))

    words = [(what, said) for who, what, said in given if who == asked]
    carried = any(
        said == "granted"
        and codes.covers(what, needed)
        and not any(
            (later == "refused" and codes.covers(needed, about))
            or ((later, about) != (said, what) and about == what)
            for about, later in words[number + 1 :]
        )
        for number, (what, said) in enumerate(words)
    )
    assert answer.yes == carried


def test_ends_at_the_very_moment_of_withdrawal() -> None:
    found = lines(consent(), on("2026-01-10 14:00", withdrawn()))

    assert allowed(found, "2026-01-10 13:59") == (uid("line"),)
    assert allowed(found, "2026-01-10 14:00") is None
    assert why_not(found, "2026-01-10 14:01") is WhyNot.WITHDRAWN


def test_counts_a_new_yes_from_its_moment_on_the_day_of_a_no() -> None:
    found = lines(
        consent(),
        on("2026-01-10 10:00", withdrawn()),
        on("2026-01-10 16:00", consent(line="again", since="2026-01-10")),
    )

    assert allowed(found, "2026-01-10 09:59") == (uid("line"),)
    assert allowed(found, "2026-01-10 12:00") is None
    assert allowed(found, "2026-01-10 16:00") == (uid("again"),)


def test_lets_no_yes_that_is_dated_back_reach_over_a_no() -> None:
    found = lines(
        consent(), on("2026-01-10", withdrawn()), on("2026-01-14", consent(line="late", since="2026-01-08"))
    )

    assert allowed(found, "2026-01-12") is None
    assert allowed(found, "2026-01-14 09:01") == (uid("late"),)


def test_takes_a_refusal_of_a_part_over_an_older_yes_to_the_whole() -> None:
    found = lines(
        consent(data_class="full_dossier"),
        on("2026-01-10", consent(data_class="safety", line="no", decision="refused")),
    )

    assert allowed(found, "2026-01-11", "help_question") == (uid("line"),)
    assert allowed(found, "2026-01-11", "safety") is None
    assert allowed(found, "2026-01-11", "full_dossier") is None
    assert allowed(found, "2026-01-09", "safety") == (uid("line"),)
    assert why_not(found, "2026-01-11", "safety") is WhyNot.REFUSED


def test_says_why_not() -> None:
    found = lines(consent(since="2026-01-10", until="2026-01-20"))

    assert why_not(found, "2026-01-09") is WhyNot.NOT_YET
    assert why_not(found, "2026-01-21") is WhyNot.OVER
    assert why_not(found, "2026-01-15", "screening_scores") is WhyNot.NEVER_GIVEN


def test_asks_about_today_at_this_moment_and_about_another_day_at_its_end() -> None:
    now = moment("2026-01-10 12:00")

    assert as_of(day("2026-01-10"), now) == now
    assert as_of(day("2026-01-09"), now) > moment("2026-01-09 23:59")
