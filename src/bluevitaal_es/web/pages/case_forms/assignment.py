"""Who guides the case: the first begeleider, or another one with a reason."""

from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Act
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider, ReassignBegeleider
from bluevitaal_es.commands.grant_cover import LONGEST, GrantCover
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.candidates import WHY_ABOVE, load_of, option, why_above
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Option, Radio, Select, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, options

_CHOOSE = "Kies een begeleider uit de lijst."


def _who(scene: Scene) -> Radio:
    return Radio(
        "begeleider",
        "Wie wordt de begeleider?",
        options=tuple(option(one) for one in scene.candidates),
        hint="Ontbreekt een bekwaamheid? Spreek af hoe die er komt, of kies iemand anders.",
        missing=_CHOOSE,
    )


def _known(scene: Scene) -> tuple[dict[str, object], ...]:
    """What whoever assigns may know: number and timing, never a name or a word of the client."""
    dossier = scene.dossier
    guide = scene.names.get(str(dossier.begeleider_id), "Nog niemand")
    held = max((talk.at for talk in dossier.talks if talk.status == "held"), default=None)
    return (
        {"label": "Traject", "value": scene.number},
        {"label": "Begeleider nu", "value": guide if dossier.begeleider_id else "Nog niemand"},
        {"label": "Aangemeld", "value": dutch_date(dossier.registered_at) if dossier.registered_at else None},
        {
            "label": "Intake",
            "value": dutch_date(dossier.intake.held_at) if dossier.intake else "Nog niet geweest",
        },
        {"label": "Laatste gesprek", "value": dutch_date(held) if held else "Nog niet geweest"},
    )


def ask_assign(scene: Scene) -> Question:
    """Ask who takes the case on."""
    form = Form(
        "toewijzen",
        "Begeleider toewijzen",
        (
            _who(scene),
            DutchDate("dag", "Vanaf welke dag?", future=False, hint="Bijvoorbeeld 27-3-2026."),
            why_above(),
        ),
        submit="Begeleider toewijzen",
    )
    initial: dict[str, Value] = {"dag": clock.today()}
    if scene.actor.role is Role.BEGELEIDER:
        initial["begeleider"] = scene.actor.id
    over = ""
    if scene.dossier.begeleider_id is not None:
        over = "Dit traject heeft al een begeleider. Overdragen kan wel."
    return Question(form, initial, known=_known(scene), over=over)


def assign(scene: Scene, filled: Filled) -> AssignBegeleider:
    """Return the order to assign."""
    chosen = UUID(filled.text("begeleider"))
    return AssignBegeleider(
        case_id=scene.case_id,
        begeleider_id=chosen,
        open_cases=load_of(scene.candidates, chosen),
        above_norm_reason=filled.choice(WHY_ABOVE),
        on=filled.day("dag"),
    )


def ask_reassign(scene: Scene) -> Question:
    """Ask who takes over, and why."""
    form = Form(
        "overdragen",
        "Traject overdragen",
        (
            _who(scene),
            Radio("reden", "Waarom?", options=options(catalogue().reassign_reasons)),
            TextArea(
                "overdracht",
                "Wat moet de nieuwe begeleider weten?",
                optional=True,
                rows=4,
                max_length=2000,
                hint="Dit komt in het dossier.",
            ),
            why_above(),
        ),
        submit="Traject overdragen",
    )
    remarks: tuple[Remark, ...] = ()
    if scene.dossier.begeleider_id is None:
        links = ((scene.to("toewijzen"), "Begeleider toewijzen"),)
        remarks = (
            Remark(
                "Dit traject heeft nog geen begeleider. Wijs eerst iemand toe.", kind="warning", links=links
            ),
        )
    return Question(form, remarks=remarks, known=_known(scene))


def reassign(scene: Scene, filled: Filled) -> ReassignBegeleider:
    """Return the order to hand over."""
    chosen = UUID(filled.text("begeleider"))
    return ReassignBegeleider(
        case_id=scene.case_id,
        begeleider_id=chosen,
        open_cases=load_of(scene.candidates, chosen),
        above_norm_reason=filled.choice(WHY_ABOVE),
        reason=filled.text("reden"),
        handover=filled.choice("overdracht"),
    )


def ask_cover(scene: Scene) -> Question:
    """Ask who stands in, and until when."""
    others = tuple(
        Option(str(one.staff_id), one.name)
        for one in scene.candidates
        if one.staff_id != scene.dossier.begeleider_id
    )
    form = Form(
        "vervanging",
        "Waarnemen regelen",
        (
            Select("begeleider", "Wie neemt waar?", options=others, missing=_CHOOSE),
            DutchDate(
                "tot",
                "Tot en met welke dag?",
                past=False,
                hint=f"Hoogstens {LONGEST.days // 7} weken. Daarna stopt het vanzelf.",
            ),
        ),
        submit="Waarnemen regelen",
    )
    lead = "Wie waarneemt, mag het dossier lezen en erin werken. De begeleider blijft dezelfde."
    over = "" if scene.dossier.begeleider_id else "Dit traject heeft nog geen begeleider om te vervangen."
    return Question(form, lead=lead, known=_known(scene), over=over)


def cover(scene: Scene, filled: Filled) -> GrantCover:
    """Return the order to let somebody stand in."""
    until = filled.day("tot")
    assert until is not None
    return GrantCover(case_id=scene.case_id, begeleider_id=UUID(filled.text("begeleider")), until=until)


def stay(scene: Scene, _filled: Filled) -> str:
    """Return to the case for who may open it, the team lead to the board."""
    return scene.page if scene.opened else "/team"


def afterwards(scene: Scene, filled: Filled) -> str:
    """Return to the case for who still may open it; the team lead to the board, others to their own work."""
    if scene.actor.role is Role.TEAMLEIDER:
        return "/team"
    return scene.page if UUID(filled.text("begeleider")) in scene.actor.begeleider_ids else "/"


COVER = Action(
    ask_cover, cover, "De vervanging is geregeld en stopt vanzelf.", Act.ASSIGN_BEGELEIDER, to=stay
)
_FIELDS = {"reason": "reden", "begeleider_id": "begeleider", "above_norm_reason": WHY_ABOVE}
ASSIGN = Action(
    ask_assign, assign, "De begeleider is toegewezen.", Act.ASSIGN_BEGELEIDER, _FIELDS, to=afterwards
)
REASSIGN = Action(
    ask_reassign, reassign, "Het traject is overgedragen.", Act.ASSIGN_BEGELEIDER, _FIELDS, to=afterwards
)
