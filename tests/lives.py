"""Facts with sensible defaults, so that a story names only what matters to it."""

from typing import Any

from bluevitaal_es.events import case as events
from tests.spec import Dated, day, moment, on, uid

SOURCE = events.ImportSource(file_sha256="0" * 64, sheet="Registraties", row=7, fingerprint="f" * 64)


def registered(**fields: Any) -> events.CaseRegistered:
    """Somebody asked for help, anonymously."""
    defaults = {"number": "T-2026-0001", "target_group": "current_staff", "anonymous_to_employer": True}
    return events.CaseRegistered(**{**defaults, **fields})


def assigned(to: str = "anna", **fields: Any) -> events.BegeleiderAssigned:
    """A begeleider took the case on."""
    return events.BegeleiderAssigned(begeleider_id=uid(to), **fields)


def intake(**fields: Any) -> events.IntakeHeld:
    """The intake was held."""
    return events.IntakeHeld(**{"help_primary": "ptsd", "procedure": "6305/1", **fields})


def goal(name: str = "goal", **fields: Any) -> events.GoalSet:
    """A goal was set."""
    known: dict[str, Any] = {"goal_id": uid(name), "words": "Weer slapen", "approach": "Elke dag naar buiten"}
    return events.GoalSet(**known | fields)


def rated(rater: str, rating: int = 7, name: str = "goal") -> events.GoalRated:
    """A goal was rated by one of the two."""
    fields: dict[str, Any] = {"goal_id": uid(name), "rater": rater, "rating": rating}
    return events.GoalRated(**fields)


def product(key: str = "long_term_support", **fields: Any) -> events.ProductStarted:
    """A product started, by default with 15 talks and an evaluation after every five talks or six weeks."""
    defaults = {
        "product": key,
        "product_version": "1",
        "max_talks": 15,
        "evaluation_every": 5,
        "evaluation_weeks": 6,
    }
    return events.ProductStarted(**{**defaults, **fields})


def planned(name: str = "talk", when: str = "2026-01-13 10:00", **fields: Any) -> events.TalkPlanned:
    """A talk was agreed."""
    defaults = {"talk_id": uid(name), "planned_for": moment(when), "channel": "face_to_face"}
    return events.TalkPlanned(**{**defaults, **fields})


def held(name: str = "talk", **fields: Any) -> events.TalkHeld:
    """A talk took place."""
    return events.TalkHeld(**{"talk_id": uid(name), "channel": "face_to_face", **fields})


def talks(count: int, first: str = "2026-01-06", *, start: int = 1, **fields: Any) -> list[Dated]:
    """So many talks were held, on that day one after the other."""
    return [on(f"{first} 1{n % 10}:00", held(f"talk {start + n}", **fields)) for n in range(count)]


def evaluation(**fields: Any) -> events.EvaluationHeld:
    """The evaluation was held, and the help goes on."""
    defaults = {
        "colleague": "Carla Collega",
        "dependency": "no",
        "conclusion": "Het gaat beter",
        "decision": "continue",
    }
    return events.EvaluationHeld(**{**defaults, **fields})


def postponed(until: str, **fields: Any) -> events.EvaluationPostponed:
    """The evaluation was put off."""
    return events.EvaluationPostponed(**{"until": day(until), "reason": "client_asked", **fields})


def consent(
    recipient: str = "general_practitioner",
    purpose: str = "referral",
    data_class: str = "help_question",
    *,
    line: str = "line",
    since: str = "2026-01-05",
    until: str | None = None,
    **fields: Any,
) -> events.ConsentRecorded:
    """The client allowed one recipient one class of data for one purpose."""
    defaults = {
        "line_id": uid(line),
        "recipient": recipient,
        "purpose": purpose,
        "data_class": data_class,
        "decision": "granted",
        "valid_from": day(since),
        "valid_until": day(until) if until else None,
        "text_version": "2026-1",
        "given_by": "signed_on_paper",
    }
    return events.ConsentRecorded(**{**defaults, **fields})


def withdrawn(line: str = "line") -> events.ConsentWithdrawn:
    """The client took a line back."""
    return events.ConsentWithdrawn(line_id=uid(line))


def result(instrument: str = "tsq", total: int = 7, **fields: Any) -> events.InstrumentRecorded:
    """A questionnaire was filled in, at its cut-off."""
    defaults = {
        "result_id": uid("result"),
        "instrument": instrument,
        "key_id": "tsq-2002",
        "answers": None,
        "total": total,
        "band": "positive",
        "at_or_over_cut_off": True,
        "interpretation": "valid",
    }
    return events.InstrumentRecorded(**{**defaults, **fields})


def decision_opened(name: str = "decision", due: str = "2026-01-12") -> events.ConsultOrReferOpened:
    """A score asked for a decision."""
    return events.ConsultOrReferOpened(
        decision_id=uid(name), result_id=uid("result"), instrument="tsq", total=7, due_on=day(due)
    )


def decision_settled(name: str = "decision") -> events.ConsultOrReferSettled:
    """The decision was taken."""
    return events.ConsultOrReferSettled(decision_id=uid(name), choice="consult", reason="Overlegd")


def safety_opened(name: str = "task", due: str = "2026-01-05 10:00") -> events.SafetyTaskOpened:
    """Somebody must look into what was said."""
    return events.SafetyTaskOpened(
        task_id=uid(name), trigger="acute_concern", note="Klonk somber", due_at=moment(due)
    )


def safety_settled(name: str = "task", **fields: Any) -> events.SafetyTaskSettled:
    """A human held the conversation."""
    defaults = {
        "task_id": uid(name),
        "outcome": "talked_no_acute_danger",
        "conversation": "Gesproken",
        "means_asked": True,
        "agreements": "Belt morgen",
    }
    return events.SafetyTaskSettled(**{**defaults, **fields})


def referral(
    name: str = "referral", target: str = "general_practitioner", **fields: Any
) -> events.ReferralDecided:
    """Client and begeleider agreed to refer, with the question for help."""
    defaults = {"referral_id": uid(name), "target": target, "data_classes": ("help_question",)}
    return events.ReferralDecided(**{**defaults, **fields})


def sent(name: str = "referral", line: str = "line", **fields: Any) -> events.ReferralSent:
    """The referral left the house."""
    return events.ReferralSent(**{"referral_id": uid(name), "consent_line_ids": (uid(line),), **fields})


def answered(name: str = "referral") -> events.ReferralAnswered:
    """The receiver let us know."""
    return events.ReferralAnswered(referral_id=uid(name), answer="accepted")


def dropped(name: str = "referral") -> events.ReferralDropped:
    """The referral will not be sent."""
    return events.ReferralDropped(referral_id=uid(name), reason="Toch niet nodig")


def closed(**fields: Any) -> events.CaseClosed:
    """The case ended."""
    return events.CaseClosed(**{"outcome": "can_go_on_alone", **fields})


def reopened() -> events.CaseReopened:
    """The case was taken up again."""
    return events.CaseReopened(reason="Belde opnieuw")


def corrected(
    version: int, original: events.CaseFact, replacement: str | None = None, when: str | None = None
) -> events.FactCorrected:
    """An earlier fact was put right, or taken away."""
    return events.FactCorrected(
        version=version,
        original_type=original.stored_as,
        replacement=replacement,
        happened_at=moment(when) if when else None,
        reason="typing_error",
    )


def running(*more: events.CaseFact | Dated) -> list[events.CaseFact | Dated]:
    """A case that Anna guides: assigned, intake held, with a product and a goal, and what more."""
    return [registered(), assigned(), intake(), product(), goal(), *more]
