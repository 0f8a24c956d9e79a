"""Each fact as an entry of the timeline: its sentence, what replaced it, and its details."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bluevitaal_es.projections.case_history.view import CORRECTED, Entry, replacement
from bluevitaal_es.vocabulary import BY_CODE
from bluevitaal_es.web.corrections import is_correctable
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.fact_words import CONSENT, SAFETY, SIGNAL
from bluevitaal_es.web.shell import ROLE_LABELS
from bluevitaal_es.web.texts import (
    code_label,
    details,
    event_name,
    field_label,
    in_sentence,
    kind_of,
    rows_of,
    said_anew,
    sentence,
    who,
)

_LOOKS = {SAFETY: "safety", CONSENT: "consent", SIGNAL: "system"}
_ROLES = {str(role): label for role, label in ROLE_LABELS.items()}


def corrections_of(entries: list[Entry]) -> dict[int, Entry]:
    """Return the newest correction by the version of the fact that it corrects."""
    return {
        entry.data["version"]: entry
        for entry in sorted(entries, key=lambda entry: entry.version)
        if entry.type == CORRECTED
    }


def happened_at(entry: Entry, corrections: Mapping[int, Entry]) -> datetime:
    """Return when a fact happened, by its newest correction if that says so."""
    correction = corrections.get(entry.version)
    moved = correction.data.get("happened_at") if correction else None
    return datetime.fromisoformat(moved) if moved else entry.happened_at


@dataclass(frozen=True, slots=True)
class Story:
    """What the entries of a page share: case number, names, newest corrections, whether one may correct."""

    number: str
    names: Mapping[str, str]
    corrections: Mapping[int, Entry]
    correctable: bool = True

    def told(self, entry: Entry) -> dict[str, Any]:
        """Return an entry as the macro `timeline` takes it, with rows of details for the template."""
        told: dict[str, Any] = {
            "id": f"feit-{entry.version}",
            "sentence": sentence(entry, self.names),
            "actor": who(entry, self.names),
            "happened": entry.happened_at,
            "recorded": entry.recorded_at,
            "kind": _LOOKS.get(kind_of(entry.type), ""),
            "rows": [{"label": label, "value": value} for label, value in self._rows(entry)],
            "technical": self._technical(entry),
        }
        correction = self.corrections.get(entry.version)
        if correction is not None:
            told["replaced_by"] = {
                "sentence": self._instead(entry, correction),
                "reason": self._reason(correction),
            }
        if self.correctable and is_correctable(entry.type) and entry.actor_role not in BY_CODE:
            told["href"] = f"/trajecten/{self.number}/corrigeren?feit={entry.version}"
            told["action"] = "Corrigeren"
        elif entry.type == CORRECTED:
            told["href"] = f"#feit-{entry.data.get('version')}"
            told["action"] = "Naar het feit"
        return told

    def _rows(self, entry: Entry) -> list[tuple[str, str]]:
        if entry.type != CORRECTED:
            return details(entry, self.names)
        fields = replacement(entry)
        rows = [("Reden", code_label("reason", str(entry.data.get("reason")), entry.type))]
        if entry.data.get("note"):
            rows.append(("Toelichting", str(entry.data["note"])))
        return rows + (rows_of(str(entry.data.get("original_type")), fields, self.names) if fields else [])

    def _technical(self, entry: Entry) -> list[dict[str, str]]:
        role = _ROLES.get(entry.actor_role, "medewerker")
        rows = [
            ("Soort feit", event_name(entry.type)),
            ("Nummer in dit traject", str(entry.version)),
            ("Plaats in het logboek", str(entry.position)),
            ("Vastgelegd als", role),
        ]
        if entry.type == CORRECTED:
            rows.append(("Corrigeert nummer", str(entry.data.get("version"))))
        if entry.corrected_by is not None:
            rows.append(("Gecorrigeerd door nummer", str(entry.corrected_by)))
        return [{"label": label, "value": value} for label, value in rows]

    def _instead(self, entry: Entry, correction: Entry) -> str:
        fields = replacement(correction)
        if fields is None:
            return "Dit feit hoort hier niet en is doorgestreept."
        anew = said_anew(entry.type, fields, self.names)
        differing = [field for field, value in fields.items() if value != entry.data.get(field)]
        changed = ", ".join(in_sentence(field_label(field, entry.type)) for field in differing)
        moved = correction.data.get("happened_at")
        if moved:
            anew = f"{anew} Gebeurd op {dutch_date(datetime.fromisoformat(moved))}."
        return f"{anew} Gewijzigd: {changed}." if changed else anew

    def _reason(self, correction: Entry) -> str:
        reason = code_label("reason", str(correction.data.get("reason")), correction.type)
        note = correction.data.get("note")
        by = f"{who(correction, self.names)}, {dutch_date(correction.recorded_at)}"
        return f"{reason} ({by}). {note}" if note else f"{reason} ({by})."
