import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.events.case import GoalRated, GoalSet
from tests.lives import closed, goal, rated, registered
from tests.spec import BRAM, CASE, CLIENT, given, uid

SET = SetGoal(case_id=CASE, goal_id=uid("goal"), words="Weer slapen", approach="Elke dag naar buiten")


def rate(rating: int) -> RateGoal:
    return RateGoal(case_id=CASE, goal_id=uid("goal"), rater="client", rating=rating)


def test_sets_a_goal_in_the_clients_words_with_the_agreed_approach() -> None:
    given(registered()).when(SET).then(
        GoalSet(goal_id=uid("goal"), words="Weer slapen", approach="Elke dag naar buiten")
    )


def test_is_silent_when_the_goal_was_set_before() -> None:
    given(registered(), goal()).when(SET).then_nothing()


def test_refuses_to_set_a_goal_in_a_closed_case() -> None:
    given(registered(), closed()).when(SET).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(registered()).by(BRAM).when(SET).then_refused(refusals.NotAllowed)
    given(registered(), goal()).by(BRAM).when(rate(5)).then_refused(refusals.NotAllowed)


@pytest.mark.requirement("S-038")
@pytest.mark.parametrize("rating", [0, 10])
def test_rates_from_nought_to_ten(rating: int) -> None:
    given(registered(), goal()).when(rate(rating)).then(rated("client", rating))


def test_rates_with_a_note_and_more_than_once() -> None:
    command = RateGoal(case_id=CASE, goal_id=uid("goal"), rater="begeleider", rating=6, note="Gaat beter")

    given(registered(), goal(), rated("begeleider", 4)).when(command).then(
        GoalRated(goal_id=uid("goal"), rater="begeleider", rating=6, note="Gaat beter")
    )


@pytest.mark.parametrize("rating", [-1, 11])
def test_refuses_a_rating_outside_the_scale(rating: int) -> None:
    given(registered(), goal()).when(rate(rating)).then_refused(
        refusals.RatingIsOutOfRange, lowest=0, highest=10
    )


def test_refuses_to_rate_a_goal_that_is_not_known() -> None:
    given(registered(), goal("another")).when(rate(5)).then_refused(refusals.GoalIsNotKnown)


def test_refuses_to_rate_in_a_closed_case() -> None:
    given(registered(), goal(), closed()).when(rate(5)).then_refused(refusals.CaseIsClosed)


def test_lets_clients_set_and_rate_goals_of_their_own() -> None:
    own = SetGoal(case_id=CASE, goal_id=uid("goal"), words="Weer slapen")

    given(registered()).by(CLIENT).when(own).then(GoalSet(goal_id=uid("goal"), words="Weer slapen"))
    given(registered(), goal()).by(CLIENT).when(rate(5)).then(rated("client", 5))


def test_refuses_a_client_who_speaks_for_the_begeleider() -> None:
    for_another = RateGoal(case_id=CASE, goal_id=uid("goal"), rater="begeleider", rating=5)

    given(registered(), goal()).by(CLIENT).when(for_another).then_refused(refusals.NotAllowed)
