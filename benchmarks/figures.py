"""A line of the table: what was measured, against which floor, and what it should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.timing import Pace, middle, ratio

OURS, FLOOR, PEER, MESSAGE_DB = "ours", "floor", "peer", "message-db"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `value` is a ratio to the floor, or milliseconds.

    `peers` holds the ratios of others by name, None for one that could not be had here. `more_is_better` is
    false for times: then `must` and `aim` are upper bounds.
    """

    what: str
    floor: str
    value: float
    must: float | None = None
    aim: float | None = None
    peers: Mapping[str, float | None] = field(default_factory=dict)
    detail: str = ""
    more_is_better: bool = True
    unit: str = "×"

    def __str__(self) -> str:
        peers = "".join(f", {name} {value:.2f}" for name, value in self.peers.items() if value is not None)
        return f"{self.what:<55} {self.value:7.2f} {self.unit:<3} {self.verdict:<8} {self.detail}{peers}"

    @property
    def verdict(self) -> str:
        """Say in a word whether it is what it must be."""
        if self.must is None:
            return ""
        if self._reaches(self.aim):
            return "aim"
        return "met" if self._reaches(self.must) else "not met"

    def behind(self, peer: str) -> bool:
        """Say whether a peer that was measured does as well or better."""
        theirs = self.peers.get(peer)
        if theirs is None:
            return False
        return theirs >= self.value if self.more_is_better else theirs <= self.value

    def _reaches(self, bound: float | None) -> bool:
        if bound is None:
            return False
        return self.value >= bound if self.more_is_better else self.value <= bound


def figure(
    what: str,
    floor: str,
    paces: dict[str, list[Pace]],
    must: float | None = None,
    aim: float | None = None,
    unit: str = "appends",
    peers: Sequence[str] = (),
) -> Figure:
    """Return the figure of paces that took turns: ours, floor, maybe peers; `unit` is what is counted."""
    ours, theirs = middle(paces[OURS]).per_second, middle(paces[FLOOR]).per_second
    return Figure(
        what,
        floor,
        ratio(paces, OURS, FLOOR),
        must,
        aim,
        {peer: ratio(paces, peer, FLOOR) if peer in paces else None for peer in peers},
        f"{ours:,.0f} against {theirs:,.0f} {unit} a second",
    )


def milliseconds(what: str, seconds: float, must: float | None = None) -> Figure:
    """Return the figure of a time that should be short; `must` is in milliseconds."""
    return Figure(what, "the clock", seconds * 1000, must=must, more_is_better=False, unit="ms")
