"""Calls, messages and requests of people who do not say who they are; some by night."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bluevitaal_es.access import asker
from bluevitaal_es.commands.log_contact import LogContact
from bluevitaal_es.commands.make_request import AskForContact
from bluevitaal_es.demo.course import Step
from bluevitaal_es.demo.people import BEGELEIDERS

#: Of the 2,500 calls of the Loket 429 became a case; the demonstration keeps fewer.
PER_CASE = 1.5
_DAYS = 3 * 365


def calls(random: Random, now: datetime, cases: int) -> Iterator[Step]:
    """Give contacts without identity over the past three years, spread over day and night."""
    for _ in range(int(cases * PER_CASE)):
        minutes = random.randint(60, _DAYS * 24 * 60)
        at = now - timedelta(minutes=minutes)
        logged = LogContact(
            contact_id=UUID(int=random.getrandbits(128), version=4),
            held_at=at,
            channel=random.choice(["phone", "phone", "phone", "email", "website"]),
            subject=random.choice(
                ["own_question", "own_question", "about_someone_else", "manager_advice", "about_us"]
            ),
            outcome=random.choice(["answered", "answered", "registered", "pointed_elsewhere", "call_back"]),
            target_group=random.choice([None, "current_staff", "family", "manager"]),
            minutes=random.randint(5, 40),
        )
        yield Step(at, random.choice(BEGELEIDERS).actor, logged)


def requests(random: Random, now: datetime) -> Iterator[Step]:
    """Give two people who ask for contact without an account: one cannot wait, one rings by themselves."""
    asked: tuple[tuple[timedelta, dict[str, Any]], ...] = (
        (
            timedelta(minutes=40),
            {
                "for_whom": "family",
                "reach": "phone",
                "phone": "06 0000 0000",
                "hours": "na 16.00 uur",
                "avoid": ("text", "ask_first"),
                "nickname": "Zilvermeeuw",
                "matter": "Mijn man slaapt sinds vorige week niet meer.",
                "urgent": True,
            },
        ),
        (timedelta(hours=20), {"for_whom": "other", "reach": "code"}),
    )
    for ago, answers in asked:
        request_id = UUID(int=random.getrandbits(128), version=4)
        yield Step(now - ago, asker(request_id), AskForContact(request_id=request_id, **answers))
