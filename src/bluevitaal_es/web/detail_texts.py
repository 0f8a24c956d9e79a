"""What a fact holds, field by field, with Dutch names, labels and dates."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.case_history.view import Entry
from bluevitaal_es.web.code_texts import band_label, code_label, field_label
from bluevitaal_es.web.dutch import dutch_date, dutch_moment
from bluevitaal_es.web.fact_texts import event_name

#: Ids and keys by which facts point to each other; people are not helped by them.
_UNSAID = {
    "breach_id",
    "case_id",
    "client_id",
    "code_hash",
    "consent_line_ids",
    "decision_id",
    "duty",
    "emergency_id",
    "goal_id",
    "invitation_id",
    "item_id",
    "code_id",
    "hold_id",
    "key_id",
    "line_id",
    "line_ids",
    "message_id",
    "message_ids",
    "notice_id",
    "referral_id",
    "replaces",
    "replacement",
    "replacement_form",
    "request_id",
    "result_id",
    "source",
    "statement_id",
    "talk_id",
    "task_id",
    "version",
}
_PEOPLE = {"begeleider_id", "previous_id", "member_id"}
_DAYS = {
    "agreed_on",
    "due_on",
    "ends_on",
    "index_event_on",
    "meeting_on",
    "retention_ends",
    "take_up_by",
    "until",
    "valid_from",
    "valid_until",
}
#: The order in which people look for things; other fields stand between these two.
_FIRST = (
    "number",
    "client_name",
    "target_group",
    "anonymous_to_employer",
    "unit",
    "help_primary",
    "help_others",
    "instrument",
    "recipient",
    "purpose",
    "data_class",
    "data_classes",
    "decision",
    "product",
    "planned_for",
    "channel",
    "place",
    "minutes",
    "total",
    "band",
    "outcome",
    "reason",
)
_LAST = {"agreements", "answer", "conclusion", "conversation", "handover", "note", "summary", "text"}
_MOMENTS = {"destroyed_at", "due_at", "open_until", "planned_for", "happened_at"}


def details(entry: Entry, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return (name of the field, value) for all that a fact says, in Dutch; empty fields are left out."""
    return rows_of(entry.type, entry.data, names or {})


def rows_of(stored_as: str, data: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the same rows for bare data, such as what a correction puts in place."""
    rows: list[tuple[str, str]] = []
    for field, value in sorted(data.items(), key=lambda pair: _place(pair[0])):
        if field in _UNSAID or value is None or value in ("", [], ()):
            continue
        if field == "answers":
            rows += _answers(str(data.get("instrument")), value)
        else:
            rows.append((field_label(field, stored_as), shown(stored_as, field, value, data, names)))
    source = data.get("source")
    if isinstance(source, Mapping):
        rows.append(("Oude registratie", f"tabblad {source.get('sheet')}, rij {source.get('row')}"))
    return rows


def shown(stored_as: str, field: str, value: Any, data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return one value as people read it; "Niet ingevuld" for none."""
    if value is None or value in ("", [], ()):
        return "Niet ingevuld"
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    if isinstance(value, list | tuple):
        return ", ".join(code_label(field, str(one), stored_as) for one in value)
    if field in _PEOPLE:
        return names.get(str(value), "Een medewerker")
    if field in _DAYS:
        return dutch_date(date.fromisoformat(value))
    if field in _MOMENTS:
        return dutch_moment(datetime.fromisoformat(value))
    if field == "band":
        return band_label(str(data.get("instrument")), value) or "Niet bekend"
    if field == "original_type":
        return event_name(str(value))
    return code_label(field, str(value), stored_as)


def _place(field: str) -> tuple[int, str]:
    """Return where a field stands among others: what it is about first, long texts last."""
    if field in _FIRST:
        return _FIRST.index(field), field
    return (len(_FIRST) + (field in _LAST), field)


def _answers(key: str, answers: list[int]) -> list[tuple[str, str]]:
    instrument = catalogue().instruments.get(key)
    if instrument is None or len(instrument.items) != len(answers):
        return [(field_label("answers"), ", ".join(str(answer) for answer in answers))]
    labels = {answer.value: answer.label for answer in instrument.answers}
    return [
        (f"{item.number}. {item.label}", labels.get(answer, str(answer)))
        for item, answer in zip(instrument.items, answers, strict=True)
    ]
