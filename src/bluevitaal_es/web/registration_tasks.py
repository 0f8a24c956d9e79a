"""What is asked when somebody asks for help, task by task, and the commands that it becomes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.codes import Code
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web import contact_wishes
from bluevitaal_es.web.candidates import WHY_ABOVE, Candidate, load_of, reason_checked, why_above
from bluevitaal_es.web.drafts import Draft
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.forms import (
    DutchDate,
    Filled,
    Form,
    Note,
    Option,
    Radio,
    Select,
    Text,
    TextArea,
)
from bluevitaal_es.web.request_words import contact_wish
from bluevitaal_es.web.task_list import Answers, Task, TaskList

WHO, TRUST, ROUTE, UNIT, BEGELEIDER = "wie", "vertrouwelijkheid", "route", "eenheid", "begeleider"
MYSELF, COLLEAGUE, LATER = "ikzelf", "collega", "later"
#: The unit of somebody who does not belong to one.
NO_UNIT = "GEEN"

#: Longest wish about being reached, in characters.
MOST_WISH = 500

_NEXT = {"submit": "Verder", "keep": "Bewaar en stop"}


def registration(draft: Draft, actor: Actor, guides: tuple[Candidate, ...]) -> TaskList:
    """Return the tasks of a registration by `actor`, who may hand it to another of the `guides`."""

    def begeleider_form(_: Answers) -> Form:
        return _begeleider_form(guides, own_id(actor))

    def check_begeleider(filled: Filled, _: Answers) -> Filled:
        checked = _check_begeleider(filled)
        return checked if not checked.ok else reason_checked(checked, guides, _chosen(checked, actor))

    return TaskList(
        title="Nieuwe aanmelding",
        base=f"/trajecten/nieuw/{draft.id}",
        draft=draft,
        lead="Vraag alleen wat nu nodig is. Behalve de doelgroep mag alles onbekend blijven.",
        breadcrumbs=(("/", "Mijn werk"),),
        submit="Aanmelding vastleggen",
        label=lambda answers: (
            catalogue().target_groups.label(answers[WHO].text("doelgroep")) if WHO in answers else ""
        ),
        tasks=(
            Task(WHO, "Wie vraagt hulp", _who_form),
            Task(
                TRUST,
                "Vertrouwelijkheid",
                _trust_form,
                "Wat de werkgever weet en hoe wij de cliënt bereiken",
                initial=lambda _: {"werkgever": "verborgen"},
                check=lambda filled, _: contact_wishes.examined(filled, case_id_of(draft)),
                aside=frozenset(contact_wishes.KEYS),
            ),
            Task(ROUTE, "Hoe bij ons gekomen", _route_form, initial=lambda _: {"dag": clock.today()}),
            Task(
                UNIT,
                "Eenheid",
                _unit_form,
                "Onbekend is ook een antwoord",
                initial=lambda answers: {"eenheid": None if _is_police(answers) else NO_UNIT},
                waits=lambda answers: "" if WHO in answers else "Dit kan als bekend is wie hulp vraagt.",
            ),
            Task(
                BEGELEIDER,
                "Begeleider",
                begeleider_form,
                "Wie de cliënt gaat begeleiden",
                initial=lambda _: {"wie": MYSELF},
                check=check_begeleider,
                aside=frozenset({"collega", WHY_ABOVE}),
            ),
        ),
    )


def case_id_of(draft: Draft) -> CaseId:
    """Return the id of the case that this draft becomes, the same however often it is submitted."""
    return CaseId(uuid5(draft.id, "case"))


def registered_on(answers: Answers) -> date:
    """Return the day on which the client asked for help."""
    return answers[ROUTE].day("dag") if ROUTE in answers else clock.today()


def register_command(draft: Draft, answers: Answers, number: str) -> RegisterCase:
    """Return the command that the answers to all tasks come to."""
    who, trust, route = answers[WHO], answers[TRUST], answers[ROUTE]
    return RegisterCase(
        case_id=case_id_of(draft),
        number=number,
        target_group=who.text("doelgroep"),
        anonymous_to_employer=trust.text("werkgever") == "verborgen",
        unit=answers[UNIT].text("eenheid"),
        channel=route.choice("kanaal"),
        route=route.choice("weg"),
        reason_not_internal=trust.choice("reden"),
        client_name=who.choice("naam"),
        contact_wish=trust.choice("bereiken"),
        registered_on=route.day("dag"),
    )


def wishes_command(draft: Draft, answers: Answers) -> SetContactWishes | None:
    """Return the command that keeps how the client wants to be reached, None when that was not asked."""
    trust = answers[TRUST]
    return (
        contact_wishes.wishes_command(case_id_of(draft), trust) if contact_wishes.were_said(trust) else None
    )


def begeleider_of(answers: Answers, actor: Actor) -> UUID | None:
    """Return who is to guide the client: the actor, a colleague, or None when the team lead is to choose."""
    return _chosen(answers[BEGELEIDER], actor)


def assign_command(
    draft: Draft, answers: Answers, actor: Actor, guides: tuple[Candidate, ...]
) -> AssignBegeleider | None:
    """Return the command that gives the case to whoever was chosen, None when the team lead is to choose."""
    begeleider = begeleider_of(answers, actor)
    if begeleider is None:
        return None
    return AssignBegeleider(
        case_id=case_id_of(draft),
        begeleider_id=begeleider,
        open_cases=load_of(guides, begeleider),
        above_norm_reason=answers[BEGELEIDER].choice(WHY_ABOVE),
    )


def _chosen(choice: Filled, actor: Actor) -> UUID | None:
    match choice.text("wie"):
        case "ikzelf":
            return own_id(actor)
        case "collega":
            return UUID(choice.text("collega"))
        case _:
            return None


def own_id(actor: Actor) -> UUID:
    """Return the id under which a member of staff guides clients."""
    return UUID(actor.id)


def typed_from_request(asked: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return the tasks as far as a request without an account answered them, `day` being that of asking."""
    group = catalogue().request_groups[asked["for_whom"]].target_group
    who: dict[str, str] = {"doelgroep": group, "naam": asked["nickname"] or ""}
    trust = {"werkgever": "verborgen", "bereiken": contact_wish(asked)[:MOST_WISH]}
    route = {"dag": dutch_date_short(day), "kanaal": "website"}
    return {
        WHO: {"typed": who, "done": bool(group)},
        TRUST: {"typed": trust, "done": True},
        ROUTE: {"typed": route, "done": True},
    }


