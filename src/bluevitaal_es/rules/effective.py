"""Which facts hold: a correction puts another fact in the place of an earlier one, or takes it away."""

import json
from collections.abc import Iterable, Sequence

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.case import FactCorrected
from bluevitaal_es.events.recorded import Recorded


def replacement_of(correction: FactCorrected) -> Event | None:
    """Return the fact that a correction puts in place, or None when it only takes the old one away."""
    if correction.replacement is None:
        return None
    event_type = EVENT_TYPES[correction.original_type]
    if correction.replacement_form == event_type.form:
        return event_type.model_validate_json(correction.replacement)
    raised = event_type.raised(correction.replacement_form, json.loads(correction.replacement))
    return event_type.model_validate_json(json.dumps(raised))


def as_replacement(event: Event) -> str:
    """Return an event in the text form that `FactCorrected.replacement` keeps."""
    return json.dumps(json.loads(event.as_json()), ensure_ascii=False, sort_keys=True)


def corrections_by_version(history: Iterable[Recorded]) -> dict[int, Recorded]:
    """Return, for each corrected version, the newest correction of it."""
    newest: dict[int, Recorded] = {}
    for recorded in history:
        if isinstance(recorded.event, FactCorrected):
            newest[recorded.event.version] = recorded
    return newest


def effective(history: Sequence[Recorded]) -> list[Recorded]:
    """Return the facts of one stream that hold, in stream order, corrected ones with their new content.

    Retracted facts and the corrections themselves are left out. A fact keeps its version, position and
    maker; `happened_at` follows the correction when that names another moment.
    """
    newest = corrections_by_version(history)
    if not newest:
        return list(history)
    holding: list[Recorded] = []
    for recorded in history:
        if isinstance(recorded.event, FactCorrected):
            continue
        found = newest.get(recorded.version)
        if found is None:
            holding.append(recorded)
            continue
        correction = found.event
        assert isinstance(correction, FactCorrected)
        event = replacement_of(correction)
        if event is not None:
            holding.append(recorded.holding(event, correction.happened_at or recorded.happened_at))
    return holding
