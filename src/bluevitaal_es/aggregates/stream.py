"""A kind of stream: the empty state and how one more fact changes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bluevitaal_es.events.recorded import Recorded

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Stream(Generic[State]):
    """The fold of one kind of stream: `empty` is where a life starts, `evolve` takes one fact that holds."""

    name: str
    empty: State
    evolve: Callable[[State, Recorded], State]

    def fold(self, facts: Iterable[Recorded]) -> State:
        """Return the state after `facts`, which hold and stand in stream order."""
        state = self.empty
        for recorded in facts:
            state = self.evolve(state, recorded)
        return state
