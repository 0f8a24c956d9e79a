"""Fills an empty log with fictitious cases, day by day, under a clock that stands where the story is."""

from datetime import date, datetime, timedelta
from random import Random

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.app import Parts
from bluevitaal_es.automations.flag_overdue_duties import flag_overdue_duties
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.answer_code import AcceptCode
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.demo.calls import calls, requests
from bluevitaal_es.demo.complaints import complaints
from bluevitaal_es.demo.course import Step
from bluevitaal_es.demo.lives import life
from bluevitaal_es.demo.own_pages import let_in
from bluevitaal_es.demo.people import BEGELEIDERS, PASSWORD, STAFF
from bluevitaal_es.demo.register import entries
from bluevitaal_es.demo.scenes import SCENES
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.projector import Progress
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts

YEARS = 3
#: How often the clock of the story looks for overdue duties.
LOOKS = timedelta(days=7)


def prepare_demo(parts: Parts) -> None:
    """Make an empty log one of demonstration; raises ConfigurationFault when it holds real events."""
    if parts.store.origin() == "demo":
        return
    if parts.store.head():
        raise ConfigurationFault(
            "In deze map staan echte gegevens. De demonstratie start alleen in een lege map: kies --data-dir."
        )
    parts.store.mark_as_demo()


def fill(parts: Parts, *, cases: int, seed: int, progress: Progress | None = None) -> int:
    """Write `cases` lives over the past three years into a demonstration that is still empty.

    Returns the number of commands carried out; 0 when the demonstration had been filled before.
    """
    if parts.store.head():
        return 0
    now = clock.now()
    steps = _story(parts, Random(seed), now, cases)
    duties, desk = DutiesView(parts.database), Desk(parts.store, announce=False)
    looked = steps[0].at if steps else now
    with clock.standing_at(looked - timedelta(days=1)):
        _open_register(desk, day_of(now))
    for done, step in enumerate(steps, 1):
        if step.at - looked > LOOKS:
            looked = step.at
            parts.projector.catch_up()
            with clock.standing_at(looked):
                flag_overdue_duties(desk, duties, looked)
        with clock.standing_at(step.at):
            desk.handle(step.command, step.actor)
        if progress is not None:
            progress(done, len(steps))
    parts.projector.catch_up()
    _open_accounts(parts)
    let_in(parts)
    parts.projector.catch_up()
    return len(steps)


def _open_register(desk: Desk, today: date) -> None:
    """Enter the people who work in the demonstration, with their teams and competences."""
    keeper = Actor("demo", "Demonstratie", Role.BEHEER)
    code = catalogue().code.on(clock.today()).version
    for person in STAFF:
        desk.handle(AddStaffMember(staff_id=person.staff_id, name=person.name, role=person.role), keeper)
        desk.handle(AcceptCode(staff_id=person.staff_id, code_version=code), person.actor)
    for entry in entries(clock.today(), today):
        desk.handle(entry, keeper)


def _story(parts: Parts, random: Random, now: datetime, cases: int) -> list[Step]:
    """Return the steps of all lives in the order of their moments; more lives begin of late than long ago."""
    today = day_of(now)
    steps: list[Step] = []
    begins = sorted(today - timedelta(days=_days_ago(random)) for _ in range(cases))
    for begin in begins:
        person = random.choice([BEGELEIDERS[0], *BEGELEIDERS])
        number = parts.desk.next_case_number(begin.year)
        steps.extend(life(random, begin, now, number, person))
    for scene in SCENES:
        begin = today - scene.began
        number = parts.desk.next_case_number(begin.year)
        steps.extend(step for step in scene.play(random, begin, number) if step.at < now)
    steps.extend(calls(random, now, cases))
    steps.extend(requests(random, now))
    steps.extend(complaints(random, now))
    return sorted(steps, key=lambda step: step.at)


def _days_ago(random: Random) -> int:
    """Return how long ago a case began: two in five of late, the rest over all the years."""
    if random.random() < 0.4:
        return random.randint(2, 110)
    return random.randint(110, YEARS * 365)


def _open_accounts(parts: Parts) -> None:
    """Give the people who work in the demonstration their accounts."""
    accounts = Accounts(parts.database)
    for person in STAFF:
        if person.username is not None:
            accounts.add(Account(person.username, person.name, person.role, person.staff_id), PASSWORD)
