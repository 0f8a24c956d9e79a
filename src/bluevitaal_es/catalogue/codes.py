"""Lists of codes: what is stored is an English key, what people see and type is Dutch."""

from importlib.resources.abc import Traversable
from typing import Literal, TypeVar

from bluevitaal_es.catalogue.named import Named
from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, Text, entry, read


class Code(Entry):
    """One choice. A code that is not `offered` stays readable and findable, but is never proposed."""

    key: Text
    label: Text
    aliases: tuple[Text, ...] = ()
    hint: str = ""
    offered: bool = True


class TargetGroup(Code):
    """For whom we are (S-012); `police` says whether the client works or worked for the police."""

    police: bool


class Route(Code):
    """How somebody knew of us; `is_other` marks the rest group that may not grow too large (S-016)."""

    is_other: bool = False


class HelpQuestion(Code):
    """A kind of help question: our products for it, or to whom we refer, or both (S-006)."""

    products: tuple[Text, ...]
    refer_to: tuple[Text, ...]
    screeners: tuple[Text, ...]
    asks_for_safety: bool = False


class Competence(Code):
    """Something somebody must be qualified for; `source` says where that is asked.

    What is `asked_of_all` who guide clients shows at assignment where somebody lacks it (S-076).
    """

    source: Text
    asked_of_all: bool = False


class WorkStatus(Code):
    """Whether somebody works; `at_work` is None where the question has no answer."""

    at_work: bool | None = None


class Outcome(Code):
    """How a case ended; `stop_criterion` marks the one we work towards (S-039)."""

    stop_criterion: bool = False


class ReferralTarget(Code):
    """To whom we refer; `is_unit` counts as sent on to the eenheid (S-068), `recipient` needs the consent."""

    is_unit: bool
    recipient: Text


class RequestGroup(Code):
    """For whom somebody asks at the front door; `target_group` is what the registration begins with."""

    target_group: str = ""


class MissedReason(Code):
    """Why a talk did not take place, and on whose side that lay."""

    side: Literal["client", "us", "neither"]


class WeaponAccess(Code):
    """The answer about access to a service weapon; `needs_attention` asks for the weapon protocol."""

    asked: bool
    needs_attention: bool


class SafetyOutcome(Code):
    """How a human settled a safety task; with a `recipient` somebody was told, and a ground is asked for."""

    recipient: str = ""

    @property
    def others_informed(self) -> bool:
        """Whether somebody outside was told."""
        return bool(self.recipient)


CodeT = TypeVar("CodeT", bound=Code)


class CodeList(Named[CodeT]):
    """The codes of one list, in the order in which they are shown."""

    noun = "code"

    def __init__(
        self, name: str, provenance: Provenance, codes: tuple[CodeT, ...], default: str | None
    ) -> None:
        super().__init__(
            name,
            provenance,
            {code.key: code for code in codes},
            {code.key: (code.label, *code.aliases) for code in codes},
        )
        self.default = None if default is None else self[default]

    def label(self, key: str) -> str:
        """Return the Dutch words for this key. Raises KeyError when there is no such code."""
        return self[key].label

    def keys(self) -> tuple[str, ...]:
        """Return every key, also of codes that are no longer offered."""
        return tuple(self._entries)

    def options(self) -> tuple[tuple[str, str], ...]:
        """Return (key, label) of what may be chosen, for a form."""
        return tuple((code.key, code.label) for code in self if code.offered)


class _File(Provenance):
    default: str | None = None
    codes: dict[str, dict[str, object]]


def read_code_list(folder: Traversable, name: str, shape: type[CodeT]) -> CodeList[CodeT]:
    """Return the list `name` from `codes/<name>.toml`, each code in its `shape`.

    Raises CatalogueFault when a key, label or attribute is missing or wrong, or a name stands for two codes.
    """
    path = f"codes/{name}.toml"
    file = read(folder, path, _File)
    codes = tuple(
        entry(path, f"codes.{key}", {"key": key, **values}, shape) for key, values in file.codes.items()
    )
    if file.default is not None and file.default not in file.codes:
        raise CatalogueFault(path, "default", f"there is no code {file.default!r}")
    return CodeList(path, file, codes, file.default)
