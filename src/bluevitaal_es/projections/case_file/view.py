"""The questions about one dossier; content only for those whom the policy lets in."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.projections.case_file.confidentiality import Breach
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.store.reading import View

_ADAPTER = TypeAdapter(Dossier)


@dataclass(frozen=True, slots=True)
class _Found:
    case_id: UUID
    body: str


class CaseFileView(View):
    """Answers with a dossier, or with None as for a case that does not exist."""

    def dossier(self, actor: Actor, number: str) -> Dossier | None:
        """Return the dossier with that number if `actor` may open it; a stranger and nobody look the same."""
        found = self._found(number)
        if found is None:
            return None
        dossier = _ADAPTER.validate_json(found.body)
        involvement = dossier.involvement
        if not may(actor, Act.OPEN_DOSSIER, involvement) and not may(actor, Act.SEE_OWN_CASE, involvement):
            return None
        return dossier

    def own(self, actor: Actor) -> Dossier | None:
        """Return the dossier of the client who asks."""
        if actor.case_id is None:
            return None
        number = self._dicts(
            "SELECT number FROM case_file WHERE case_id = %(case_id)s", {"case_id": actor.case_id}
        )
        return self.dossier(actor, number[0]["number"]) if number else None

    def breach(self, actor: Actor, number: str, breach_id: UUID) -> tuple[UUID, Breach] | None:
        """Return a case and one proposal to break its confidentiality, nothing else, to a second person."""
        if not may(actor, Act.ANSWER_BREACH):
            return None
        found = self._found(number)
        if found is None:
            return None
        breach = _ADAPTER.validate_json(found.body).confidentiality.breach(breach_id)
        return (found.case_id, breach) if breach is not None else None

    def _found(self, number: str) -> _Found | None:
        return self._one(
            _Found,
            "SELECT c.case_id, f.body::text AS body"
            " FROM case_file c JOIN view_case_file.fold f ON f.stream_id = c.case_id"
            " WHERE c.number = %(number)s",
            {"number": number},
        )


def as_json(dossier: Dossier) -> str:
    """Return a dossier as JSON, the form in which replay prints it."""
    return _ADAPTER.dump_json(dossier, indent=2).decode()
