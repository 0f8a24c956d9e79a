"""Random lives of a few cases, written into a log in the order in which they were recorded."""

from itertools import groupby

from hypothesis import strategies as st

from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store import Append, NewEvent
from bluevitaal_es.vocabulary import CaseId
from tests.acts import Life, acts, begun
from tests.spec import uid
from tests.world import World


@st.composite
def some_lives(draw: st.DrawFn) -> list[Life]:
    """Return the lives of one to three cases."""
    lives = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        life = begun(CaseId(uid(f"case {number}")), f"T-2026-{number:04}")
        for act in draw(st.lists(acts(), min_size=5, max_size=30)):
            life = life.try_out(act)
        lives.append(life)
    return lives


def write(world: World, lives: list[Life]) -> int:
    """Append what happened in these lives, command by command; return how many facts that were."""
    together = [
        list(facts) for life in lives for _, facts in groupby(life.history, lambda fact: fact.command_id)
    ]
    for facts in sorted(together, key=lambda facts: facts[0].recorded_at):
        world.store.append(_append(facts))
    return sum(len(life.history) for life in lives)


def _append(facts: list[Recorded]) -> Append:
    first = facts[0]
    return Append(
        stream_id=first.stream_id,
        expected_version=first.version - 1,
        events=[NewEvent(fact.event, fact.happened_at) for fact in facts],
        actor_id=first.actor_id,
        actor_role=first.actor_role,
        command_id=first.command_id,
        correlation_id=first.correlation_id,
        recorded_at=first.recorded_at,
    )
