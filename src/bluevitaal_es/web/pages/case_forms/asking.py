"""What an act on a case is made of: the question that its page asks, and the command that follows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import Code
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.candidates import Candidate
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import Filled, Form, Option


@dataclass(frozen=True)
class Scene:
    """Where an act takes place: who acts, on which case, and what the address said beside it.

    `dossier` holds the case for those who may open it, and only id, number and begeleider for the team lead;
    `candidates` are those to whom a case can be given, for an act that gives it.
    """

    actor: Actor
    number: str
    case_id: CaseId
    dossier: Dossier
    opened: bool
    names: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> int | None:
        """The version of the case that this person has before their eyes; None for the team lead."""
        return self.dossier.version if self.opened else None

    @property
    def page(self) -> str:
        """The address of the case."""
        return f"/trajecten/{self.number}"

    def to(self, slug: str, **query: object) -> str:
        """Return the address of another act on this case."""
        asked = f"?{urlencode({key: str(value) for key, value in query.items()})}" if query else ""
        return f"{self.page}/{slug}{asked}"

    def id_of(self, key: str) -> UUID | None:
        """Return the id that the address names under `key`, if it is one."""
        try:
            return UUID(self.query.get(key, ""))
        except ValueError:
            return None


@dataclass(frozen=True)
class Remark:
    """A notice above the questions. `links` are (address, text); `kind` as of a notice."""

    text: str
    title: str = ""
    kind: str = "info"
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """One page with a form. `known` are rows of a summary list that help to answer.

    `over` says that it was done already, in the words that are shown instead of the form. `template` draws
    it, with `more` beside what every form page gets.
    """

    form: Form
    initial: Mapping[str, Value] = field(default_factory=dict)
    lead: str = ""
    remarks: tuple[Remark, ...] = ()
    known: tuple[dict[str, object], ...] = ()
    over: str = ""
    template: str = "case_form.html"
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A page that asks nothing itself, but leads to the act that is meant."""

    title: str
    template: str
    more: Mapping[str, object]


def as_filled(filled: Filled) -> Filled:
    """Return the answers as they are: for an act whose questions do not depend on each other."""
    return filled


def no_advice(_scene: Scene, _filled: Filled) -> tuple[Remark, ...]:
    """Return no remarks."""
    return ()


def back_to_case(scene: Scene, _filled: Filled) -> str:
    """Return the address of the case, where most acts end."""
    return scene.page


@dataclass(frozen=True)
class Action:
    """One act: `ask` gives its page, `command` the order that follows from the answers.

    `ask` answers None when the address names something that is not there. `done` is said on the case page
    afterwards. `examine` looks at answers together, `advise` gives remarks when the answers were refused,
    `to` is where it ends. `fields` maps fields of commands to controls. Before an act that `weighs` whoever
    does it proves anew who they are.
    """

    ask: Callable[[Scene], Question | Choice | None]
    command: Callable[[Scene, Filled], CaseCommand]
    done: str
    act: Act = Act.WORK_ON_CASE
    fields: Mapping[str, str] = field(default_factory=dict)
    examine: Callable[[Filled], Filled] = as_filled
    advise: Callable[[Scene, Filled], tuple[Remark, ...]] = no_advice
    to: Callable[[Scene, Filled], str] = back_to_case
    weighs: bool = False


def options(codes: Iterable[Code]) -> tuple[Option, ...]:
    """Return the codes that are offered, as answers to choose."""
    return tuple(Option(code.key, code.label, hint=code.hint) for code in codes if code.offered)


def found(things: Iterable[Any], attribute: str, wanted: UUID | None) -> Any:
    """Return the thing whose id is `wanted`; the only one there is when nothing was named; else None."""
    listed = list(things)
    if wanted is None:
        return listed[0] if len(listed) == 1 else None
    return next((thing for thing in listed if getattr(thing, attribute) == wanted), None)
