from datetime import date, timedelta
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from bluevitaal_es.access import Act, Actor, Guest, may
from bluevitaal_es.aggregates.case import CASE as STREAM
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.invite_home_front import EndHomeFront, InviteHomeFront, JoinAtHome
from bluevitaal_es.events.case import ConsentRecorded
from bluevitaal_es.events.portal import HomeFrontEnded, HomeFrontInvited, HomeFrontJoined
from bluevitaal_es.rules.effective import effective
from bluevitaal_es.rules.portal import parts_at_home
from bluevitaal_es.vocabulary import Role
from tests.lives import closed, consent, registered, withdrawn
from tests.spec import CASE, CLIENT, Dated, Given, given, moment, uid

UNTIL = date(2026, 3, 1)
INVITED = HomeFrontInvited(
    invitation_id=uid("home"), called="Mijn partner", parts=("next_talk", "goals"), until=UNTIL
)
ENDED = HomeFrontEnded(invitation_id=uid("home"))
JOINED = HomeFrontJoined(invitation_id=uid("home"), code_id=uid("code"))
JOIN = JoinAtHome(case_id=CASE, code_id=uid("code"))
HOME = Actor("home", "Strandloper", Role.HOME_FRONT, guest=Guest(CASE, uid("home")))
END = EndHomeFront(case_id=CASE, invitation_id=uid("home"))


def invite(**fields: Any) -> InviteHomeFront:
    given_fields = {"called": "Mijn partner", "parts": ("next_talk", "goals"), "until": UNTIL, **fields}
    return InviteHomeFront(case_id=CASE, invitation_id=uid("home"), **given_fields)


def home_consent(data_class: str) -> ConsentRecorded:
    return consent("partner", purpose="home_front", data_class=data_class, line=f"home {data_class}")


def shown(life: Given, on: str = "2026-02-01") -> tuple[str, ...]:
    case = STREAM.fold(effective(life.recorded))
    invitation = case.clock.portal.invitations[uid("home")]
    return parts_at_home(invitation, case.consents, moment(on))


def test_records_the_consent_that_it_rests_on_where_it_lacks() -> None:
    facts = given(registered()).by(CLIENT).when(invite()).events
    lines = {fact.data_class: fact for fact in facts if isinstance(fact, ConsentRecorded)}

    assert facts[-1] == INVITED
    assert set(lines) == {"client_fact", "goals_and_progress"}
    assert all((one.recipient, one.purpose) == ("partner", "home_front") for one in lines.values())
    assert all((one.valid_until, one.given_by) == (UNTIL, "signed_on_screen") for one in lines.values())
    assert lines["client_fact"].line_id == uuid5(uid("home"), "client_fact")


def test_asks_no_consent_anew_that_is_in_force_until_the_end() -> None:
    given(registered(), home_consent("goals_and_progress")).by(CLIENT).when(invite()).then(INVITED)


@pytest.mark.parametrize("parts", [(), ("next_talk", "everything")])
def test_refuses_parts_that_are_none(parts: tuple[str, ...]) -> None:
    given(registered()).by(CLIENT).when(invite(parts=parts)).then_refused(refusals.HomeFrontNeedsParts)


@pytest.mark.parametrize("until", [date(2026, 1, 11), date(2027, 2, 1)])
def test_refuses_an_end_that_is_past_or_too_far(until: date) -> None:
    given(registered()).by(CLIENT).when(invite(until=until)).then_refused(refusals.HomeFrontEndsTooLate)


def test_lets_the_client_alone_choose() -> None:
    given(registered()).when(invite()).then_refused(refusals.NotAllowed)
    given(registered(), INVITED).when(END).then_refused(refusals.NotAllowed)


def test_ends_it_once_after_closing_too() -> None:
    given(registered(), INVITED, closed()).by(CLIENT).when(END).then(ENDED)
    given(registered(), INVITED, ENDED).by(CLIENT).when(END).then_refused(refusals.HomeFrontIsNotInvited)
    given(registered()).by(CLIENT).when(END).then_refused(refusals.HomeFrontIsNotInvited)


def test_shows_at_home_what_was_chosen_while_consent_is_in_force() -> None:
    life = (registered(), home_consent("goals_and_progress"), INVITED)

    assert shown(given(*life)) == ("next_talk", "goals")
    assert shown(given(*life, withdrawn("home goals_and_progress"))) == ()
    assert shown(given(*life, ENDED)) == ()
    assert shown(given(*life), "2026-03-02") == ()
    assert shown(given(registered(), home_consent("client_fact"), INVITED)) == ("next_talk",)


def test_lets_somebody_at_home_open_an_account_while_something_is_shown() -> None:
    life = (registered(), home_consent("goals_and_progress"), INVITED)
    another = Actor("home", "", Role.HOME_FRONT, guest=Guest(CASE, uid("another")))

    given(*life).by(HOME).when(JOIN).then(JOINED)
    given(*life, closed()).by(HOME).when(JOIN).then(JOINED)
    given(*life, JOINED).by(HOME).when(JOIN).then_nothing()
    given(*life).at("2026-03-01 23:59").by(HOME).when(JOIN).then(JOINED)
    given(*life).at("2026-03-02 00:00").by(HOME).when(JOIN).then_refused(refusals.NotAllowed)
    for nothing in (ENDED, withdrawn("home goals_and_progress")):
        given(*life, nothing).by(HOME).when(JOIN).then_refused(refusals.NotAllowed)
    for nobody in (another, CLIENT):
        given(*life).by(nobody).when(JOIN).then_refused(refusals.NotAllowed)


SAID = [
    INVITED,
    ENDED,
    home_consent("goals_and_progress"),
    home_consent("goals_and_progress").model_copy(update={"valid_until": date(2026, 1, 9)}),
    home_consent("client_fact").model_copy(update={"valid_from": date(2026, 1, 8)}),
    home_consent("goals_and_progress").model_copy(update={"decision": "refused", "line_id": uid("no")}),
    withdrawn("home goals_and_progress"),
    withdrawn("home client_fact"),
]


@any_of(st.lists(st.sampled_from(SAID), max_size=8), st.lists(st.integers(0, 200), min_size=8, max_size=8))
def test_ties_somebody_at_home_exactly_while_the_gate_lets_something_out(
    said: list[Any], steps: list[int]
) -> None:
    begin = moment("2026-01-05")
    facts = [
        Dated(fact, begin + timedelta(hours=sum(steps[: place + 1]) % 200), begin)
        for place, fact in enumerate(said)
    ]
    case = STREAM.fold(effective(given(registered(), *facts).recorded))
    invitation = case.clock.portal.invitations.get(uid("home"))

    for moment_asked in (begin + timedelta(hours=half / 2) for half in range(0, 420, 7)):
        shown = parts_at_home(invitation, case.consents, moment_asked) if invitation else ()
        assert may(HOME, Act.SEE_AT_HOME, case.involvement, at=moment_asked) == bool(shown)
