from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.break_confidentiality import ConfirmBreach, ProposeBreach, RejectBreach
from bluevitaal_es.events.confidentiality import BreachConfirmed, BreachProposed, BreachRejected
from tests.lives import closed, consent, registered, running
from tests.spec import ANNA, BRAM, CASE, LEAD, NOW, given, history, moment, on, uid

FIELDS: dict[str, Any] = {
    "breach_id": uid("breach"),
    "ground": "life_in_danger",
    "reason": "Neemt de telefoon niet op na een afscheidsbericht",
    "recipient": "emergency_services",
    "data_classes": ("contact_details", "safety"),
    "told": "Adres en wat er in het bericht stond",
    "client_informed": False,
    "not_informed_reason": "Niet te bereiken",
}


def propose(**fields: Any) -> ProposeBreach:
    return ProposeBreach(case_id=CASE, **FIELDS | fields)


def proposed(**fields: Any) -> BreachProposed:
    known = FIELDS | {"recipient_name": None, "due_at": moment("2026-01-12 13:00")} | fields
    return BreachProposed(**known)


def test_proposes_to_a_second_person_within_the_hour() -> None:
    given(*running()).at(NOW).when(propose()).then(proposed())


def test_keeps_no_reason_for_not_informing_when_the_client_was_informed() -> None:
    given(*running()).when(propose(client_informed=True)).then(
        proposed(client_informed=True, not_informed_reason=None)
    )


def test_needs_a_reason_when_the_client_is_not_informed() -> None:
    given(*running()).when(propose(not_informed_reason=None)).then_refused(refusals.NotInformingNeedsAReason)


@pytest.mark.parametrize(
    ("field", "value"), [("ground", "because"), ("recipient", "anybody"), ("data_classes", ("gossip",))]
)
def test_takes_grounds_recipients_and_classes_from_the_lists(field: str, value: Any) -> None:
    given(*running()).when(propose(**{field: value})).then_refused(refusals.CodeIsNotKnown, field=field)


def test_names_what_is_told() -> None:
    given(*running()).when(propose(data_classes=())).then_refused(refusals.NothingToShare)


def test_tells_nobody_more_than_they_may_ever_know() -> None:
    given(*running()).when(propose(recipient="manager", data_classes=("safety",))).then_refused(
        refusals.ConsentLineIsNotOffered, recipient="manager"
    )


def test_is_not_for_what_the_client_allows() -> None:
    allowed = [
        consent("emergency_services", "consultation", name, line=name)
        for name in ("contact_details", "safety")
    ]

    given(*running(*allowed)).when(propose()).then_refused(refusals.ConsentIsThere)


def test_is_not_for_a_closed_case() -> None:
    given(*running(closed())).when(propose()).then_refused(refusals.CaseIsClosed)


def test_is_proposed_by_who_guides_the_case_only() -> None:
    for stranger in (BRAM, LEAD):
        given(*running()).by(stranger).when(propose()).then_refused(refusals.NotAllowed)


def test_proposed_twice_is_proposed_once() -> None:
    given(*running(proposed())).when(propose()).then_nothing()


@pytest.mark.requirement("S-031")
def test_is_confirmed_by_a_second_person() -> None:
    given(*running(proposed())).by(LEAD).when(ConfirmBreach(case_id=CASE, breach_id=uid("breach"))).then(
        BreachConfirmed(breach_id=uid("breach"))
    )


def test_is_never_confirmed_by_who_proposed_it() -> None:
    confirm = ConfirmBreach(case_id=CASE, breach_id=uid("breach"))
    by_the_lead = (*history(registered()), *history(registered(), proposed(), actor=LEAD)[1:])
    both = given(registered(), proposed())

    given(*running(proposed())).by(ANNA).when(confirm).then_refused(refusals.NotAllowed)
    type(both)(by_the_lead, LEAD).when(confirm).then_refused(refusals.BreachNeedsASecondPerson)


def test_is_rejected_with_a_reason() -> None:
    reject = RejectBreach(case_id=CASE, breach_id=uid("breach"), reason="Bel eerst de partner")

    given(*running(proposed())).by(LEAD).when(reject).then(
        BreachRejected(breach_id=uid("breach"), reason="Bel eerst de partner")
    )


def test_is_answered_once() -> None:
    answered = on("2026-01-12", BreachRejected(breach_id=uid("breach"), reason="Nee"))

    given(*running(proposed(), answered)).by(LEAD).when(
        ConfirmBreach(case_id=CASE, breach_id=uid("breach"))
    ).then_refused(refusals.BreachIsNotOpen)
    given(*running()).by(LEAD).when(
        RejectBreach(case_id=CASE, breach_id=uid("breach"), reason="Nee")
    ).then_refused(refusals.BreachIsNotOpen)
