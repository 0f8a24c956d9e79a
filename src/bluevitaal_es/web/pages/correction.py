"""Put a fact of a case right, or strike it through, with a reason; the old one stays readable."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.commands.correct_fact import CorrectFact, corrected
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.projections.case_history.view import Entry, replacement
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.corrections import (
    CORRECTABLE,
    REMARK,
    WHEN,
    WHY,
    change_form,
    changes,
    initial,
    is_correctable,
    strike_form,
)
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Filled, Form
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.story import corrections_of, happened_at
from bluevitaal_es.web.texts import field_label, refusal, rows_of, sentence, shown, who

router = APIRouter(dependencies=LOGGED_IN)

_may_work = requires(Act.WORK_ON_CASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """The fact that is being put right: as it was recorded, and as it stands after earlier corrections."""

    number: str
    involvement: Involvement
    entry: Entry
    newest: Entry | None
    data: dict[str, Any]
    day: date
    version: int
    names: dict[str, str]

    @property
    def struck(self) -> bool:
        """Whether the fact was taken away already."""
        return self.newest is not None and self.newest.data.get("replacement") is None

    @property
    def history(self) -> str:
        """The address of the fact in the story."""
        return f"/trajecten/{self.number}/historie#feit-{self.entry.version}"

    def address(self, *, strike: bool = False) -> str:
        """Return the address of the form."""
        address = f"/trajecten/{self.number}/corrigeren?feit={self.entry.version}"
        return f"{address}&doorstrepen=ja" if strike else address


@router.get("/trajecten/{number}/corrigeren")
def ask(request: Request, number: str, actor: Actor = Depends(_may_work)) -> Response:
    """Show the form for one fact."""
    fact = _fact(request, actor, number)
    if fact is None:
        return not_found(request)
    form = _form(request, fact)
    values = {} if _strikes(request, fact) else initial(fact.entry.type, fact.data, fact.day)
    return _page(request, fact, form.with_initial(values, version=fact.version), 200)


@router.post("/trajecten/{number}/corrigeren")
def put_right(
    request: Request,
    number: str,
    actor: Actor = Depends(_may_work),
    form: FormData = Depends(posted),
) -> Response:
    """Record the correction, or show the form again with what must be mended."""
    fact = _fact(request, actor, number)
    if fact is None:
        return not_found(request)
    filled = _form(request, fact).read(form)
    if not filled.ok:
        return _page(request, fact, filled, 422)
    try:
        command = _command(request, fact, filled)
    except Refusal as refused:
        return _page(request, fact, filled.with_error("", refusal(refused)), 409)
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=f"/trajecten/{number}/corrigeren/gedaan?feit={fact.entry.version}",
        again=lambda again, status: _page(request, fact, again, status),
        conflict=lambda again, since: _conflict(request, actor, fact, again, since),
        fields={"unit": "unit"},
    )


@router.get("/trajecten/{number}/corrigeren/gedaan")
def done(request: Request, number: str, actor: Actor = Depends(_may_work)) -> Response:
    """Show what the fact said and what it says now, side by side."""
    fact = _fact(request, actor, number)
    if fact is None or fact.newest is None:
        return not_found(request)
    previous = _before_newest(request, actor, fact)
    return render(
        request,
        "correction_done.html",
        title="Feit doorgestreept" if fact.struck else "Correctie vastgelegd",
        breadcrumbs=_crumbs(fact),
        fact=fact,
        said=sentence(fact.entry, fact.names),
        struck=fact.struck,
        rows=[] if fact.struck else _changed(fact, *previous),
    )


def _fact(request: Request, actor: Actor, number: str) -> Fact | None:
    house = house_of(request)
    involvement = house.caseload.involvement(actor, number)
    wanted = request.query_params.get("feit", "")
    if involvement is None or not may(actor, Act.WORK_ON_CASE, involvement) or not wanted.isascii():
        return None
    entries = house.history.entries(actor, involvement)
    entry = next((found for found in entries if str(found.version) == wanted), None)
    if entry is None or not is_correctable(entry.type):
        return None
    corrections = corrections_of(entries)
    newest = corrections.get(entry.version)
    return Fact(
        number,
        involvement,
        entry,
        newest,
        (replacement(newest) if newest is not None else None) or entry.data,
        clock.day_of(happened_at(entry, corrections)),
        entries[-1].version,
        house.staff.names(actor),
    )


def _strikes(request: Request, fact: Fact) -> bool:
    known = CORRECTABLE[fact.entry.type]
    asked = request.query_params.get("doorstrepen") == "ja" or not known.can_change
    return asked and known.can_go


def _form(request: Request, fact: Fact) -> Form:
    if _strikes(request, fact):
        return strike_form()
    return change_form(fact.entry.type, fact.data, fact.day)


def _page(request: Request, fact: Fact, form: Filled, status: int) -> Response:
    known, strikes = CORRECTABLE[fact.entry.type], _strikes(request, fact)
    return render(
        request,
        "correction.html",
        status,
        title=form.form.title,
        breadcrumbs=_crumbs(fact),
        form=form,
        action=fact.address(strike=strikes),
        cancel_href=fact.history,
        said=sentence(fact.entry, fact.names),
        fact=fact,
        rows=[{"label": label, "value": value} for label, value in _rows(fact)],
        strikes=strikes,
        other_href=fact.address(strike=not strikes) if known.can_change and known.can_go else "",
        instead=known.instead if strikes else "",
    )


def _rows(fact: Fact) -> list[tuple[str, str]]:
    rows = rows_of(fact.entry.type, fact.data, fact.names)
    return [*rows, ("Gebeurd op", dutch_date(fact.day))]


def _command(request: Request, fact: Fact, filled: Filled) -> CorrectFact:
    """Return the order; raises the Refusal that the new fact already meets by itself."""
    event, day = None, None
    if not _strikes(request, fact):
        event = corrected(fact.entry.type, fact.data, changes(fact.entry.type, filled.values))
        day = filled.day(WHEN) if CORRECTABLE[fact.entry.type].dated else None
    return CorrectFact(
        case_id=CaseId(fact.involvement.case_id),
        version=fact.entry.version,
        replacement=event,
        happened_on=day,
        reason=filled.text(WHY),
        note=filled.choice(REMARK),
    )


def _conflict(request: Request, actor: Actor, fact: Fact, form: Filled, since: int) -> Response:
    house = house_of(request)
    others = house.history.since(actor, fact.involvement, since)
    return render(
        request,
        "conflict.html",
        409,
        title="Iemand anders wijzigde dit traject",
        others=[
            {
                "sentence": sentence(other, fact.names),
                "actor": who(other, fact.names),
                "recorded": other.recorded_at,
            }
            for other in others
        ],
        form=form.with_version(fact.version),
        action=fact.address(strike=_strikes(request, fact)),
        cancel_href=fact.history,
    )


def _before_newest(request: Request, actor: Actor, fact: Fact) -> tuple[dict[str, Any], date]:
    """Return what the fact said before its newest correction, and the day it had then."""
    assert fact.newest is not None
    entries = house_of(request).history.entries(actor, fact.involvement)
    earlier = corrections_of([entry for entry in entries if entry.version < fact.newest.version])
    previous = earlier.get(fact.entry.version)
    data = (replacement(previous) if previous is not None else None) or fact.entry.data
    return data, clock.day_of(happened_at(fact.entry, earlier))


def _changed(fact: Fact, old: dict[str, Any], old_day: date) -> list[dict[str, str]]:
    rows = [
        {
            "field": field_label(field, fact.entry.type),
            "old": shown(fact.entry.type, field, old.get(field), old, fact.names),
            "new": shown(fact.entry.type, field, value, fact.data, fact.names),
        }
        for field, value in fact.data.items()
        if value != old.get(field)
    ]
    if fact.day != old_day:
        rows.append({"field": "Gebeurd op", "old": dutch_date(old_day), "new": dutch_date(fact.day)})
    return rows


def _crumbs(fact: Fact) -> list[tuple[str, str]]:
    number = fact.number
    return [
        ("/", "Mijn werk"),
        (f"/trajecten/{number}", number),
        (f"/trajecten/{number}/historie", "Historie"),
    ]
