from typing import Any

import pytest

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.commands import notice_refusals as refusals
from bluevitaal_es.commands.record_notice import RecordNoticeNotSent, RecordNoticeSent, SettleNotice
from bluevitaal_es.commands.refusals import CaseIsClosed, NotAllowed
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.events.notices import ContactWishesSet, NoticeNotSent, NoticeSent, NoticeSettled
from bluevitaal_es.rules.duty import DutyKind
from tests.lives import assigned, closed, registered
from tests.rules.test_duties import due
from tests.spec import ANNA, BRAM, CASE, CLIENT, LEAD, given, uid

OPEN = (registered(), assigned())
SENT = NoticeSent(notice_id=uid("notice"), notice="something_new", via="email")
NOT_SENT = NoticeNotSent(notice_id=uid("notice"), notice="something_new", why="refused")
SETTLED = NoticeSettled(notice_id=uid("notice"))
SETTLE = SettleNotice(case_id=CASE, notice_id=uid("notice"))


def wish(**said: Any) -> SetContactWishes:
    return SetContactWishes(case_id=CASE, **({"wanted": "email", "email": "reiger@voorbeeld.test"} | said))


@pytest.mark.requirement("S-164")
def test_keeps_what_the_client_or_the_begeleider_says() -> None:
    said = ContactWishesSet(wanted="sms", phone="+31612345678", from_hour=18, voicemail=False)
    order = wish(wanted="sms", email=None, phone="+31 6 123 456 78", from_hour=18)

    given(*OPEN).by(CLIENT).when(order).then(said)
    given(*OPEN).by(ANNA).when(order).then(said)
    given(*OPEN, said).when(order).then_nothing()
    given(*OPEN, said).when(wish(wanted="none", email=None)).then(ContactWishesSet(wanted="none"))


def test_refuses_others_and_a_closed_case() -> None:
    for stranger in (BRAM, LEAD, SCHEDULER):
        given(*OPEN).by(stranger).when(wish()).then_refused(NotAllowed)
    given(*OPEN, closed()).when(wish()).then_refused(CaseIsClosed)


@pytest.mark.requirement("S-164")
@pytest.mark.parametrize("email", ["r@politie.nl", "r@POLITIE.NL", "r@noord.politie.nl", "r@mindef.nl"])
def test_refuses_an_address_of_work_to_who_wants_nothing_there(email: str) -> None:
    given(*OPEN).when(wish(email=email)).then_refused(refusals.WorkAddressIsNotWanted, field="email")
    assert given(*OPEN).when(wish(email=email, no_work_device=False)).refusal is None
    assert given(*OPEN).when(wish(email="r@nietpolitie.nl")).refusal is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": None}, "email"),
        ({"email": "reiger"}, "email"),
        ({"email": "a@b.nl\nBcc: c@d.nl"}, "email"),
        ({"wanted": "sms"}, "phone"),
        ({"wanted": "sms", "phone": "0201234567"}, "phone"),
        ({"wanted": "phone", "phone": "geen"}, "phone"),
    ],
)
def test_refuses_what_cannot_be_reached(said: dict[str, Any], field: str) -> None:
    given(*OPEN).when(wish(**said)).then_refused(refusals.NoticeAddressIsMissing, field=field)


@pytest.mark.requirement("S-165")
@pytest.mark.parametrize(("first", "last"), [(21, None), (None, 8), (18, 18), (20, 9)])
def test_refuses_hours_in_which_nothing_is_ever_sent(first: int | None, last: int | None) -> None:
    order = wish(from_hour=first, until_hour=last)

    given(*OPEN).when(order).then_refused(refusals.HoursLeaveNothing, field="until_hour")


def test_records_what_became_of_a_notice_once_and_only_by_the_clock() -> None:
    sent = RecordNoticeSent(case_id=CASE, notice_id=uid("notice"), notice="something_new", via="email")
    not_sent = RecordNoticeNotSent(
        case_id=CASE, notice_id=uid("notice"), notice="something_new", why="refused"
    )

    given(*OPEN).by(SCHEDULER).when(sent).then(SENT)
    given(*OPEN).by(SCHEDULER).when(not_sent).then(NOT_SENT)
    given(*OPEN, SENT).by(SCHEDULER).when(not_sent).then_nothing()
    given(*OPEN).by(ANNA).when(sent).then_refused(NotAllowed)


def test_a_notice_that_was_not_sent_waits_for_a_call() -> None:
    (duty,) = due(DutyKind.NOTICE, *OPEN, NOT_SENT)

    assert (duty.key, duty.subject) == (f"notice:{uid('notice')}", "something_new")
    assert due(DutyKind.NOTICE, *OPEN, NOT_SENT, SETTLED) == due(DutyKind.NOTICE, *OPEN, SENT) == []
    given(*OPEN, NOT_SENT).when(SETTLE).then(SETTLED)


@pytest.mark.parametrize("past", [(), (SENT,), (NOT_SENT, SETTLED)])
def test_refuses_to_settle_what_does_not_wait(past: tuple[Any, ...]) -> None:
    given(*OPEN, *past).when(SETTLE).then_refused(refusals.NoticeIsNotOpen)
