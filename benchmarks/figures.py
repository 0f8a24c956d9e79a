"""A line of the table: what was measured, against which floor, and what it should be."""

from dataclasses import dataclass

from benchmarks.timing import Pace, middle, ratio

OURS, FLOOR, PEER = "ours", "floor", "peer"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `value` is a ratio to the floor, or milliseconds; `peer` the library's ratio.

    `more_is_better` is false for times: then `must` and `aim` are upper bounds.
    """

    what: str
    floor: str
    value: float
    must: float | None = None
    aim: float | None = None
    peer: float | None = None
    detail: str = ""
    more_is_better: bool = True
    unit: str = "×"

    def __str__(self) -> str:
        return f"{self.what:<55} {self.value:7.2f} {self.unit:<3} {self.verdict:<8} {self.detail}"

    @property
    def verdict(self) -> str:
        """Say in a word whether it is what it must be."""
        if self.must is None:
            return ""
        if self._reaches(self.aim):
            return "aim"
        return "met" if self._reaches(self.must) else "not met"

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
) -> Figure:
    """Return the figure of paces that took turns: ours, floor, maybe a peer; `unit` is what is counted."""
    ours, theirs = middle(paces[OURS]).per_second, middle(paces[FLOOR]).per_second
    return Figure(
        what,
        floor,
        ratio(paces, OURS, FLOOR),
        must,
        aim,
        ratio(paces, PEER, FLOOR) if PEER in paces else None,
        f"{ours:,.0f} against {theirs:,.0f} {unit} a second",
    )


def milliseconds(what: str, seconds: float, must: float | None = None) -> Figure:
    """Return the figure of a time that should be short; `must` is in milliseconds."""
    return Figure(what, "the clock", seconds * 1000, must=must, more_is_better=False, unit="ms")
