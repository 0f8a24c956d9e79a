from functools import reduce
from hashlib import sha256
from typing import Any

import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.sign_statement import SignStatement
from bluevitaal_es.events.confidentiality import StatementSigned
from bluevitaal_es.rules.consent import ConsentLines, follow
from bluevitaal_es.rules.statement import standing
from bluevitaal_es.vocabulary import Role
from tests.lives import closed, consent, running, withdrawn
from tests.spec import BRAM, CASE, day, given, history, on, uid

CLIENT = Actor(id="client", name="Wolf", role=Role.CLIENT, case_id=CASE)
TEXT = (
    "Verklaring over toestemming\n\n"
    "Ik bepaal zelf met wie mijn gegevens worden gedeeld. Per regel kies ik met wie, waarvoor, welke gegevens"
    " en tot wanneer. Ik mag mijn keuze altijd veranderen of intrekken. Dat geldt vanaf dat moment. Ik krijg"
    " hulp, wat ik hier ook kies.\n\n"
    "1. Ja. Huisarts. Waarvoor: Verwijzen. Welke gegevens: Uw hulpvraag. Vanaf 05-01-2026 tot ik"
    " dit intrek.\n"
    "2. Nee. Bedrijfsarts. Waarvoor: Verwijzen. Welke gegevens: Uw hulpvraag."
    " Vanaf 05-01-2026 tot en met 01-06-2026."
)
DIGEST = sha256(TEXT.encode()).hexdigest()
LINES = (
    consent(),
    consent("company_doctor", line="no", decision="refused", until="2026-06-01"),
    consent(data_class="safety", line="over", until="2026-01-07"),
    consent(data_class="client_fact", line="gone"),
    withdrawn("gone"),
)


def sign(**fields: Any) -> SignStatement:
    known: dict[str, Any] = {
        "statement_id": uid("statement"),
        "text_sha256": DIGEST,
        "signed": "on_paper",
        "scan_sha256": "ab" * 32,
        "scan_type": "application/pdf",
    }
    return SignStatement(case_id=CASE, **known | fields)


def on_screen(**fields: Any) -> SignStatement:
    return sign(**{"signed": "on_screen", "signer": "Wolf", "scan_sha256": None, "scan_type": None} | fields)


def statement(**fields: Any) -> StatementSigned:
    known: dict[str, Any] = {
        "statement_id": uid("statement"),
        "line_ids": (uid("line"), uid("no")),
        "text_version": "2026-1",
        "text": TEXT,
        "text_sha256": DIGEST,
        "signed": "on_paper",
        "scan_sha256": "ab" * 32,
        "scan_type": "application/pdf",
    }
    return StatementSigned(**known | fields)


@pytest.mark.requirement("S-035")
def test_keeps_the_very_text_that_was_signed_with_its_lines_and_scan() -> None:
    given(*running(*LINES)).when(sign()).then(statement())


@pytest.mark.requirement("S-035")
def test_lets_the_client_sign_on_screen_under_a_pseudonym() -> None:
    given(*running(*LINES)).by(CLIENT).when(on_screen()).then(
        statement(signed="on_screen", signer="Wolf", scan_sha256=None, scan_type=None)
    )


def test_signs_in_a_closed_case_too_and_once() -> None:
    given(*running(*LINES, closed())).when(sign()).then(statement())
    given(*running(*LINES, statement())).when(sign()).then_nothing()


def test_refuses_a_text_that_changed_after_it_was_shown() -> None:
    changed = on("2026-01-12", consent("partner", "home_front", line="new"))

    given(*running(*LINES, changed)).when(sign()).then_refused(refusals.StatementHasChanged)


def test_refuses_to_sign_nothing() -> None:
    given(*running()).when(sign()).then_refused(refusals.StatementSaysNothing)


def test_refuses_a_statement_without_signature() -> None:
    given(*running(*LINES)).when(sign(scan_sha256=None)).then_refused(refusals.SignatureIsMissing)
    given(*running(*LINES)).by(CLIENT).when(on_screen(signer=" ")).then_refused(refusals.SignatureIsMissing)


def test_lets_nobody_sign_on_screen_for_the_client() -> None:
    given(*running(*LINES)).when(on_screen()).then_refused(refusals.OnlyTheClientSignsOnScreen)


def test_is_for_who_guides_the_case_and_for_the_client_of_it() -> None:
    other = Actor(id="other", name="Vos", role=Role.CLIENT, case_id=uid("another"))

    for stranger in (BRAM, other):
        given(*running(*LINES)).by(stranger).when(sign()).then_refused(refusals.NotAllowed)


def test_has_one_text_whatever_the_order_in_which_lines_are_kept() -> None:
    said = history(*running(consent(line="b"), consent("company_doctor", line="a"), consent(line="c")))
    lines: ConsentLines = reduce(follow, said, {})
    other_way_round = dict(reversed(list(lines.items())))

    assert standing(other_way_round, day("2026-01-12")) == standing(lines, day("2026-01-12"))
    assert [line.recipient for line in standing(other_way_round, day("2026-01-12"))] == [
        "company_doctor",
        "general_practitioner",
    ]
