"""Duties in Dutch: what the next step is, why it is due, and the form where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.web.dutch import WEEKDAYS, dutch_count, dutch_date, dutch_time


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind of duty asks: the step, the page under the case where it is done, and the button to it.

    `name` is the query parameter that carries which talk, decision, task or referral it is about.
    """

    step: str
    page: str
    action: str
    name: str = ""


STEPS: Final[dict[str, Step]] = {
    "safety": Step("Veiligheid beoordelen", "veiligheid", "Beoordelen", "taak"),
    "assign": Step("Begeleider toewijzen", "toewijzen", "Toewijzen"),
    "intake": Step("Intake houden", "intake", "Intake vastleggen"),
    "evaluation": Step("Evaluatie houden", "evaluatie", "Evaluatie vastleggen"),
    "talk_to_record": Step("Gesprek vastleggen", "gesprek-vastleggen", "Gesprek vastleggen", "gesprek"),
    "consult_or_refer": Step("Overleggen of verwijzen", "besluit", "Besluit vastleggen", "besluit"),
    "referral_to_send": Step("Verwijzing versturen", "verwijzing-versturen", "Versturen", "verwijzing"),
    "referral_answer": Step(
        "Antwoord vastleggen", "verwijzing-antwoord", "Antwoord vastleggen", "verwijzing"
    ),
    "breach": Step("Geheimhouding doorbreken?", "", "Beoordelen"),
    "message": Step("Bericht beantwoorden", "bericht", "Lezen en antwoorden"),
    "low_rating": Step("Lage beoordeling lezen", "beoordeling", "Lezen en oppakken", "gesprek"),
    "notice": Step("Cliënt bellen", "niet-gestuurd", "Bellen en afhandelen", "bericht"),
    "client_request": Step("Verzoek beantwoorden", "verzoek", "Beantwoorden", "verzoek"),
    "discussion": Step("Bespreking vastleggen", "besproken", "Vastleggen", "bespreking"),
    "first_request": Step("Contact opnemen na een aanvraag", "", "Openen", "aanvraag"),
    "take_off_agenda": Step("Haal van de agenda", "van-agenda", "Van de agenda halen", "bespreking"),
}

#: What is done then, of what is yet to come.
_AHEAD: Final = {"talk_to_record": "Gesprek voeren", "discussion": "Bespreken in overleg"}


def step_of(duty: DutyRow) -> str:
    """Return the next step: "Verwijzing versturen: huisarts"."""
    if is_ahead(duty):
        return _AHEAD[duty.kind]
    step = STEPS[duty.kind].step
    return f"{step}: {_target(duty)}" if duty.kind in ("referral_to_send", "referral_answer") else step


def why_of(duty: DutyRow) -> str:
    """Return why it is due: the rule that makes it so, with the numbers and days of this duty."""
    return WHY[duty.rule](duty)


def action_of(duty: DutyRow) -> tuple[str, str]:
    """Return the address of the form where the duty is done, and what the button to it says."""
    if is_ahead(duty):
        return f"/trajecten/{duty.number}", "Traject openen"
    if duty.kind == "breach":
        return f"/noodprocedure/{duty.number}/{duty.key.removeprefix('breach:')}", STEPS[duty.kind].action
    step = STEPS[duty.kind]
    href = f"/trajecten/{duty.number}/{step.page}"
    _, _, subject = duty.key.partition(":")
    return (f"{href}?{step.name}={subject}" if step.name else href), step.action


def is_ahead(duty: DutyRow) -> bool:
    """Whether it is a talk or discussion that has yet to come; there is nothing to record until then."""
    return duty.kind in _AHEAD and duty.since > clock.now()


def _assignment(duty: DutyRow) -> str:
    return f"Aangemeld op {_day(duty.since)}, nog geen begeleider (norm: {_working_days(duty.count)})."


def _intake(duty: DutyRow) -> str:
    return f"Aangemeld op {_day(duty.since)}, nog geen intake (norm: {_days(duty.count)})."


def _talks(duty: DutyRow) -> str:
    return f"{dutch_count(duty.count, 'gesprek', 'gesprekken')} sinds {_last_evaluation(duty)}."


def _weeks(duty: DutyRow) -> str:
    return f"Uiterlijk {dutch_count(duty.count, 'week', 'weken')} na {_last_evaluation(duty)}."


def _postponed(duty: DutyRow) -> str:
    return f"De evaluatie is uitgesteld tot en met {_day(duty.due_at)}."


def _planned(duty: DutyRow) -> str:
    weekday = WEEKDAYS[duty.since.astimezone(clock.AMSTERDAM).weekday()]
    when = f"{weekday} {_day(duty.since)} om {dutch_time(duty.since)} uur"
    if is_ahead(duty):
        return f"Gepland op {when}."
    return f"Het gesprek was gepland op {when} (norm: binnen {_working_days(duty.count)} vastleggen)."


