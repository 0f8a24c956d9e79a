"""From answers to a score and what it may be taken to mean: the same for everybody (S-054)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bluevitaal_es.catalogue.instruments import Instrument

Interpretation = Literal["valid", "too_early", "with_caution"]


class AnswersRefused(ValueError):
    """The answers or the total cannot come from this questionnaire; `why` says what is wrong."""

    def __init__(
        self, instrument: str, why: Literal["count", "missing", "value", "total"], item: int | None
    ) -> None:
        super().__init__(f"{instrument}: {why}" + (f" at item {item}" if item else ""))
        self.instrument = instrument
        self.why = why
        self.item = item


@dataclass(frozen=True, slots=True)
class Score:
    """What one completion of a questionnaire comes to, under the scoring key `key_id`."""

    total: int
    band: str
    at_or_over_cut_off: bool
    """At the cut-off or beyond it on the side that is worse; for WHO-5 that is at or under it."""
    safety_items: tuple[int, ...]
    """Items whose answer calls a human; of a bare total only those that the total leaves no doubt about."""
    key_id: str
    subscales: tuple[tuple[str, int], ...] = ()


def score(instrument: Instrument, answers: Sequence[int | None]) -> Score:
    """Return the score of the answers, one for each item in the order of the items.

    No answer is guessed: raises AnswersRefused when one is missing, is not among the possible answers, or
    when there are too few or too many. None of these questionnaires defines how to fill a gap.
    """
    if len(answers) != len(instrument.items):
        raise AnswersRefused(instrument.key, "count", None)
    allowed = {answer.value for answer in instrument.answers}
    given: dict[int, int] = {}
    for item, answer in zip(instrument.items, answers, strict=True):
        if answer is None:
            raise AnswersRefused(instrument.key, "missing", item.number)
        if answer not in allowed:
            raise AnswersRefused(instrument.key, "value", item.number)
        given[item.number] = answer
    return _judged(
        instrument,
        sum(given.values()) * instrument.factor,
        tuple(safety.item for safety in instrument.safety_items if given[safety.item] >= safety.at_least),
        tuple((scale.key, sum(given[number] for number in scale.items)) for scale in instrument.subscales),
    )


def score_total_only(instrument: Instrument, total: int) -> Score:
    """Return the score of a total that was added up elsewhere; `total` is what the questionnaire ends in.

    Raises AnswersRefused when no answers could give this total.
    """
    possible = instrument.lowest <= total <= instrument.highest and total % instrument.factor == 0
    if not possible:
        raise AnswersRefused(instrument.key, "total", None)
    largest = max(answer.value for answer in instrument.answers)
    at_least = total // instrument.factor - largest * (len(instrument.items) - 1)
    certain = tuple(safety.item for safety in instrument.safety_items if at_least >= safety.at_least)
    return _judged(instrument, total, certain, ())


def interpretation(
    instrument: Instrument,
    completed_on: date,
    index_event_on: date | None,
    no_single_event: bool,
) -> Interpretation:
    """Return what a completion on this day may be taken to mean.

    Within `gate_days` of the event it is too early. Without one event, or when its day is not known, it must
    be read with caution. A questionnaire that asks for no event is always valid. Source of the four weeks:
    Brewin et al. 2002, and note 40 of the evaluation of the 24/7 Loket Politie (2014).
    """
    if instrument.gate_days == 0:
        return "valid"
    if no_single_event or index_event_on is None:
        return "with_caution"
    return "valid" if (completed_on - index_event_on).days >= instrument.gate_days else "too_early"


def _judged(
    instrument: Instrument,
    total: int,
    safety_items: tuple[int, ...],
    subscales: tuple[tuple[str, int], ...],
) -> Score:
    band = next(band.key for band in instrument.bands if band.first <= total <= band.last)
    worse = (
        total >= instrument.cut_off
        if instrument.direction == "high_is_worse"
        else total <= instrument.cut_off
    )
    return Score(total, band, worse, safety_items, instrument.key_id, subscales)
