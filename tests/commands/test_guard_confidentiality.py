from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.guard_confidentiality import DiscussAnonymity, RecordPressure
from bluevitaal_es.commands.request_information import RequestInformation
from bluevitaal_es.events.confidentiality import AnonymityDiscussed, InformationRequested, PressureRecorded
from tests.lives import closed, consent, running, withdrawn
from tests.spec import BRAM, CASE, day, given, on, uid


def discuss(**fields: Any) -> DiscussAnonymity:
    known: dict[str, Any] = {
        "obstacle": "labour_conflict",
        "explained": "Zonder naam kan niemand bemiddelen",
        "choice": "stay_anonymous",
        "discussed_on": day("2026-01-09"),
    }
    return DiscussAnonymity(case_id=CASE, **known | fields)


def pressure(**fields: Any) -> RecordPressure:
    known: dict[str, Any] = {
        "pressed_by": "manager",
        "aim": "learn_content",
        "description": "Belde twee keer en wilde weten hoe het ging",
        "happened_on": day("2026-01-09"),
    }
    return RecordPressure(case_id=CASE, **known | fields)


def request(**fields: Any) -> RequestInformation:
    known: dict[str, Any] = {
        "recipient": "general_practitioner",
        "data_classes": ("help_question",),
        "question": "Welke medicijnen zijn er geprobeerd?",
        "requested_on": day("2026-01-09"),
    }
    return RequestInformation(case_id=CASE, **known | fields)


@pytest.mark.requirement("S-030")
def test_keeps_what_the_client_was_told_about_anonymity_and_chose() -> None:
    given(*running()).when(discuss()).then(
        on(
            "2026-01-09 00:00",
            AnonymityDiscussed(
                obstacle="labour_conflict",
                explained="Zonder naam kan niemand bemiddelen",
                choice="stay_anonymous",
            ),
        )
    )


@pytest.mark.requirement("S-033")
def test_keeps_that_somebody_pressed_and_for_what() -> None:
    given(*running()).when(pressure()).then(
        PressureRecorded(
            pressed_by="manager",
            aim="learn_content",
            description="Belde twee keer en wilde weten hoe het ging",
        )
    )


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (discuss(obstacle="weather"), "obstacle"),
        (pressure(pressed_by="nobody"), "pressed_by"),
        (pressure(aim="nothing"), "aim"),
    ],
)
def test_takes_codes_from_the_lists(command: Any, field: str) -> None:
    given(*running()).when(command).then_refused(refusals.CodeIsNotKnown, field=field)


@pytest.mark.parametrize("command", [discuss(), pressure(), request()])
def test_is_for_an_open_case_and_who_guides_it(command: Any) -> None:
    given(*running(consent(purpose="obtain_information"), closed())).when(command).then_refused(
        refusals.CaseIsClosed
    )
    given(*running(consent(purpose="obtain_information"))).by(BRAM).when(command).then_refused(
        refusals.NotAllowed
    )


@pytest.mark.requirement("S-034")
def test_asks_another_carer_under_the_consent_that_allows_it() -> None:
    given(*running(consent(purpose="obtain_information"))).when(request()).then(
        InformationRequested(
            recipient="general_practitioner",
            data_classes=("help_question",),
            question="Welke medicijnen zijn er geprobeerd?",
            consent_line_ids=(uid("line"),),
        )
    )


@pytest.mark.requirement("S-034")
def test_asks_nothing_without_consent_to_ask() -> None:
    given(*running(consent())).when(request()).then_refused(refusals.ConsentIsMissing)
    given(*running(consent(purpose="obtain_information"), on("2026-01-08", withdrawn()))).when(
        request()
    ).then_refused(refusals.ConsentIsMissing)
    given(*running()).when(request(data_classes=())).then_refused(refusals.NothingToShare)
