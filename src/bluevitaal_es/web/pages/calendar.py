"""What a calendar program reads at a private address: what that person's own pages would show, and less."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, actor_by_code
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.calendar_entries import (
    Memory,
    Planned,
    entries,
    of_begeleider,
    of_client,
    revised,
    uid_of,
)
from bluevitaal_es.web.calendar_feeds import CalendarFeed, CalendarFeeds
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.icalendar import MEDIA_TYPE, calendar
from bluevitaal_es.web.passkeys import place_of
from bluevitaal_es.web.reading import Visit, looked, shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.standing import actor_of, standing_of
from bluevitaal_es.web.tries import (
    CALENDAR_ADDRESS,
    TooManyTries,
    Tries,
    address_of,
    failed_too_often,
    refused_until,
)

router = APIRouter()

_log = structlog.get_logger()

#: Under which what was given last is sealed.
PURPOSE: Final = "calendar feed"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose calendar it is, what stands in it, and whether they are still tied to a case by its number."""

    actor: Actor
    planned: list[Planned]
    still_tied: Callable[[str], bool]
    link: str = ""

    @property
    def cases(self) -> tuple[UUID, ...]:
        """The cases of which anything stands in it, each once."""
        return tuple(dict.fromkeys(case for one in self.planned for case in one.cases))


@router.get("/agenda/{token}.ics")
def feed(request: Request, token: str) -> Response:
    """Give the calendar; an address that is none, or no more, is a page that is not there."""
    house = house_of(request)
    tries, tried = Tries(house.database), (CALENDAR_ADDRESS, address_of(request))
    try:
        tries.count(tried)
    except TooManyTries as refusal:
        _log.warning("calendar_refused", reason_code="too_many_tries")
        return _wait(request, refusal)
    found = CalendarFeeds(house.database).by_token(token)
    reader = None if found is None else _reader(request, house, *found)
    if found is None or reader is None:
        return not_found(request)
    tries.forgive(tried)
    memory = Memory()
    if found[0].sealed is not None:
        memory = Memory.unpacked(house.unseal(PURPOSE, found[0].sealed))
    planned = {uid_of(token, one.key): one for one in reader.planned}
    given = revised(memory.given, planned, reader.still_tied, clock.now())
    looked_on, looked_at = _record(request, reader, memory, token)
    packed = Memory(given, looked_on, looked_at).packed()
    CalendarFeeds(house.database).remember(token, house.seal(PURPOSE, packed))
    return Response(calendar(entries(given, reader.link)), media_type=MEDIA_TYPE)


def _reader(request: Request, house: House, found: CalendarFeed, account: Account) -> Reader | None:
    """Return what the owner of an address may read now; None when their own pages would not open either."""
    today = clock.today()
    if account.role is Role.CLIENT:
        actor = actor_by_code(account)
        dossier = house.case_file.own(actor)
        if dossier is None:
            return None
        return Reader(actor, of_client(dossier, found.word, today), lambda _number: True)
    standing = standing_of(house, account)
    if standing is None or Role.BEGELEIDER not in standing.roles:
        CalendarFeeds(house.database).end(account.username)
        return None
    if not standing.register.accepted(catalogue().code.on(today).version):
        return None
    actor = actor_of(house, replace(account, role=Role.BEGELEIDER), standing)
    planned = of_begeleider(house.duties.duties_of(actor), house.agenda.meetings(actor), today)
    return Reader(actor, planned, partial(_works_on, house, actor), f"{place_of(request).origin}/")


def _works_on(house: House, actor: Actor, number: str) -> bool:
    return may(actor, Act.WORK_ON_CASE, house.caseload.involvement(actor, number))


def _record(request: Request, reader: Reader, memory: Memory, token: str) -> tuple[str, frozenset[str]]:
    """Record the look once a day, and again when a case is new in it; return which day and cases that was.

    Programs fetch many times a day; a line for each would hide the looks of people.
    """
    today, cases = clock.today().isoformat(), frozenset(map(str, reader.cases))
    before = memory.looked_at if memory.looked_on == today else frozenset()
    if memory.looked_on == today and cases <= before:
        return today, before
    if reader.actor.case_id is None:
        shows(request, reader.cases)
    looked(request, Visit(reader.actor, uid_of(token, "session")), 200)
    return today, before | cases


def _wait(request: Request, refusal: TooManyTries) -> Response:
    page = render(
        request,
        "error.html",
        429,
        title="Even wachten",
        text=failed_too_often(refusal),
    )
    return refused_until(page, refusal)
