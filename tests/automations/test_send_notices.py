"""Notices on their way, with a real database, a real mail server and a real webhook."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

import pytest

from bluevitaal_es import clock
from bluevitaal_es.automations.make_notices import Known, make_notices
from bluevitaal_es.automations.send_notices import Sender
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider, ReassignBegeleider
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import MissTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask
from bluevitaal_es.notices.addresses import StaffAddresses
from bluevitaal_es.notices.carrying import Carriers
from bluevitaal_es.notices.outbox import Outbox
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.notices.view import NoticesView
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.settings import NoticeService
from bluevitaal_es.vocabulary import CaseId
from tests.automations.post_office import PostOffice, mail_server, text_server
from tests.spec import ANNA, BRAM, CASE, day, moment, uid
from tests.world import World

ADDRESS = "zilverreiger@voorbeeld.test"
NUMBER = "0612345678"
TALK = PlanTalk(case_id=CASE, talk_id=uid("talk"), planned_for=moment("2026-01-14 10:00"), channel="phone")
BY_MAIL = SetContactWishes(case_id=CASE, wanted="email", email=ADDRESS)


@dataclass
class Postman:
    """The clock of one replica, as far as notices go, with where its notices arrive."""

    world: World
    mail: PostOffice
    texts: PostOffice
    service: NoticeService

    @property
    def known(self) -> Known:
        database, store = self.world.database, self.world.store
        return Known(
            NoticesView(database),
            DutiesView(database),
            StaffView(database),
            StaffAddresses(database, store.seal, store.unseal),
        )

    def sender(self) -> Sender:
        outbox = Outbox(self.world.database)
        return Sender(self.world.desk, outbox, self.known, Carriers(self.service))

    def at(self, when: str) -> int:
        """Let the clock come by at a moment; return how many notices left."""
        with clock.standing_at(moment(when)):
            make_notices(Outbox(self.world.database), self.known, clock.now())
            sent = self.sender().send(clock.now())
        self.world.projector.catch_up()
        return sent

    def outcomes(self) -> list[tuple[str, str]]:
        """Return what the log says became of notices: (stored name, why or how)."""
        return [
            (found.event.stored_as, getattr(found.event, "why", "") or getattr(found.event, "via", ""))
            for found in self.world.log()
            if found.event.stored_as.startswith("case.notice")
        ]


@pytest.fixture
def postman(world: World) -> Iterator[Postman]:
    """A client with an intake, and an office for mail and text messages."""
    with mail_server() as mail, text_server() as texts:
        service = NoticeService(
            smtp_url=f"smtp://localhost:{mail.port}",
            sender="Agenda <bericht@voorbeeld.test>",
            sms_url=f"http://127.0.0.1:{texts.port}/",
        )
        register(world, CASE)
        yield Postman(world, mail, texts, service)


def register(world: World, case_id: CaseId, number: str = "T-2026-0001") -> None:
    order = RegisterCase(case_id=case_id, number=number, target_group="current_staff", client_name="Reiger")
    assign = AssignBegeleider(case_id=case_id, begeleider_id=uid("anna"))
    held = HoldIntake(case_id=case_id, held_on=day("2026-01-12"), help_primary="ptsd")
    world.do(order, assign, held, at="2026-01-12")


def works_here(world: World, name: str) -> None:
    with world.database.pool.connection() as connection:
        connection.execute(
            "INSERT INTO web.account (username, name, role, staff_id, password_hash, made_at)"
            " VALUES (%s, %s, 'begeleider', %s, '', now())",
            [name, name, uid(name)],
        )


def test_reminds_of_an_appointment_on_the_day_before_and_says_nothing_else(postman: Postman) -> None:
    postman.world.do(BY_MAIL, TALK, at="2026-01-12 12:00")

    assert [postman.at(when) for when in ("2026-01-12 20:00", "2026-01-13 07:59")] == [0, 0]
    assert [postman.at(when) for when in ("2026-01-13 08:00", "2026-01-13 08:01")] == [1, 0]

    (letter,) = postman.mail.mail
    assert letter["To"] == ADDRESS
    assert letter["Subject"] == "Herinnering"
    assert str(letter.get_payload()).strip() == "U heeft morgen om 10.00 uur een afspraak."
    assert set(letter.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert set(postman.mail.named_itself) == {"voorbeeld.test"}
    assert postman.outcomes() == [("case.notice_sent", "email")]
    with postman.world.database.pool.connection() as connection:
        ((row,),) = connection.execute("SELECT n::text FROM web.notice n").fetchall()
    assert ADDRESS not in row


@pytest.mark.requirement("S-164")
def test_obeys_the_wishes_of_the_moment_of_sending(postman: Postman) -> None:
    second = TALK.model_copy(update={"talk_id": uid("off")})
    postman.world.do(BY_MAIL, TALK, second, at="2026-01-12 12:00")
    with clock.standing_at(moment("2026-01-13 07:00")):
        assert make_notices(Outbox(postman.world.database), postman.known, clock.now()) == 2
    by_text = SetContactWishes(case_id=CASE, wanted="sms", phone=NUMBER, from_hour=18)
    off = MissTalk(case_id=CASE, talk_id=uid("off"), reason="client_cancelled")
    postman.world.do(by_text, off, at="2026-01-13 07:30")

    assert [postman.at(when) for when in ("2026-01-13 17:59", "2026-01-13 18:00")] == [0, 1]
    assert postman.mail.letters == []
    (sent,) = postman.texts.texts
    assert (sent["to"], sent["text"]) == (NUMBER, "U heeft morgen om 10.00 uur een afspraak.")


@pytest.mark.requirement("S-164")
def test_sends_nothing_to_who_wants_none_or_only_calls(postman: Postman) -> None:
    sent = []
    for number, wanted in enumerate(("none", "phone"), 20):
        wish: Any = {"wanted": wanted, "email": ADDRESS, "phone": NUMBER}
        talk = TALK.model_copy(
            update={"talk_id": uid(wanted), "planned_for": moment(f"2026-01-{number} 10:00")}
        )
        postman.world.do(SetContactWishes(case_id=CASE, **wish), talk, at=f"2026-01-{number - 2} 09:00")
        sent.append(postman.at(f"2026-01-{number - 1} 10:00"))

    assert sent == [0, 0]
    assert (postman.mail.letters, postman.texts.texts, postman.outcomes()) == ([], [], [])


def test_sends_each_notice_once_however_many_clocks_run(postman: Postman) -> None:
    for number in range(6):
        talk = TALK.model_copy(update={"talk_id": uid(f"talk {number}")})
        postman.world.do(BY_MAIL, talk, at="2026-01-12 12:00")
    start, faults, now = Barrier(2), list[BaseException](), moment("2026-01-13 09:00")

    def run() -> None:
        start.wait()
        try:
            make_notices(Outbox(postman.world.database), postman.known, now)
            postman.sender().send(now)
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert len(postman.mail.letters) == len({letter["Message-ID"] for letter in postman.mail.mail}) == 6
    assert postman.outcomes() == [("case.notice_sent", "email")] * 6


def test_sends_at_most_twice_and_recognisably_when_killed_before_it_was_recorded(
    postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    postman.world.do(BY_MAIL, TALK, at="2026-01-12 12:00")

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Sender, "_left", killed)
        for when in ("2026-01-13 08:00", "2026-01-13 08:04"):
            with pytest.raises(Killed):
                postman.at(when)
    assert [postman.at(when) for when in ("2026-01-13 08:05", "2026-01-13 08:08", "2026-01-13 09:00")] == [
        0
    ] * 3

    assert len(postman.mail.letters) == 2
    assert len({letter["Message-ID"] for letter in postman.mail.mail}) == 1
    assert postman.outcomes() == [("case.notice_not_sent", "unsure")]


def test_tries_again_and_then_asks_the_begeleider_to_call(postman: Postman) -> None:
    first = TALK.model_copy(update={"talk_id": uid("first"), "planned_for": moment("2026-01-13 10:00")})
    postman.world.do(BY_MAIL, first, TALK, at="2026-01-12 10:00")
    postman.mail.hang_up = True
    assert postman.at("2026-01-12 10:01") == 0
    postman.mail.hang_up = False
    assert [postman.at(when) for when in ("2026-01-12 10:03", "2026-01-12 10:04")] == [0, 1]
    assert len({letter["Message-ID"] for letter in postman.mail.mail}) == 1
    postman.mail.answers[:] = [451] * 9

    hours = ("08:00", "08:00", "08:01", "08:05", "08:06", "08:21", "09:20", "09:21", "09:22", "12:00")
    for hour in hours:
        postman.at(f"2026-01-13 {hour}")

    assert len(postman.mail.answers) == 9 - 5
    assert postman.outcomes() == [("case.notice_sent", "email"), ("case.notice_not_sent", "unreachable")]
    duties = DutiesView(postman.world.database).duties_of(ANNA)
    assert ("notice", "appointment_tomorrow") in [(duty.kind, duty.subject) for duty in duties]


@pytest.mark.parametrize(
    ("answers", "service", "why"),
    [([550], None, "refused"), ([], NoticeService(), "not_set_up")],
)
def test_asks_the_begeleider_to_call_at_once_when_no_try_would_help(
    postman: Postman, answers: list[int], service: NoticeService | None, why: str
) -> None:
    postman.world.do(BY_MAIL, TALK, at="2026-01-12 12:00")
    postman.mail.answers[:] = answers
    postman.service = service or postman.service

    assert postman.at("2026-01-13 08:00") == 0
    assert postman.outcomes() == [("case.notice_not_sent", why)]


@pytest.mark.requirement("S-165")
def test_lets_staff_sleep_but_for_what_cannot_wait(postman: Postman) -> None:
    for name in ("anna", "bram"):
        works_here(postman.world, name)
        postman.known.addresses.keep(uid(name), f"{name}@voorbeeld.test")
    handed_over = ReassignBegeleider(case_id=CASE, begeleider_id=uid("bram"), reason="caseload")
    postman.world.do(handed_over, at="2026-01-16 21:30")

    assert [postman.at(when) for when in ("2026-01-16 21:31", "2026-01-17 12:00")] == [0, 0]
    worry = OpenSafetyTask(case_id=CASE, task_id=uid("worry"), note="Zorg")
    postman.world.do(worry, by=BRAM, at="2026-01-17 23:00")
    assert [postman.at(when) for when in ("2026-01-17 23:29", "2026-01-17 23:30")] == [0, 1]

    (letter,) = postman.mail.mail
    assert (letter["To"], letter["Subject"]) == ("bram@voorbeeld.test", "Kijk nu")
    assert str(letter.get_payload()).strip() == "Er is iets dat niet kan wachten. Log nu in, of bel."

    # On Monday: the case that was handed over, and one digest, however much is late.
    assert [postman.at(when) for when in ("2026-01-19 08:00", "2026-01-19 09:00", "2026-01-19 20:59")] == [
        2,
        0,
        0,
    ]
    assert {letter["To"] for letter in postman.mail.mail} == {"bram@voorbeeld.test"}
    assert postman.outcomes() == []
