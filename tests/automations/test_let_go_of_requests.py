"""Who takes a request back before anybody took it on leaves nothing but that it was so."""

from functools import partial

import pytest

from bluevitaal_es.access import asker
from bluevitaal_es.automations.let_go_of_requests import let_go_of_requests
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.answer_request import TakeRequest
from bluevitaal_es.commands.erasing import finish, let_go
from bluevitaal_es.commands.make_request import AskForContact, WithdrawRequest
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.store.forgetting import Forgetting
from bluevitaal_es.vocabulary import erasure_stream, request_reference
from tests.spec import ANNA, CASE, OFFICER, uid
from tests.world import World

REQUEST = uid("request")
TOKENS = ("Zonnebloemveld", "06 9876")


def asked(world: World) -> None:
    order = AskForContact(
        request_id=REQUEST, for_whom="other", reach="phone", phone=TOKENS[1], matter=TOKENS[0]
    )
    world.do(order, by=asker(REQUEST), at="2026-03-02")


def withdrawn(world: World) -> None:
    world.do(WithdrawRequest(request_id=REQUEST), by=asker(REQUEST), at="2026-03-03")


def forgetting_of(world: World) -> Forgetting:
    return Forgetting(world.database, world.store.recorder.keys)


def run(world: World) -> int:
    view = FirstRequestsView(world.database)
    gone = let_go_of_requests(partial(let_go, world.desk, forgetting_of(world)), view)
    world.projector.catch_up()
    return gone


def test_destroys_the_key_once_and_leaves_that_it_was_taken_back(world: World) -> None:
    asked(world)
    assert run(world) == 0
    withdrawn(world)
    told = world.log()[-1].happened_at

    assert run(world) == 1
    assert run(world) == 0

    stream = world.stream(REQUEST)
    assert [type(found.event) for found in stream] == [Forgotten, Forgotten]
    (row,) = FirstRequestsView(world.database).withdrawn(ANNA)
    assert (row.reference, row.ended_at) == (request_reference(REQUEST), told)
    before = world.tables()
    assert [token for token in TOKENS if token in str(before)] == []
    world.drop_views()
    world.projector.prepare()
    world.projector.catch_up()
    assert world.tables() == before


def test_finishes_what_was_broken_off_before_it_could_be_told(world: World) -> None:
    asked(world)
    withdrawn(world)
    forgetting_of(world).let_go(REQUEST, erasure_stream(REQUEST))

    assert list(finish(world.desk, forgetting_of(world), OFFICER)) == [REQUEST]
    world.projector.catch_up()
    assert run(world) == 0
    assert list(finish(world.desk, forgetting_of(world), OFFICER)) == []


def test_leaves_what_somebody_took_on_and_what_is_no_request_to_two_people(world: World) -> None:
    asked(world)
    world.do(TakeRequest(request_id=REQUEST), by=ANNA, at="2026-03-02")
    withdrawn(world)
    world.do(RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff"), at="2026-03-03")

    assert run(world) == 0
    for stream in (REQUEST, CASE):
        with pytest.raises(refusals.ErasureIsNotApproved):
            let_go(world.desk, forgetting_of(world), stream)
    assert not [found for found in world.log() if isinstance(found.event, Forgotten)]
