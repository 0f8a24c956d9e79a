from collections.abc import Callable

import pytest

from bluevitaal_es.events.base import Event
from bluevitaal_es.events.case import CaseClosed, ClientJoined, TalkMissed, TalkPlanned
from bluevitaal_es.events.portal import MessageSent
from bluevitaal_es.rules.occasions import Occasion, Telling, follow_telling, occasions_of
from tests.lives import assigned, closed, product, registered
from tests.spec import BRAM, Dated, history, moment, on, uid

JOINED = ClientJoined(invitation_id=uid("invitation"))


def to_tell(kind: str, *facts: Event | Dated) -> list[Occasion]:
    telling = Telling()
    for recorded in history(*facts):
        telling = follow_telling(telling, recorded)
    return [one for one in occasions_of(telling) if one.kind == kind]


def planned(at: str) -> TalkPlanned:
    return TalkPlanned(talk_id=uid("talk"), planned_for=moment(at), channel="phone")


def wrote(sender: str = "begeleider", name: str = "message") -> MessageSent:
    return MessageSent(
        message_id=uid(name), sender="client" if sender == "client" else "begeleider", text="x"
    )


def test_tells_of_a_talk_on_the_day_before() -> None:
    (found,) = to_tell("appointment_tomorrow", registered(), planned("2026-01-14 10:00"))

    assert (found.from_at, found.until_at) == (moment("2026-01-13 00:00"), moment("2026-01-14 00:00"))
    assert found.staff_id is None


def test_tells_anew_of_a_talk_that_was_moved_and_nothing_of_one_that_is_off() -> None:
    before = to_tell("appointment_tomorrow", registered(), planned("2026-01-14 10:00"))
    moved = to_tell(
        "appointment_tomorrow", registered(), planned("2026-01-14 10:00"), planned("2026-01-15 10:00")
    )
    off = TalkMissed(talk_id=uid("talk"), reason="moved")

    assert [one.id for one in before] != [one.id for one in moved]
    assert to_tell("appointment_tomorrow", registered(), planned("2026-01-14 10:00"), off) == []


def test_tells_of_messages_once_a_day_and_only_to_who_can_read_them() -> None:
    two = [on("2026-01-12 09:00", wrote(name="one")), on("2026-01-12 15:00", wrote(name="two"))]

    assert len(to_tell("something_new", registered(), assigned(), JOINED, *two)) == 1
    assert to_tell("something_new", registered(), assigned(), *two) == []
    assert to_tell("something_new", registered(), assigned(), JOINED, wrote("client")) == []


def test_tells_of_an_evaluation_to_prepare_a_week_ahead() -> None:
    (found,) = to_tell("something_new", registered(), assigned(), JOINED, product())

    assert found.from_at < found.until_at
    assert found.from_at >= moment("2026-01-05 00:00")


def test_tells_a_begeleider_of_new_work_that_another_gave() -> None:
    (found,) = to_tell("new_work", registered(), assigned("bram"))

    assert str(found.staff_id) == BRAM.id
    assert to_tell("new_work", registered(), assigned()) == []


@pytest.mark.parametrize("end", [closed, lambda: CaseClosed(outcome=None)])
def test_tells_nothing_about_a_closed_case(end: Callable[[], Event]) -> None:
    assert to_tell("appointment_tomorrow", registered(), planned("2026-01-14 10:00"), end()) == []
