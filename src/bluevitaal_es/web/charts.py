"""Where the bars and lines of a chart stand, in per cent of its box; the macros only draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Bar:
    """One bar: `share` is its length in per cent of the longest, a `value` of None a hidden count."""

    label: str
    value: int | None
    share: float
    middle: float
    left: float
    width: float


@dataclass(frozen=True)
class Dot:
    """One score: `x` in per cent from the left, `y` in per cent from the top."""

    day: date
    value: int
    x: float
    y: float


@dataclass(frozen=True)
class ScoreLine:
    """The scores over time with the height of the cut-off and of the grid lines."""

    dots: tuple[Dot, ...]
    cutoff_y: float | None
    band: tuple[float, float] | None
    grid: tuple[tuple[int, float], ...]

    @property
    def segments(self) -> tuple[tuple[Dot, Dot], ...]:
        """Return the dots in pairs that a line joins."""
        return tuple(zip(self.dots, self.dots[1:], strict=False))


def bars(points: Sequence[tuple[str, int | None]]) -> tuple[Bar, ...]:
    """Return the bars of `points` (label and count; None where the count is hidden for being small)."""
    most = max((value or 0 for _, value in points), default=0) or 1
    slot = 100 / (len(points) or 1)
    return tuple(
        Bar(
            label=label,
            value=value,
            share=round(100 * (value or 0) / most, 2),
            middle=round((place + 0.5) * slot, 2),
            left=round((place + 0.18) * slot, 2),
            width=round(0.64 * slot, 2),
        )
        for place, (label, value) in enumerate(points)
    )


def score_line(
    points: Sequence[tuple[date, int]],
    maximum: int,
    cutoff: int | None = None,
    minimum: int = 0,
    band: tuple[int, int] | None = None,
) -> ScoreLine:
    """Return the line of scores by day, oldest first, on a scale from `minimum` to `maximum`.

    `band` holds the lowest and highest score that differ too little from the first to say anything; it comes
    back as its upper edge and its height.
    """
    ordered = sorted(points)
    days = (ordered[-1][0] - ordered[0][0]).days if ordered else 0
    first = ordered[0][0] if ordered else date.min

    def height(value: float) -> float:
        return round(94 - 88 * (value - minimum) / ((maximum - minimum) or 1), 2)

    dots = tuple(
        Dot(day, value, round(12 + (82 * (day - first).days / days if days else 41), 2), height(value))
        for day, value in ordered
    )
    grid = tuple((value, height(value)) for value in (minimum, (minimum + maximum) // 2, maximum))
    strip = (height(band[1]), round(height(band[0]) - height(band[1]), 2)) if band else None
    return ScoreLine(dots, None if cutoff is None else height(cutoff), strip, grid)
