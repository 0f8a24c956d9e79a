"""A house full of people and cases, with a word of its own in every name and every free text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.access import IMPORTER, Actor
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.add_staff_member import AddPlaceholder, AddStaffMember
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.bring_to_conference import PutOnAgenda
from bluevitaal_es.commands.decide_referral import DecideReferral
from bluevitaal_es.commands.forget_person import ApproveErasure, RequestErasure
from bluevitaal_es.commands.grant_cover import GrantCover
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.invite_home_front import InviteHomeFront
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web import application
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.calendar_entries import WORDS
from bluevitaal_es.web.calendar_feeds import CalendarFeeds
from bluevitaal_es.web.drafts import REGISTRATION, Draft, Drafts
from bluevitaal_es.web.house import House
from tests.web.conftest import BEHEER, QUICK, actor_of, staff_id_of
from tests.web.entering import a_browser, let_in

#: Staff of the tests who log in as themselves. The first begeleider guides, the second covers some cases.
STAFF = (
    "begeleider",
    "begeleider2",
    "begeleider3",
    "teamleider",
    "planner",
    "management",
    "auditor",
    "ombuds",
    "fg",
    "beheer",
)
#: Somebody about whom beheer can do everything.
LEAVER = uuid4()
STAND_IN, STRANGER = "begeleider2", "begeleider3"
#: The unit at whose meeting each case is brought, by its mark: a meeting of its own.
MEETINGS = {"Aa": "NN", "Bb": "ON", "Cc": "MN", "Dd": "NH", "Ff": "DH"}


@dataclass(frozen=True)
class Planted:
    """A case with its words: who the client is, and what was said. `open_to` may read them.

    Somebody at home may read the words `at_home` alone.
    """

    case_id: CaseId
    number: str
    words: tuple[str, ...]
    open_to: frozenset[str]
    covered: bool = False
    allowed: bool = False
    at_home: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Crowd:
    """Everybody with a browser, and every case; "" is somebody who is not logged in, "thuis1" at home.

    `calendars` are the private addresses of whoever can have one.
    """

    house: House
    browsers: Mapping[str, TestClient]
    cases: tuple[Planted, ...]
    draft_id: UUID
    label_id: UUID
    forgotten: Planted
    calendars: tuple[str, ...]
    again: Callable[[str], TestClient] = field(repr=False)

    @property
    def names(self) -> Iterator[str]:
        """Everybody, staff first, then the clients and somebody at home."""
        return iter(self.browsers)


@pytest.fixture
def app(house: House) -> FastAPI:
    """The application as it is served."""
    return application.make(house)


@pytest.fixture
def crowd(
    app: FastAPI,
    house: House,
    joining: Callable[[str], Account],
    give: Callable[..., Any],
    log_in: Callable[[str], TestClient],
) -> Crowd:
    """Two cases with a stand-in that the ombudsfunctionaris may read, one with neither, one of a partner."""
    for name in STAFF:
        joining(name)
    browsers = {name: log_in(name) for name in STAFF}
    team = frozenset({"begeleider", STAND_IN, "ombuds"})
    cases = (
        _case(house, give, "Aa", "begeleider", team, anonymous=True, covered=True, allowed=True),
        _case(house, give, "Bb", "begeleider", team, anonymous=False, covered=True, allowed=True),
        _case(house, give, "Cc", "begeleider", frozenset({"begeleider"}), anonymous=True),
        _case(house, give, "Dd", STRANGER, frozenset({STRANGER}), anonymous=True, target_group="family"),
    )
    nobody = a_browser(app)
    clients = {
        f"client{place}": _client(app, house, case, f"client{place}") for place, case in enumerate(cases, 1)
    }
    clients["thuis1"] = _at_home(app, house, cases[0])
    draft_id, label_id = uuid4(), uuid4()
    Drafts(house).keep(actor_of("begeleider"), Draft(draft_id, REGISTRATION), lambda body: body)
    leaver = Account("weg", "Wie Weggaat", Role.MANAGEMENT, LEAVER)
    Accounts(house.database, QUICK).add(leaver, "een lange zin")
    house.desk.handle(AddStaffMember(staff_id=LEAVER, name=leaver.name, role=leaver.role), BEHEER)
    added = house.desk.handle(AddPlaceholder(staff_id=label_id, label="mw 3"), IMPORTER)
    house.wait_for(added.position)
    forgotten = _case(house, give, "Ff", "begeleider", frozenset(), anonymous=True, covered=True)
    _forget(house, give, forgotten)
    everybody = {"": nobody, **browsers, **clients}
    return Crowd(house, everybody, cases, draft_id, label_id, forgotten, _calendars(house), log_in)


def _calendars(house: House) -> tuple[str, ...]:
    """Give everybody who can have one a calendar address."""
    feeds, guides = CalendarFeeds(house.database), [name for name in STAFF if name.startswith("begeleider")]
    names = [*guides, *(f"client{place}" for place in range(1, 5))]
    return tuple(f"/agenda/{feeds.make(name, WORDS[0])}.ics" for name in names)


def _forget(house: House, give: Callable[..., Any], case: Planted) -> None:
    """Let everything of a client go, as two people who may do that do."""
    asked = RequestErasure(case_id=case.case_id, number=case.number, ground="client_request")
    give(asked, "beheer")
    give(ApproveErasure(case_id=case.case_id), "fg")
    house.wait_for(house.forget(case.case_id, case.number, actor_of("fg")).position)


def _case(
    house: House,
    give: Callable[..., Any],
    mark: str,
    by: str,
    open_to: frozenset[str],
    *,
    anonymous: bool,
    covered: bool = False,
    allowed: bool = False,
    target_group: str = "current_staff",
) -> Planted:
    case_id = CaseId(uuid4())
    number = house.desk.next_case_number(clock.today().year)
    planted: list[str] = []

    def word(what: str) -> str:
        planted.append(f"Zqx{mark}{what}")
        return planted[-1]

    today = clock.today()
    the: dict[str, Any] = {"case_id": case_id}
    commands: list[Any] = [
        RegisterCase(
            number=number,
            target_group=target_group,
            client_name=word("naam"),
            contact_wish=word("wens"),
            anonymous_to_employer=anonymous,
            **the,
        ),
        AssignBegeleider(begeleider_id=staff_id_of(by), **the),
        HoldIntake(
            held_on=today,
            help_primary="sleep",
            weapon_access="no",
            expectation=word("verwachting"),
            note=word("intake"),
            **the,
        ),
        SetGoal(goal_id=uuid4(), words=word("doel"), approach=word("aanpak"), **the),
        HoldTalk(
            talk_id=uuid4(), held_at=clock.now(), channel="phone", note=word("gesprek"), crisis=True, **the
        ),
        PlanTalk(
            talk_id=uuid4(), planned_for=clock.now() + timedelta(days=2), channel="phone", crisis=True, **the
        ),
        OpenSafetyTask(task_id=uuid4(), note=word("zorg"), **the),
        DecideReferral(
            referral_id=uuid4(),
            target="general_practitioner",
            identifying=False,
            reason=word("verwijzing"),
            **the,
        ),
        AddNote(text=word("notitie"), **the),
        _brought("regional", MEETINGS[mark], word("vraag"), **the),
        SetContactWishes(wanted="email", email=f"{word('post')}@voorbeeld.test", **the),
    ]
    if by == STRANGER:
        commands.append(_brought("internal", None, "Wat helpt?", **the))
    if covered:
        commands.append(
            GrantCover(begeleider_id=staff_id_of(STAND_IN), until=today + timedelta(days=7), **the)
        )
    if allowed:
        commands.append(
            RecordConsent(
                line_id=uuid4(),
                recipient="ombuds_officer",
                purpose="inspection",
                data_class="full_dossier",
                decision="granted",
                valid_from=today,
                valid_until=today + timedelta(days=7),
                given_by="told",
                **the,
            )
        )
    first, *later = commands
    give(first, by, *later)
    at_home = frozenset(one for one in planted if one.endswith("doel"))
    return Planted(case_id, number, tuple(planted), open_to, covered, allowed, at_home)


def _brought(forum: Any, unit: str | None, question: str, **the: Any) -> PutOnAgenda:
    """Return the order to put a case on an agenda as a subject: our own team's all begeleiders see."""
    return PutOnAgenda(
        item_id=uuid4(),
        forum=forum,
        unit=unit,
        told_as="theme",
        meeting_on=clock.today() + timedelta(days=3),
        theme="sleep",
        question=question,
        agreed_on=clock.today(),
        agreed_how="in_talk",
        **the,
    )


def _client(app: FastAPI, house: House, case: Planted, username: str) -> TestClient:
    account = Account(username, f"Schuilnaam {username}", Role.CLIENT, case_id=case.case_id)
    return _browser_of(app, house, account)


def _at_home(app: FastAPI, house: House, case: Planted) -> TestClient:
    """Let a client show their goals at home, to somebody who opened an account."""
    invitation_id, client = uuid4(), Actor("client", "", Role.CLIENT, case_id=case.case_id)
    invited = InviteHomeFront(
        case_id=case.case_id,
        invitation_id=invitation_id,
        called="Thuis",
        parts=("goals",),
        until=clock.today(),
    )
    house.wait_for(house.desk.handle(invited, client).position)
    account = Account("thuis1", "Strandloper", Role.HOME_FRONT, case_id=case.case_id, at_home=invitation_id)
    return _browser_of(app, house, account)


def _browser_of(app: FastAPI, house: House, account: Account) -> TestClient:
    Accounts(house.database, QUICK).add(account, "een lange zin")
    return let_in(a_browser(app), house, account.username)
