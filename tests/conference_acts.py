"""Random acts around case conferences, and in the plainest way what the client must have allowed for them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.bring_to_conference import (
    HoldDiscussion,
    ObjectToDiscussion,
    PutOnAgenda,
    TakeOffAgenda,
)
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.conference import CaseDiscussed, CasePutOnAgenda, Forum, ToldAs
from bluevitaal_es.events.recorded import Recorded
from tests.spec import uid

FORUMS: tuple[Forum, ...] = ("internal", "regional")
FORMS: tuple[ToldAs, ...] = ("theme", "anonymous", "identified")
DATA = {"theme": "theme", "anonymous": "anonymous_case", "identified": "help_question"}
NAMES = ("choose", "choose", "bring", "bring", "bring", "discuss", "off", "object")


def purpose(forum: str, told_as: str) -> tuple[str, str]:
    """Return recipient and purpose of the choice that opens a way of discussing."""
    if forum == "internal":
        return "own_team", "case_conference_internal"
    return "unit_conference", f"case_conference_{told_as}"


def made(name: str, n: int, flag: bool, case: Case, now: datetime, place: int) -> CaseCommand:
    """Return an act; `place` is how many facts the case has."""
    today = day_of(now)
    forum, told_as = FORUMS[n % 2], FORMS[n % 3]
    recipient, what_for = purpose(forum, told_as)
    planned = sorted(case.clock.agenda.planned)
    item: UUID = planned[n % len(planned)] if planned else uid("stranger")
    the: dict[str, Any] = {"case_id": case.case_id}
    match name:
        case "choose":
            return RecordConsent(
                line_id=uuid5(uid("line"), f"{place}"),
                recipient=recipient,
                purpose=what_for,
                data_class=DATA[told_as],
                decision="refused" if n == 11 else "granted",
                valid_from=today - timedelta(days=n % 3),
                valid_until=today + timedelta(days=n) if flag else None,
                given_by="told",
                **the,
            )
        case "bring":
            return PutOnAgenda(
                item_id=uuid5(uid("item"), f"{place}"),
                forum=forum,
                unit="NN",
                told_as=told_as,
                meeting_on=today + timedelta(days=n),
                theme="sleep",
                question="Wat helpt?",
                data_classes=("help_question",) if flag else (),
                agreed_on=None if n == 10 else today,
                agreed_how="by_phone",
                **the,
            )
        case "discuss":
            held = today - timedelta(days=n % 3)
            return HoldDiscussion(item_id=item, discussed_on=held, outcome="Tip", **the)
        case "off":
            return TakeOffAgenda(item_id=item, reason="Toch niet", **the)
        case _:
            return ObjectToDiscussion(item_id=item, **the)


def required(facts: list[Recorded], told: Event) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the consent that putting on an agenda or discussing rests on; None for a subject alone."""
    match told:
        case CasePutOnAgenda():
            put = told
        case CaseDiscussed():
            (put,) = (
                found.event
                for found in facts
                if isinstance(found.event, CasePutOnAgenda) and found.event.item_id == told.item_id
            )
        case _:
            raise AssertionError(f"{told.stored_as} is nothing of a conference")
    if put.told_as == "theme":
        return None
    assert put.agreed_on <= put.meeting_on
    return *purpose(put.forum, put.told_as), put.data_classes
