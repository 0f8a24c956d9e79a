from typing import Any

import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.events.case import ConsentWithdrawn
from tests.lives import closed, consent, registered, withdrawn
from tests.spec import BRAM, CASE, CLIENT, day, given, on, uid


def record(recipient: str = "general_practitioner", line: str = "line", **fields: Any) -> RecordConsent:
    defaults = {
        "case_id": CASE,
        "line_id": uid(line),
        "recipient": recipient,
        "purpose": "referral",
        "data_class": "help_question",
        "decision": "granted",
        "valid_from": day("2026-01-05"),
        "given_by": "signed_on_paper",
    }
    return RecordConsent(**{**defaults, **fields})


def test_records_a_line_with_the_version_of_the_words_that_were_signed() -> None:
    version = catalogue().consent.text_on(day("2026-01-12")).version

    given(registered()).when(record()).then(consent(text_version=version))


def test_records_a_period() -> None:
    given(registered()).when(record(valid_until=day("2026-02-05"))).then(consent(until="2026-02-05"))


def test_records_a_no_as_well() -> None:
    given(registered()).when(record(decision="refused")).then(consent(decision="refused"))


def test_records_a_no_to_what_may_not_even_be_asked() -> None:
    refused: dict[str, Any] = {"purpose": "referral", "data_class": "full_dossier", "decision": "refused"}

    given(registered()).when(record("manager", **refused)).then(consent("manager", **refused))


@pytest.mark.requirement("S-024")
def test_keeps_company_doctor_and_general_practitioner_apart() -> None:
    first = consent("company_doctor", line="first")

    given(registered(), first).when(record("general_practitioner", line="second")).then(
        consent("general_practitioner", line="second", replaces=None)
    )
    assert not any(
        "doctor" in who.key and "practitioner" in who.key for who in catalogue().consent.recipients
    )


@pytest.mark.requirement("S-026")
def test_replaces_the_older_line_on_the_same_matter() -> None:
    given(registered(), consent(line="first")).when(record(line="second", decision="refused")).then(
        consent(line="second", decision="refused", replaces=uid("first"))
    )


@pytest.mark.requirement("S-026")
def test_replaces_the_newest_line_when_there_were_more() -> None:
    facts = [consent(line="first"), consent(line="second", replaces=uid("first"))]

    given(registered(), *facts).when(record(line="third")).then(consent(line="third", replaces=uid("second")))


def test_replaces_nothing_after_a_line_was_withdrawn() -> None:
    given(registered(), consent(line="first"), withdrawn("first")).when(record(line="second")).then(
        consent(line="second", replaces=None)
    )


@pytest.mark.requirement("S-025")
def test_takes_each_kind_of_case_conference_as_a_choice_of_its_own() -> None:
    theme: dict[str, Any] = {"purpose": "case_conference_theme", "data_class": "theme"}
    named: dict[str, Any] = {"purpose": "case_conference_identified", "data_class": "help_question"}

    given(registered(), consent("unit_conference", line="first", **theme)).when(
        record("unit_conference", line="second", **named)
    ).then(consent("unit_conference", line="second", replaces=None, **named))


def test_refuses_to_let_a_manager_know_more_than_the_limits_at_work() -> None:
    given(registered()).when(record("manager", purpose="work_agreement")).then_refused(
        refusals.ConsentLineIsNotOffered, recipient="manager", data_class="help_question"
    )


@pytest.mark.parametrize(
    ("field", "value"), [("recipient", "neighbour"), ("purpose", "gossip"), ("data_class", "everything")]
)
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    given(registered()).when(record(**{field: value})).then_refused(refusals.CodeIsNotKnown, field=field)


def test_refuses_a_period_that_ends_before_it_begins() -> None:
    given(registered()).when(record(valid_until=day("2026-01-04"))).then_refused(
        refusals.ConsentPeriodIsEmpty
    )


def test_takes_a_period_of_one_day() -> None:
    given(registered()).when(record(valid_until=day("2026-01-05"))).then(consent(until="2026-01-05"))


def test_refuses_a_closed_case() -> None:
    given(registered(), closed()).when(record()).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(registered()).by(BRAM).when(record()).then_refused(refusals.NotAllowed)


@pytest.mark.requirement("S-026")
def test_takes_a_line_back() -> None:
    command = WithdrawConsent(case_id=CASE, line_id=uid("line"), note="Belde hierover")

    given(registered(), consent()).when(command).then(
        ConsentWithdrawn(line_id=uid("line"), note="Belde hierover")
    )


def test_takes_a_line_back_in_a_closed_case_too() -> None:
    command = WithdrawConsent(case_id=CASE, line_id=uid("line"))

    given(registered(), consent(), closed()).when(command).then(withdrawn())


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [consent(decision="refused")],
        [consent(), withdrawn()],
        [consent(), consent(line="newer", replaces=uid("line"))],
        [consent(until="2026-01-11")],
    ],
    ids=["unknown", "refused", "withdrawn", "replaced", "over"],
)
def test_refuses_to_take_back_what_is_not_in_force(lines: list[Any]) -> None:
    command = WithdrawConsent(case_id=CASE, line_id=uid("line"))

    given(registered(), *lines).at("2026-01-12").when(command).then_refused(refusals.ConsentIsNotInForce)


def test_takes_a_line_back_on_its_last_day() -> None:
    command = WithdrawConsent(case_id=CASE, line_id=uid("line"))

    given(registered(), on("2026-01-05", consent(until="2026-01-12"))).at("2026-01-12").when(command).then(
        withdrawn()
    )


def test_takes_the_clients_own_word_like_a_signature_on_paper() -> None:
    on_screen = record(given_by="signed_on_screen")
    version = catalogue().consent.text_on(day("2026-01-12")).version

    given(registered()).by(CLIENT).when(on_screen).then(
        consent(given_by="signed_on_screen", text_version=version)
    )
    taken_back = WithdrawConsent(case_id=CASE, line_id=uid("line"))
    given(registered(), consent()).by(CLIENT).when(taken_back).then(ConsentWithdrawn(line_id=uid("line")))
