import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Literal, get_args, get_origin
from uuid import UUID, uuid4

import pytest

from bluevitaal_es import commands
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.projections.case_history.view import Entry
from bluevitaal_es.web import code_texts, texts

for module in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
    importlib.import_module(module.name)
REFUSALS = sorted(refusals.Refusal.__subclasses__(), key=lambda found: found.__name__)
MOMENT = "2026-03-27T13:05:00Z"
STAFF_ID = str(uuid4())
NAMES = {"p1": "J. de Vries", STAFF_ID: "A. Bakker"}
EXAMPLES = {bool: True, int: 3, str: "eigen woorden", date: "2026-03-27", datetime: MOMENT, UUID: STAFF_ID}


def example(kind: Any) -> Any:
    """Return a JSON value that a field of this type may hold."""
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if isinstance(kind, UnionType):
        return example(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return [example(get_args(kind)[0])]
    return EXAMPLES.get(kind)


def entry(stored_as: str, actor_id: str = "p1", **changes: Any) -> Entry:
    """Return a fact of this type in which every field is filled."""
    fields = EVENT_TYPES[stored_as].model_fields
    data = {name: example(field.annotation) for name, field in fields.items() if name != "source"}
    if "original_type" in data:
        data["original_type"] = "case.talk_held"
    when = datetime(2026, 3, 27, 13, 5, tzinfo=UTC)
    return Entry(1, 1, stored_as, when, when, actor_id, "begeleider", data | changes)


def every_code() -> Iterator[tuple[str, str, str]]:
    """Yield (type, field, code) for each field that has a list in the catalogue or words of ours."""
    for stored_as, event_type in EVENT_TYPES.items():
        for field in event_type.model_fields:
            full = f"{stored_as}.{field}"
            if full in code_texts._FREE_TEXT:
                continue
            words = code_texts.WORDS.get(full) or code_texts.WORDS.get(field)
            if words:
                yield from ((stored_as, field, code) for code in words)
                continue
            pick = code_texts._LISTS.get(full) or code_texts._LISTS.get(field)
            if pick is not None:
                yield from ((stored_as, field, key) for key in keys_of(pick(catalogue())))


def keys_of(codes: Any) -> list[str]:
    if hasattr(codes, "active"):
        return [one.key for one in (*codes.active(), *codes.inactive())]
    return [getattr(one, "key", None) or one.code for one in codes]


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_says_every_refusal_in_dutch_with_a_way_out(kind: type[refusals.Refusal]) -> None:
    said = texts.refusal(kind())
    assert said.endswith(".")
    assert len(said) > 30
    assert "None" not in said


def test_knows_every_refusal_of_the_commands() -> None:
    assert len(REFUSALS) > 40


def test_names_recipient_purpose_and_data_when_consent_is_missing() -> None:
    said = texts.refusal(
        refusals.ConsentIsMissing(
            recipient="general_practitioner",
            purpose="referral",
            data_classes=("screening_scores", "help_question"),
        )
    )
    consent = catalogue().consent
    for label in (
        consent.recipients.label("general_practitioner"),
        consent.purposes.label("referral"),
        consent.data_classes.label("screening_scores"),
        consent.data_classes.label("help_question"),
    ):
        assert label.lower() in said.lower()


def test_says_why_the_evaluation_comes_first() -> None:
    refused = refusals.EvaluationIsDue(rule="evaluation_talks", count=5, since=date(2026, 3, 3))
    assert texts.refusal(refused).startswith("Sinds 3 maart 2026 zijn er 5 gesprekken geweest.")


def test_names_the_field_of_a_code_that_is_not_known_and_not_the_code() -> None:
    refused = refusals.CodeIsNotKnown(field="target_group", value="zzz")
    assert texts.field_of(refused) == "target_group"
    assert "“Doelgroep”" in texts.refusal(refused)
    assert "zzz" not in texts.refusal(refused)


@pytest.mark.parametrize("stored_as", EVENT_TYPES)
def test_tells_every_event_in_a_sentence_that_starts_with_who_did_it(stored_as: str) -> None:
    said = texts.sentence(entry(stored_as), NAMES)
    if texts.kind_of(stored_as) == "Signaal van het systeem":
        assert said.startswith("Het systeem zag dat ")
    else:
        assert said.startswith("J. de Vries ")
    assert said.endswith(".")
    assert "None" not in said
    assert not re.search(r"[a-z]_[a-z]|\{|  | ,|: \.|:\.", said)


@pytest.mark.parametrize("stored_as", EVENT_TYPES)
def test_tells_every_event_with_open_fields_as_well(stored_as: str) -> None:
    empty: dict[str, Any] = {
        name: None
        for name, field in EVENT_TYPES[stored_as].model_fields.items()
        if not field.is_required() and name != "source"
    }
    said = texts.sentence(entry(stored_as, **empty), {})
    assert "None" not in said
    assert not re.search(r"  | ,|: ?\.", said)


@pytest.mark.parametrize("stored_as", [name for name in EVENT_TYPES if name.startswith("case.")])
def test_says_where_an_imported_fact_came_from(stored_as: str) -> None:
    told = entry(stored_as, "importer", source={"file_sha256": "0" * 64, "sheet": "Blad1", "row": 7})
    if texts.kind_of(stored_as) != "Signaal van het systeem":
        assert texts.sentence(told, NAMES).startswith("Overgenomen uit de oude registratie: ")
    assert ("Oude registratie", "tabblad Blad1, rij 7") in texts.details(told)


@pytest.mark.parametrize("stored_as", EVENT_TYPES)
def test_gives_every_event_a_name_and_a_group_and_every_field_a_label(stored_as: str) -> None:
    assert texts.event_name(stored_as) != texts.event_name("forgotten")
    assert texts.kind_of(stored_as) in {*texts.kinds(), "Overig"}
    without_case = ("contact.", "enquiry.", "request.", "staff.", "erasure.", "complaint.")
    assert stored_as.startswith(without_case) or texts.kind_of(stored_as) in texts.kinds()
    labels = [label for label, _ in texts.details(entry(stored_as), NAMES)]
    assert "Gegeven" not in labels


def test_shows_no_english_code_in_any_sentence_or_detail() -> None:
    shown = 0
    for stored_as, field, code in every_code():
        many = isinstance(entry(stored_as).data[field], list)
        changed: dict[str, Any] = {field: [code] if many else code}
        told = entry(stored_as, **changed)
        label = texts.code_label(field, code, stored_as)
        assert label != code or field == "role", (stored_as, field, code)
        text = " ".join([texts.sentence(told, NAMES), *(value for _, value in texts.details(told, NAMES))])
        if code not in re.findall(r"\w+", label.lower()):
            assert code not in re.findall(r"\w+", text), (stored_as, field, code, text)
        shown += 1
    assert shown > 250


def test_leaves_what_people_wrote_as_they_wrote_it() -> None:
    told = entry("case.referral_dropped", reason="other")
    assert "“other”" in texts.sentence(told, NAMES)


def test_tells_a_talk_as_people_would() -> None:
    told = entry("case.talk_held", channel="face_to_face", place="client_home", minutes=45, crisis=False)
    assert texts.sentence(told, NAMES) == (
        "J. de Vries legde een gesprek vast: 45 minuten, persoonlijk, bij de cliënt thuis."
    )


def test_tells_what_a_correction_took_away() -> None:
    told = entry("case.fact_corrected", replacement=None, reason="typing_error")
    assert texts.sentence(told, NAMES) == (
        "J. de Vries streepte een eerder feit (gesprek vastgelegd) door: typefout."
    )


def test_tells_that_the_content_of_a_forgotten_fact_is_gone() -> None:
    when = datetime(2026, 3, 27, tzinfo=UTC)
    gone = Entry(1, 1, "forgotten", when, when, "p1", "begeleider", {"original_type": "case.note_added"})
    assert "gewist" in texts.sentence(gone, NAMES)


def test_shows_each_answer_beside_its_question() -> None:
    told = entry("case.instrument_recorded", instrument="tsq", answers=[1] * 10, band="positive", total=10)
    rows = dict(texts.details(told))
    assert rows["2. Nare dromen"].startswith("Ja")
    assert rows["Uitslag"] == "Op of over de grens"


def test_ends_a_sentence_once_when_the_words_of_a_person_end_one() -> None:
    told = entry("case.goal_set", words="Ik wil weer slapen.")
    assert texts.sentence(told, NAMES) == "J. de Vries legde een doel vast: “Ik wil weer slapen”."


def test_names_the_data_of_a_consent_as_the_client_reads_it() -> None:
    told = entry(
        "case.consent_recorded",
        decision="granted",
        recipient="general_practitioner",
        purpose="referral",
        data_class="help_question",
    )
    assert "“De hulpvraag” delen met huisarts" in texts.sentence(told, NAMES)
