"""The statement about consent: print, sign, keep the scan sealed, read every version for ever."""

from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.record_consent import WithdrawConsent
from bluevitaal_es.web.pages.statement import router
from bluevitaal_es.web.scans import media_type
from tests.web.at_the_desk import ROUTERS as CASE_ROUTERS
from tests.web.at_the_desk import Desk, consent, desk
from tests.web.posting import hidden_in

__all__ = ["ROUTERS", "desk"]
ROUTERS = (router, *CASE_ROUTERS)

PDF = b"%PDF-1.7\nde handtekening van niemand\n%%EOF\n"


def bring(desk: Desk, content: bytes = PDF, page: str = "", **typed: str) -> Any:
    path = f"{desk.page}/verklaring"
    hidden = hidden_in(page or desk.browser.get(path).text)
    files = {"scan": ("C:\\persoon.pdf", BytesIO(content), "text/html")}
    return desk.browser.post(path, data=hidden | typed, files=files)


@pytest.mark.requirement("S-035")
def test_keeps_the_signed_version_and_gives_a_copy_of_it(desk: Desk) -> None:
    consent(desk)
    sheet = unescape(desk.browser.get(f"{desk.page}/verklaring/blad").text)
    assert "1. Ja. Huisarts. Waarvoor: Verwijzen. Welke gegevens: Uw hulpvraag." in sheet

    answer = bring(desk, ondertekend="Wolf")

    assert answer.status_code == 303
    desk.browser.get(f"{desk.page}/verklaring")
    (signed,) = desk.dossier.confidentiality.statements
    assert (signed.signer, signed.scan_type, signed.signed) == ("Wolf", "application/pdf", "on_paper")
    copy = unescape(desk.browser.get(f"{desk.page}/verklaring/{signed.statement_id}").text)
    assert "Waarvoor: Verwijzen. Welke gegevens: Uw hulpvraag." in copy
    assert "Wolf" in copy


@pytest.mark.requirement("S-026")
def test_keeps_the_old_text_readable_after_a_change_of_mind_and_asks_for_a_new_one(desk: Desk) -> None:
    line_id = consent(desk)
    bring(desk)
    desk.browser.get(f"{desk.page}/verklaring")
    desk.give(WithdrawConsent(case_id=desk.case_id, line_id=line_id))
    consent(desk, "company_doctor")

    page = unescape(desk.browser.get(f"{desk.page}/verklaring").text)
    bring(desk, page=page)
    desk.browser.get(f"{desk.page}/verklaring")

    assert "De toestemming is veranderd na de laatste handtekening." in page
    old, new = desk.dossier.confidentiality.statements
    assert "Huisarts" in old.text
    assert "Huisarts" not in new.text
    read = unescape(desk.browser.get(f"{desk.page}/verklaring/{old.statement_id}").text)
    assert "1. Ja. Huisarts." in read
    assert "voor precies deze regels getekend" in unescape(desk.browser.get(f"{desk.page}/verklaring").text)


def test_hands_the_scan_out_as_it_came_in_and_keeps_it_sealed(desk: Desk) -> None:
    consent(desk)
    bring(desk)
    desk.browser.get(f"{desk.page}/verklaring")
    (signed,) = desk.dossier.confidentiality.statements

    answer = desk.browser.get(f"{desk.page}/verklaring/{signed.statement_id}/scan")

    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    today = f"{clock.now():%Y-%m-%d}"
    assert answer.headers["content-disposition"] == f'attachment; filename="verklaring-{today}.pdf"'
    with desk.house.database.pool.connection() as connection:
        rows = connection.execute("SELECT sha256, sealed FROM attachment.sealed_file").fetchall()
    assert [bytes(row[0]).hex() for row in rows] == [signed.scan_sha256]
    assert b"handtekening" not in bytes(rows[0][1])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Voeg de scan van de getekende verklaring toe."),
        (b"<html><script>alert(1)</script></html>", "Dit is geen heel PDF-, JPEG- of PNG-bestand."),
        (PDF[:-7], "Dit is geen heel PDF-, JPEG- of PNG-bestand."),
        (b"%PDF-" + b"0" * 5_000_000, "Dit bestand is groter dan 5 MB."),
    ],
    ids=["nothing", "html", "half", "too large"],
)
def test_takes_no_other_file(desk: Desk, content: bytes, said: str) -> None:
    consent(desk)

    answer = bring(desk, content, ondertekend="Wolf")

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert 'value="Wolf"' in answer.text
    with desk.house.database.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM attachment.sealed_file").fetchone() == (0,)


def test_refuses_a_body_past_the_limit(desk: Desk) -> None:
    consent(desk)

    assert bring(desk, b"%PDF-" + b"0" * 5_400_000).status_code == 413


def test_refuses_a_statement_about_lines_that_changed_since_it_was_printed(desk: Desk) -> None:
    consent(desk)
    page = desk.browser.get(f"{desk.page}/verklaring").text
    consent(desk, "company_doctor")

    answer = bring(desk, page=page)

    assert answer.status_code == 409
    assert "Laat de cliënt de nieuwe verklaring tekenen." in unescape(answer.text)


def test_has_nothing_to_sign_without_lines(desk: Desk) -> None:
    assert "Er staat nog geen besluit van de cliënt vast." in unescape(
        desk.browser.get(f"{desk.page}/verklaring").text
    )
    assert desk.browser.get(f"{desk.page}/verklaring/blad").status_code == 404


def test_is_not_there_for_who_is_not_involved(desk: Desk, log_in: Callable[..., TestClient]) -> None:
    consent(desk)
    bring(desk)
    desk.browser.get(f"{desk.page}/verklaring")
    (signed,) = desk.dossier.confidentiality.statements
    pages = ["", "/blad", f"/{signed.statement_id}", f"/{signed.statement_id}/scan"]

    for role in ("begeleider2", "teamleider", "auditor", "ombuds", "beheer"):
        browser = log_in(role)
        assert {browser.get(f"{desk.page}/verklaring{page}").status_code for page in pages} == {404}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0beeld\xff\xd9", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nbeeld\x00\x00\x00\x00IEND\xaeB`\x82", "image/png"),
        (b"GIF89a", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_tells_a_file_by_its_content(content: bytes, found: str | None) -> None:
    assert media_type(content) == found