def options_of(codes: Iterable[Code]) -> tuple[Option, ...]:
    """Return the codes that may be chosen, with their explanation."""
    return tuple(Option(code.key, code.label, code.hint) for code in codes if code.offered)


def _who_form(_: Answers) -> Form:
    return Form(
        WHO,
        "Wie vraagt hulp",
        (
            Radio(
                "doelgroep",
                "Wie vraagt hulp?",
                options=options_of(catalogue().target_groups),
                missing="Kies wie hulp vraagt.",
            ),
            Text(
                "naam",
                "Naam of roepnaam",
                hint="Een naam is niet nodig. Zonder naam krijgt de cliënt precies dezelfde hulp.",
                optional=True,
                width="medium",
            ),
        ),
        **_NEXT,
    )


def _trust_form(_: Answers) -> Form:
    return Form(
        TRUST,
        "Vertrouwelijkheid",
        (
            Radio(
                "werkgever",
                "Mag de werkgever weten dat de cliënt bij ons komt?",
                hint="Wij gaan uit van nee, totdat de cliënt zelf iets anders zegt.",
                options=(
                    Option("verborgen", "Nee, de cliënt blijft onbekend voor de werkgever"),
                    Option("bekend", "Ja, de cliënt heeft gezegd dat dit mag"),
                ),
            ),
            TextArea(
                "bereiken",
                "Hoe kunnen wij de cliënt veilig bereiken?",
                hint="Bijvoorbeeld: alleen na 18.00 uur bellen, geen bericht inspreken, niet op het werk.",
                optional=True,
                max_length=MOST_WISH,
                rows=3,
            ),
            Select(
                "reden",
                "Waarom niet via de interne zorglijn?",
                hint="Vraag dit alleen als het past. Het antwoord verandert niets aan de hulp.",
                optional=True,
                options=options_of(catalogue().reasons_not_internal),
            ),
            *contact_wishes.questions("staff", optional=True),
        ),
        **_NEXT,
    )


def _route_form(_: Answers) -> Form:
    codes = catalogue()
    return Form(
        ROUTE,
        "Hoe bij ons gekomen",
        (
            DutchDate(
                "dag",
                "Wanneer vroeg de cliënt om hulp?",
                hint="Vanaf deze dag telt de tijd tot de intake. Bijvoorbeeld 27-3-2026.",
                future=False,
            ),
            Select(
                "kanaal", "Hoe nam de cliënt contact op?", optional=True, options=options_of(codes.channels)
            ),
            Select(
                "weg",
                "Hoe kende de cliënt ons?",
                optional=True,
                options=options_of(codes.routes),
            ),
        ),
        **_NEXT,
    )


def _unit_form(answers: Answers) -> Form:
    day = registered_on(answers)
    hint = "U ziet de eenheden die er op de dag van de aanmelding waren. Weet u het niet? Kies “{}”."
    before: tuple[Note, ...] = ()
    if not _is_police(answers):
        before = (Note("Deze cliënt hoort niet bij de politie. Daarom is “Geen eenheid” alvast gekozen."),)
    units = catalogue().units
    return Form(
        UNIT,
        "Eenheid",
        (
            *before,
            Select(
                "eenheid",
                "Bij welke eenheid hoort de cliënt?",
                hint=hint.format(units.label("ONBEKEND")),
                options=tuple(Option(code, name) for code, name in units.options(day)),
                missing=f"Kies een eenheid, of “{units.label('ONBEKEND')}”.",
            ),
        ),
        **_NEXT,
    )


def _is_police(answers: Answers) -> bool:
    return WHO not in answers or catalogue().target_groups[answers[WHO].text("doelgroep")].police


def _begeleider_form(guides: tuple[Candidate, ...], own: UUID) -> Form:
    mine = next((one.hint for one in guides if one.staff_id == own), "")
    return Form(
        BEGELEIDER,
        "Begeleider",
        (
            Radio(
                "wie",
                "Wie gaat de cliënt begeleiden?",
                options=(
                    Option(MYSELF, "Ikzelf", hint=mine),
                    Option(COLLEAGUE, "Een collega", "Kies hieronder wie."),
                    Option(LATER, "Later", "De teamleider wijst een begeleider toe."),
                ),
            ),
            Select(
                "collega",
                "Welke collega?",
                hint="Alleen als u “Een collega” koos. Daarna ziet alleen die collega het dossier.",
                optional=True,
                options=tuple(
                    Option(str(one.staff_id), f"{one.name}: {one.hint}")
                    for one in guides
                    if one.staff_id != own
                ),
            ),
            why_above(),
        ),
        **_NEXT,
    )


def _check_begeleider(filled: Filled) -> Filled:
    if filled.choice("wie") == COLLEAGUE and not filled.has("collega"):
        return filled.with_error("collega", "Kies welke collega de cliënt gaat begeleiden.")
    if filled.choice("wie") in (MYSELF, LATER) and filled.has("collega"):
        return filled.with_error("collega", "Kies bij “Welke collega?” geen naam, of kies “Een collega”.")
    return filled