def _score(duty: DutyRow) -> str:
    instrument = catalogue().instruments.get(duty.subject or "")
    days = _working_days(catalogue().norms.consult_or_refer_working_days)
    if instrument is None:
        return f"Een score van {_day(duty.since)} vraagt een besluit (norm: {days})."
    side = "onder" if instrument.direction == "low_is_worse" else "over"
    return (
        f"Score {duty.count} op de {instrument.short_name} van {_day(duty.since)},"
        f" op of {side} de grens van {instrument.cut_off} (norm: {days})."
    )


def _safety(duty: DutyRow) -> str:
    at = f"{_day(duty.since)}, {dutch_time(duty.since)} uur"
    until = f"{_day(duty.due_at)}, {dutch_time(duty.due_at)} uur"
    sign = "De zorg die is gemeld op" if duty.subject == "acute_concern" else "Een antwoord van"
    return f"{sign} {at} kan op gevaar wijzen. Iemand van ons beoordeelt dat vóór {until}."


def _not_sent(duty: DutyRow) -> str:
    return f"Besloten op {_day(duty.since)}, nog niet verstuurd (norm: {_working_days(duty.count)})."


def _not_answered(duty: DutyRow) -> str:
    return f"Verstuurd op {_day(duty.since)}, nog geen antwoord (norm: {_days(duty.count)})."


def _breach(duty: DutyRow) -> str:
    at, until = f"{_day(duty.since)}, {dutch_time(duty.since)} uur", f"{dutch_time(duty.due_at)} uur"
    return f"Gevraagd op {at}. Een tweede persoon beoordeelt dit vóór {until}."


def _wrote(duty: DutyRow) -> str:
    messages = dutch_count(duty.count, "nieuw bericht", "nieuwe berichten").capitalize()
    return f"{messages} van de cliënt, sinds {_day(duty.since)} (norm: {_working_days(_message_days())})."


def _message_days() -> int:
    return catalogue().norms.message_answer_working_days


def _rated_low(duty: DutyRow) -> str:
    return f"De cliënt zei op {_day(duty.since)} dat een gesprek niet goed was. Lees dit dezelfde dag."


def _client_asked(duty: DutyRow) -> str:
    what = "maakte bezwaar" if duty.subject == "objection" else "vroeg om een verbetering"
    return f"De cliënt {what} op {_day(duty.since)}. Het antwoord komt binnen een maand (wet)."


_CONFERENCES: Final = {"internal": "overleg van het eigen team", "regional": "regionale overleg"}


def _on_agenda(duty: DutyRow) -> str:
    where = _CONFERENCES.get(duty.subject or "", "overleg")
    if is_ahead(duty):
        return f"Staat op de agenda van het {where} op {_day(duty.since)}."
    is_today = clock.day_of(duty.since) == clock.today()
    when = "is vandaag" if is_today else f"was op {_day(duty.since)}"
    return f"Het {where} {when} (norm: binnen {_working_days(duty.count)} vastleggen)."


def _consent_ended(duty: DutyRow) -> str:
    return f"De cliënt vindt deze bespreking sinds {_day(duty.since)} niet meer goed."


def _notice(duty: DutyRow) -> str:
    text = catalogue().notices.texts.get(duty.subject or "")
    what = f"Het bericht “{text.label}”" if text else "Een bericht"
    return f"{what} kon op {_day(duty.since)} niet worden gestuurd. Bel de cliënt vandaag."


def _asked(duty: DutyRow) -> str:
    return f"Iemand zonder account wacht sinds {_day(duty.since)} op contact."


WHY: Final[dict[str, Callable[[DutyRow], str]]] = {
    "assignment_norm": _assignment,
    "intake_norm": _intake,
    "evaluation_talks": _talks,
    "evaluation_weeks": _weeks,
    "evaluation_postponed": _postponed,
    "planned_talk_passed": _planned,
    "score_at_cut_off": _score,
    "safety_signal": _safety,
    "decided_not_sent": _not_sent,
    "sent_not_answered": _not_answered,
    "breach_proposed": _breach,
    "client_wrote": _wrote,
    "talk_rated_low": _rated_low,
    "client_asked": _client_asked,
    "on_agenda": _on_agenda,
    "consent_ended": _consent_ended,
    "notice_not_sent": _notice,
    "request_norm": _asked,
    "request_again": _asked,
    "request_calls": _asked,
}


def _last_evaluation(duty: DutyRow) -> str:
    """Name what is counted from, as the rule says it in the duty's subject."""
    named = {
        "evaluation": "de laatste evaluatie",
        "postponement": "het uitstel",
        "reopening": "de heropening",
    }
    return f"{named.get(duty.subject or '', 'het begin')} op {_day(duty.since)}"


def _target(duty: DutyRow) -> str:
    target = catalogue().referral_targets.get(duty.subject or "")
    if target is None:
        return "ontvanger onbekend"
    label = target.label.removeprefix("Eenheid: ")
    is_a_name = label[1:] != label[1:].lower()
    return label if is_a_name else label.lower()


def _day(moment: datetime) -> str:
    """Return "3 maart", with the year only when that is not this year."""
    return dutch_date(moment).removesuffix(f" {clock.today().year}")


def _days(number: int) -> str:
    return dutch_count(number, "dag", "dagen")


def _working_days(number: int) -> str:
    return dutch_count(number, "werkdag", "werkdagen")
