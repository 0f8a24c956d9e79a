"""What the page of a case says about duties, scores, consent and talks, in Dutch."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bluevitaal_es import clock
from bluevitaal_es.catalogue import Instrument, catalogue
from bluevitaal_es.projections.case_file.dossier import Consent, Dossier, Result, Talk
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.rules.duty import Duty, DutyKind
from bluevitaal_es.web.code_texts import band_label, code_label, in_sentence, listed
from bluevitaal_es.web.dutch import dutch_date, dutch_days_late, dutch_time
from bluevitaal_es.web.duty_words import action_of, step_of, why_of
from bluevitaal_es.web.rendering import environment

#: How near an evaluation or an answer must be before it may be the one thing to do.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class DutyLine:
    """One duty as the page of its case shows it; `kind` is that of a badge."""

    step: str
    why: str
    status: str
    kind: str
    due: datetime
    href: str
    action: str


def duty_why(dossier: Dossier, duty: Duty) -> str:
    """Return the rule that makes a duty of this case due, as a sentence."""
    return why_of(_row(dossier, duty))


def duty_lines(dossier: Dossier, now: datetime) -> tuple[DutyLine, ...]:
    """Return what must be done in a case: safety first, then what may press, soonest first.

    Talks that still have to come are no work yet.
    """
    due = [duty for duty in dossier.duties if duty.kind is not DutyKind.TALK_TO_RECORD or duty.since <= now]
    due.sort(key=lambda duty: (duty.kind is not DutyKind.SAFETY, not presses(duty, now), duty.due_at))
    return tuple(_line(dossier, duty, now) for duty in due)


def presses(duty: Duty, now: datetime) -> bool:
    """Say whether a duty may be the one thing to do now: not what is far off, nor a talk to come."""
    if duty.kind is DutyKind.TALK_TO_RECORD:
        return duty.since <= now
    waits = duty.kind in (DutyKind.EVALUATION, DutyKind.REFERRAL_ANSWER, DutyKind.CLIENT_REQUEST)
    return not waits or duty.due_at <= now + SOON


def _line(dossier: Dossier, duty: Duty, now: datetime) -> DutyLine:
    row = _row(dossier, duty)
    today = clock.day_of(duty.due_at) == clock.day_of(now)
    kind = "late" if duty.due_at < now else "today" if today else "planned"
    status = dutch_days_late(duty.due_at)
    if duty.kind is DutyKind.SAFETY:
        kind, status = (
            "safety",
            f"vóór {dutch_time(duty.due_at)} uur" if duty.due_at >= now else "zo snel mogelijk",
        )
    href, action = action_of(row)
    return DutyLine(step_of(row), why_of(row), status, kind, duty.due_at, href, action)


def _row(dossier: Dossier, duty: Duty) -> DutyRow:
    assert dossier.case_id is not None
    return DutyRow(
        case_id=dossier.case_id,
        key=duty.key,
        number=dossier.number,
        begeleider_id=dossier.begeleider_id,
        kind=str(duty.kind),
        rule=str(duty.rule),
        since=duty.since,
        due_at=duty.due_at,
        count=duty.count,
        subject=duty.subject,
        flagged=duty.key in dossier.clock.flagged,
    )


def talks_in_product(dossier: Dossier) -> int:
    """Return the talks that count for the running product: held since it started, crisis contact apart."""
    since = dossier.product.version if dossier.product else 0
    return sum(
        1 for talk in dossier.talks if talk.status == "held" and not talk.crisis and talk.version > since
    )


def next_talk(dossier: Dossier) -> Talk | None:
    """Return the planned talk that comes first."""
    planned = [talk for talk in dossier.talks if talk.status == "planned"]
    return min(planned, key=lambda talk: talk.at) if planned else None


def consent_line(line: Consent) -> str:
    """Return "Huisarts · Verwijzen · De hulpvraag"."""
    return " · ".join(
        code_label(field, getattr(line, field)) for field in ("recipient", "purpose", "data_class")
    )


def consent_period(line: Consent) -> str:
    """Return from when until when a line was given."""
    until = f"tot en met {dutch_date(line.valid_until)}" if line.valid_until else "tot de cliënt dit intrekt"
    return f"Vanaf {dutch_date(line.valid_from)} {until}"


def consent_state(line: Consent, on: date) -> tuple[str, str]:
    """Return how a line stands on a day, as a word and the kind of its badge."""
    if line.withdrawn:
        return "ingetrokken", "neutral"
    if not line.granted:
        return "geweigerd", "neutral"
    if line.in_force(on):
        return "geldt", "done"
    if line.ended_on is None and line.valid_from > on:
        return "geldt nog niet", "planned"
    return "geldt niet meer", "neutral"


def can_withdraw(line: Consent, on: date) -> bool:
    """Say whether a line still allows, or will allow, something that the client can take back."""
    return line.granted and line.ended_on is None and (line.valid_until is None or line.valid_until >= on)


def help_words(questions: tuple[str, ...]) -> str:
    """Return "slaapproblemen en alcohol", with a capital."""
    words = listed([in_sentence(code_label("help_others", one)) for one in questions])
    return words[:1].upper() + words[1:]


def cut_off_words(instrument: Instrument) -> str:
    """Return where the cut-off lies: "6 of hoger", for the WHO-5 "50 of lager"."""
    return f"{instrument.cut_off} of {'hoger' if instrument.direction == 'high_is_worse' else 'lager'}"


def score_words(result: Result) -> str:
    """Return what a score is, beside its cut-off: "Score 7 van 10: op of boven de grens van 6."."""
    instrument = catalogue().instruments.get(result.instrument)
    if instrument is None:
        return f"Score {result.total}."
    high = instrument.direction == "high_is_worse"
    if result.at_or_over_cut_off:
        side = "op of boven" if high else "op of onder"
    else:
        side = "onder" if high else "boven"
    return f"Score {result.total} van {instrument.highest}: {side} de grens van {instrument.cut_off}."


def reading_words(result: Result) -> str:
    """Return how far a score can be relied on; "" when there is nothing to say about that."""
    if result.interpretation == "too_early":
        return (
            "Het is nog geen vier weken na de gebeurtenis. De score zegt nu weinig: "
            "vul de lijst later opnieuw in."
        )
    if result.interpretation == "with_caution":
        return "Lees deze score voorzichtig: er is geen bekende dag van één gebeurtenis."
    return ""


def scores_by_instrument(dossier: Dossier) -> list[tuple[Instrument, list[tuple[date, int]]]]:
    """Return the scores over time of each questionnaire that was filled in at least twice."""
    found = []
    for instrument in catalogue().instruments.active():
        points = [
            (clock.day_of(one.completed_at), one.total)
            for one in dossier.results
            if one.instrument == instrument.key
        ]
        if len(points) > 1:
            found.append((instrument, sorted(points)))
    return found


environment().globals |= {
    "band_label": band_label,
    "can_withdraw": can_withdraw,
    "code_label": code_label,
    "consent_line": consent_line,
    "consent_period": consent_period,
    "consent_state": consent_state,
    "cut_off_words": cut_off_words,
    "help_words": help_words,
    "in_sentence": in_sentence,
    "reading_words": reading_words,
    "score_words": score_words,
    "scores_by_instrument": scores_by_instrument,
}
