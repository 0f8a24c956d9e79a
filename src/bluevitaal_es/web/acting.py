"""From a filled form to a command and back: carry out, redirect with the position, or show why not."""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.access import Actor
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import ChangedMeanwhile, NotAllowed, Refusal
from bluevitaal_es.web import texts
from bluevitaal_es.web.forms import Filled
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render

#: The cookie that carries the position of the command just given; the next page waits for it.
POSITION_COOKIE = "bv_na"

#: Draws the form page again: (filled form, HTTP status) to a page.
Again = Callable[[Filled, int], Response]
#: Draws the page that shows what others changed meanwhile.
Conflict = Callable[[Filled, int], Response]


async def posted(request: Request) -> FormData:
    """Return the form that was posted; a dependency, so that the endpoints themselves need not be async."""
    return await request.form()


def carry_out(
    request: Request,
    actor: Actor,
    command: Command[Any],
    form: Filled,
    *,
    to: str,
    again: Again,
    conflict: Conflict | None = None,
    fields: dict[str, str] | None = None,
) -> Response:
    """Give `command` and redirect `to` with its position; on a refusal show the form `again`, text kept.

    `fields` maps the field names of the catalogue's refusals to controls of the form.
    """
    try:
        outcome = house_of(request).desk.handle(
            command,
            actor,
            seen_version=form.version,
            context=Context(form.command_id, form.command_id),
        )
    except ChangedMeanwhile as refusal:
        since = refusal.details.get("since_version")
        assert isinstance(since, int)
        if conflict is not None:
            return conflict(form, since)
        return again(form.with_error("", texts.refusal(refusal)), 409)
    except NotAllowed:
        return not_found(request)
    except Refusal as refusal:
        control = (fields or {}).get(texts.field_of(refusal), "")
        return again(form.with_error(control, texts.refusal(refusal)), 409)
    return see_other(request, to, outcome.position)


def see_other(request: Request, to: str, position: int | None = None) -> Response:
    """Redirect after a post; with a position, the next page waits until every view shows it."""
    response = RedirectResponse(to, status_code=303)
    if position:
        response.set_cookie(
            POSITION_COOKIE,
            str(position),
            max_age=60,
            httponly=True,
            samesite="lax",
            secure=house_of(request).settings.secure_cookies,
        )
    return response


def not_found(request: Request) -> Response:
    """Answer as for a page that is not there: who may not see a case learns nothing about it."""
    return render(
        request,
        "error.html",
        404,
        title="Deze pagina is er niet",
        text="Het adres klopt niet, of u hebt geen toegang. Wij zeggen nooit welke van de twee het is.",
    )
