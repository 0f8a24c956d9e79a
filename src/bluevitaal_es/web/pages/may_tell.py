"""May this go to that recipient: a question about consent, now or on a day, with the lines that answer it."""

from collections.abc import Iterable

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import Code, catalogue
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.rules.consent import Answer, WhyNot, as_of, may_tell
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.code_texts import code_label, in_sentence, listed
from bluevitaal_es.web.dutch import Month, dutch_date, dutch_moment, parse_date
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.case_words import consent_line, consent_period
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, visitor

router = APIRouter(dependencies=LOGGED_IN)

WHY_NOT = {
    WhyNot.NEVER_GIVEN: "Hiervoor heeft de cliënt nooit toestemming gegeven.",
    WhyNot.REFUSED: "De cliënt heeft dit geweigerd.",
    WhyNot.WITHDRAWN: "De cliënt heeft de toestemming ingetrokken.",
    WhyNot.OVER: "De toestemming is voorbij of vervangen.",
    WhyNot.NOT_YET: "De toestemming geldt dan nog niet.",
}


@router.get("/trajecten/{number}/mag-dit")
def question_page(request: Request, number: str, actor: Actor = Depends(visitor)) -> Response:
    """Show the question and, once it was asked, the answer; to anybody else the case is not there."""
    dossier = house_of(request).case_file.dossier(actor, number)
    if dossier is None or not may(actor, Act.WORK_ON_CASE, dossier.involvement):
        return not_found(request)
    codes, asked = catalogue().consent, request.query_params
    fields = [
        _select("ontvanger", "Naar wie?", codes.recipients, asked.get("ontvanger", "")),
        _select("waarvoor", "Waarvoor?", codes.purposes, asked.get("waarvoor", "")),
        _select("gegevens", "Welke gegevens?", codes.data_classes, asked.get("gegevens", "")),
        {"key": "dag", "label": "Op welke dag? (leeg = nu)", "kind": "date", "value": asked.get("dag", "")},
    ]
    return render(
        request,
        "may_tell.html",
        title="Mag dit naar …?",
        breadcrumbs=[("/", "Mijn werk"), (f"/trajecten/{number}", number)],
        number=number,
        fields=fields,
        wrong=_wrong(asked.get("dag", ""), asked),
        answer=_answered(dossier, dict(asked)),
    )


def _select(key: str, label: str, codes: Iterable[Code], value: str) -> dict[str, object]:
    offered = [(code.key, code.label) for code in codes if code.offered]
    return {
        "key": key,
        "label": label,
        "kind": "select",
        "value": value,
        "options": [("", "Kies"), *offered],
    }


def _wrong(day: str, asked: object) -> str:
    """Return what must be filled in otherwise, "" when nothing must or nothing was asked yet."""
    if not asked:
        return ""
    parsed = parse_date(day) if day.strip() else clock.today()
    if parsed is None or isinstance(parsed, Month):
        return "Vul de dag in als 27-3-2026, of laat hem leeg voor nu."
    return ""


def _answered(dossier: Dossier, asked: dict[str, str]) -> dict[str, object] | None:
    """Return the answer in words, or None while the question is not whole."""
    codes = catalogue().consent
    recipient, purpose, data_class = (asked.get(key, "") for key in ("ontvanger", "waarvoor", "gegevens"))
    typed = asked.get("dag", "").strip()
    day, now = parse_date(typed) if typed else clock.today(), clock.now()
    known = recipient in codes.recipients and purpose in codes.purposes and data_class in codes.data_classes
    if not known or day is None or isinstance(day, Month):
        return None
    answer = may_tell(dossier.consent_lines, recipient, purpose, (data_class,), as_of(day, now))
    who, why = in_sentence(code_label("recipient", recipient)), in_sentence(code_label("purpose", purpose))
    what = code_label("data_class", data_class)
    when = f"Nu, {dutch_moment(now)}" if day == clock.day_of(now) else f"Op {dutch_date(day)}"
    return {
        "yes": answer.yes,
        "text": f"{when}. {what}, naar {who}, voor {why}.",
        "why": _reasons(answer),
        "lines": [
            {"label": consent_line(line), "value": consent_period(line)}
            for line in dossier.consents
            if line.line_id in answer.lines
        ],
        "record": f"/trajecten/{dossier.number}/toestemming?ontvanger={recipient}&waarvoor={purpose}"
        f"&gegevens={data_class}",
    }


def _reasons(answer: Answer) -> str:
    return listed([WHY_NOT[why] for _, why in answer.missing])
