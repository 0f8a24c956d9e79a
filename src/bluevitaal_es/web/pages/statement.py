"""The statement about consent: its text, the sheet to sign, the signed versions with their scans."""

from typing import Final

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.sign_statement import SignStatement
from bluevitaal_es.projections.case_file.confidentiality import Statement
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.rules.statement import digest, standing, statement_text
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.forms import Filled, Form, Hidden, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.scans import EXTENSIONS, LARGEST, media_type
from bluevitaal_es.web.session import LOGGED_IN, visitor

router = APIRouter(dependencies=LOGGED_IN)

#: The file in the form, and the hidden field with the hash of the text that was signed.
SCAN: Final = "scan"
SIGNING: Final = Form(
    "verklaring",
    "Getekende verklaring bewaren",
    (
        Hidden("tekst"),
        Text("ondertekend", "Onder welke naam of schuilnaam is getekend?", optional=True, max_length=200),
    ),
    submit="Getekende verklaring bewaren",
)


@router.get("/trajecten/{number}/verklaring")
def statement_page(request: Request, number: str, actor: Actor = Depends(visitor)) -> Response:
    """Show what is to be signed, the form to keep the scan, and what was signed before."""
    dossier = _dossier(request, actor, number)
    if dossier is None:
        return not_found(request)
    return _page(request, dossier, SIGNING.with_initial({"tekst": digest(_text(dossier))}))


@router.post("/trajecten/{number}/verklaring")
def keep_statement(
    request: Request, number: str, form: FormData = Depends(posted), actor: Actor = Depends(visitor)
) -> Response:
    """Keep the scan, sealed under the client's key, and record that the statement was signed."""
    dossier = _dossier(request, actor, number)
    if dossier is None or dossier.case_id is None:
        return not_found(request)
    filled, content = SIGNING.read(form), _scan(form)
    kind = media_type(content)
    if not content:
        filled = filled.with_error(SCAN, "Voeg de scan van de getekende verklaring toe.")
    elif len(content) > LARGEST:
        filled = filled.with_error(SCAN, "Dit bestand is groter dan 5 MB. Maak de scan kleiner.")
    elif kind is None:
        filled = filled.with_error(SCAN, "Dit is geen heel PDF-, JPEG- of PNG-bestand. Maak een nieuwe scan.")
    if not filled.ok or kind is None:
        return _page(request, dossier, filled, 422)
    command = SignStatement(
        case_id=CaseId(dossier.case_id),
        statement_id=filled.command_id,
        text_sha256=filled.text("tekst"),
        signed="on_paper",
        signer=filled.choice("ondertekend"),
        scan_sha256=house_of(request).keep_file(dossier.case_id, content),
        scan_type=kind,
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=f"/trajecten/{number}/verklaring#getekend",
        again=lambda shown, status: _page(request, dossier, shown, status),
    )


@router.get("/trajecten/{number}/verklaring/blad")
def sheet(request: Request, number: str, actor: Actor = Depends(visitor)) -> Response:
    """Show the statement as it stands, ready to print and sign on paper."""
    dossier = _dossier(request, actor, number)
    if dossier is None or not standing(dossier.consent_lines, clock.today()):
        return not_found(request)
    text = _text(dossier)
    return _sheet(request, number, text, digest(text), signed=None)


@router.get("/trajecten/{number}/verklaring/{statement_id}")
def signed_statement(
    request: Request, number: str, statement_id: str, actor: Actor = Depends(visitor)
) -> Response:
    """Show a statement in the version that was signed, ready to print: the client's copy (S-035)."""
    dossier = _dossier(request, actor, number)
    found = _found(dossier, statement_id)
    if found is None:
        return not_found(request)
    return _sheet(request, number, found.text, found.text_sha256, signed=found)


@router.get("/trajecten/{number}/verklaring/{statement_id}/scan")
def scan(request: Request, number: str, statement_id: str, actor: Actor = Depends(visitor)) -> Response:
    """Hand out the scan as it was brought in."""
    dossier = _dossier(request, actor, number)
    found = _found(dossier, statement_id)
    if dossier is None or dossier.case_id is None or found is None:
        return not_found(request)
    if found.scan_sha256 is None or found.scan_type not in EXTENSIONS:
        return not_found(request)
    content = house_of(request).open_file(dossier.case_id, found.scan_sha256)
    if content is None:
        return not_found(request)
    name = f"verklaring-{found.signed_at:%Y-%m-%d}.{EXTENSIONS[found.scan_type]}"
    return Response(
        content,
        media_type=found.scan_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _dossier(request: Request, actor: Actor, number: str) -> Dossier | None:
    """Return the dossier for who guides the case; the client has pages of their own."""
    dossier = house_of(request).case_file.dossier(actor, number)
    if dossier is None:
        return None
    tie = dossier.involvement
    return dossier if may(actor, Act.OPEN_DOSSIER, tie) and may(actor, Act.SIGN_STATEMENT, tie) else None


def _text(dossier: Dossier) -> str:
    today = clock.today()
    version = catalogue().consent.text_on(today).version
    return statement_text(standing(dossier.consent_lines, today), version)


def _found(dossier: Dossier | None, statement_id: str) -> Statement | None:
    statements = dossier.confidentiality.statements if dossier is not None else ()
    return next((one for one in statements if str(one.statement_id) == statement_id), None)


def _scan(form: FormData) -> bytes:
    """Return the file that was sent, one byte past the largest at most; nothing when there is none."""
    sent = form.get(SCAN)
    if not isinstance(sent, UploadFile):
        return b""
    sent.file.seek(0)
    return sent.file.read(LARGEST + 1)


def _page(request: Request, dossier: Dossier, form: Filled, status: int = 200) -> Response:
    text = _text(dossier)
    last = dossier.confidentiality.last_statement
    return render(
        request,
        "statement.html",
        status,
        title="Verklaring over toestemming",
        breadcrumbs=[("/", "Mijn werk"), (f"/trajecten/{dossier.number}", dossier.number)],
        number=dossier.number,
        rows=text.split("\n\n")[2].split("\n") if standing(dossier.consent_lines, clock.today()) else [],
        words=text.split("\n\n")[1],
        statements=tuple(reversed(dossier.confidentiality.statements)),
        up_to_date=last is not None and last.text_sha256 == digest(text),
        form=form,
        action=f"/trajecten/{dossier.number}/verklaring",
    )


def _sheet(request: Request, number: str, text: str, sha256: str, *, signed: Statement | None) -> Response:
    title, words, rows = text.split("\n\n")
    return render(
        request,
        "statement_sheet.html",
        title=title,
        breadcrumbs=[(f"/trajecten/{number}/verklaring", "Verklaring over toestemming")],
        number=number,
        words=words,
        rows=rows.split("\n"),
        sha256=sha256,
        signed=signed,
    )
