from typing import Literal

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.send_message import ReadMessages, SendMessage
from bluevitaal_es.events.portal import MessageSent, MessagesRead
from bluevitaal_es.rules.duty import DutyKind
from tests.lives import assigned, closed, registered
from tests.rules.test_duties import due
from tests.spec import BRAM, CASE, CLIENT, given, uid

WRITE = SendMessage(case_id=CASE, message_id=uid("message"), text="Mag ik later komen?")
READ = ReadMessages(case_id=CASE)


def wrote(sender: str = "client", name: str = "message") -> MessageSent:
    by: Literal["client", "begeleider"] = "client" if sender == "client" else "begeleider"
    return MessageSent(message_id=uid(name), sender=by, text="Mag ik later komen?")


def test_sends_a_message_of_whoever_writes_it() -> None:
    given(registered(), assigned()).by(CLIENT).when(WRITE).then(wrote("client"))
    given(registered(), assigned()).when(WRITE).then(wrote("begeleider"))


def test_refuses_another_begeleider() -> None:
    given(registered(), assigned()).by(BRAM).when(WRITE).then_refused(refusals.NotAllowed)
    given(registered(), assigned(), wrote()).by(CLIENT).when(READ).then_refused(refusals.NotAllowed)


def test_refuses_a_message_that_nobody_would_read() -> None:
    given(registered()).by(CLIENT).when(WRITE).then_refused(refusals.NoBegeleiderYet)
    given(registered(), assigned(), closed()).by(CLIENT).when(WRITE).then_refused(refusals.CaseIsClosed)


def test_refuses_a_message_without_words() -> None:
    empty = SendMessage(case_id=CASE, message_id=uid("message"), text=" \n")

    given(registered(), assigned()).by(CLIENT).when(empty).then_refused(refusals.MessageIsEmpty)


def test_puts_down_all_messages_that_wait_as_read() -> None:
    given(registered(), assigned(), wrote(name="one"), wrote(name="two")).when(READ).then(
        MessagesRead(message_ids=(uid("one"), uid("two")))
    )


@pytest.mark.parametrize(
    "settled", [wrote("begeleider", "answer"), MessagesRead(message_ids=(uid("message"),))]
)
def test_refuses_to_put_down_what_was_answered_or_read(settled: MessageSent | MessagesRead) -> None:
    given(registered(), assigned(), wrote(), settled).when(READ).then_refused(refusals.MessageIsNotOpen)


def test_gives_the_begeleider_one_duty_for_all_messages_until_they_are_settled() -> None:
    waiting = [registered(), assigned(), wrote(name="one"), wrote(name="two")]
    (duty,) = due(DutyKind.MESSAGE, *waiting)

    assert (duty.key, duty.count) == (f"message:{uid('one')}", 2)
    assert due(DutyKind.MESSAGE, *waiting, wrote("begeleider", "answer")) == []
