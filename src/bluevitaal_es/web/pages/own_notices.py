"""My notices: where a member of staff wants to hear that something waits; without an address nowhere."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.notice_refusals import NoticeAddressIsMissing
from bluevitaal_es.commands.set_contact_wishes import usable_email
from bluevitaal_es.notices.addresses import StaffAddresses
from bluevitaal_es.web import texts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.forms import Filled, Form, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, current

router = APIRouter(dependencies=LOGGED_IN)

HERE: Final = "/mijn-account/berichten"
FORM: Final = Form(
    "berichten",
    "Seintjes",
    (
        Text(
            "e-mail",
            "E-mailadres",
            hint="Laat leeg als u geen seintjes wilt. Alleen het systeem gebruikt dit adres.",
            optional=True,
            max_length=254,
            autocomplete="email",
            inputmode="email",
        ),
    ),
    submit="Bewaren",
)


@router.get(HERE)
def ask_address(request: Request) -> Response:
    """Ask where to send notices; a client chooses that elsewhere."""
    staff_id = _staff_id(request)
    if staff_id is None:
        return not_found(request)
    return _page(request, FORM.with_initial({"e-mail": _addresses(request).of(staff_id)}))


@router.post(HERE)
def keep_address(request: Request, form: FormData = Depends(posted)) -> Response:
    """Keep the address, or forget it."""
    staff_id, filled = _staff_id(request), FORM.read(form)
    if staff_id is None:
        return not_found(request)
    if not filled.ok:
        return _page(request, filled, 422)
    try:
        email = usable_email(filled.choice("e-mail"), needed=False)
    except NoticeAddressIsMissing as refused:
        return _page(request, filled.with_error("e-mail", texts.refusal(refused)), 422)
    _addresses(request).keep(staff_id, email)
    return see_other(request, "/mijn-account")


def _staff_id(request: Request) -> UUID | None:
    return current(request).account.staff_id


def _addresses(request: Request) -> StaffAddresses:
    house = house_of(request)
    return StaffAddresses(house.database, house.seal, house.unseal)


def _page(request: Request, form: Filled, status: int = 200) -> Response:
    norms = catalogue().norms
    return render(
        request,
        "form.html",
        status,
        title=FORM.title,
        lead=(
            "Een seintje zegt alleen dát er iets wacht: nieuw werk, of werk dat te laat is."
            f" Tussen {norms.notices_until:%H.%M} en {norms.notices_from:%H.%M} uur en op vrije dagen"
            " krijgt u niets, behalve als iets niet kan wachten."
        ),
        breadcrumbs=[("/mijn-account", "Mijn account")],
        form=form,
        action=HERE,
        cancel_href="/mijn-account",
    )
