"""How far the read models are, for callers that wait for a position: one of them asks for all."""

from collections.abc import Callable
from threading import Condition
from time import monotonic

FIRST_PAUSE, LONGEST_PAUSE = 0.001, 0.05


class Waiting:
    """Lets threads wait until the read models have reached a position.

    Whoever draws read models in this process tells it; for what is drawn elsewhere one waiting thread asks,
    less and less often. Positions only grow.
    """

    def __init__(self, ask: Callable[[], int]) -> None:
        self._ask = ask
        self._changed = Condition()
        self._known = 0
        self._somebody_asks = False

    def told(self, position: int) -> None:
        """Take in that every read model has reached a position."""
        with self._changed:
            if position > self._known:
                self._known = position
                self._changed.notify_all()

    def wait_for(self, position: int, seconds: float) -> bool:
        """Wait until every read model has reached `position`; say whether that happened in time."""
        deadline = monotonic() + seconds
        asks, pause = False, FIRST_PAUSE
        try:
            while True:
                with self._changed:
                    if self._known >= position:
                        return True
                    left = deadline - monotonic()
                    if left <= 0:
                        return False
                    if not asks and self._somebody_asks:
                        self._changed.wait(left)
                        continue
                    asks = self._somebody_asks = True
                self.told(self._ask())
                with self._changed:
                    if self._known < position:
                        self._changed.wait(min(pause, left))
                pause = min(pause * 1.5, LONGEST_PAUSE)
        finally:
            if asks:
                with self._changed:
                    self._somebody_asks = False
                    # The next of those that still wait asks.
                    self._changed.notify_all()
