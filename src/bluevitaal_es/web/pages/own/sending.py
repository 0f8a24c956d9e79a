"""Every form of a client: who reads it and what happens next, the questions, and the command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor
from bluevitaal_es.commands.base import Command
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import Filled, Form
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.pages.own.frame import SENT_COOKIE, Own, client, gone, own_of, show
from bluevitaal_es.web.session import LOGGED_IN, requires_fresh_factor

router = APIRouter(dependencies=LOGGED_IN)

Query = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """One form: `reader` says who will read it, `next_step` what happens then; `known` are rows above it."""

    form: Form
    reader: str
    next_step: str
    back: str
    initial: Mapping[str, Value] = field(default_factory=dict)
    known: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True)
class Sending:
    """A form and the command that it gives; `ask` answers None when there is nothing to ask this client.

    Before one that `weighs`, the client proves anew who they are.
    """

    ask: Callable[[Own, Query], Asked | None]
    command: Callable[[Own, Filled, Query], Command[Any]]
    fields: Mapping[str, str] = field(default_factory=dict)
    weighs: bool = False


#: By the last part of their address; filled by the modules that make them.
SENDINGS: dict[str, Sending] = {}


def id_in(query: Query, key: str) -> UUID | None:
    """Return the id that the address names under `key`, if it is one."""
    try:
        return UUID(query.get(key, ""))
    except ValueError:
        return None


async def client_at(request: Request, slug: str, actor: Actor = Depends(client)) -> Actor:
    """FastAPI dependency: return the client, before a form that weighs after a second proof."""
    weighs = slug in SENDINGS and SENDINGS[slug].weighs
    return await requires_fresh_factor(request, actor) if weighs else actor


@router.get("/mijn/doen/{slug}")
def form_page(request: Request, slug: str, actor: Actor = Depends(client_at)) -> Response:
    """Show a form to the client whom it can be asked."""
    own, sending = own_of(request, actor), SENDINGS.get(slug)
    if own is None:
        return gone(request, actor)
    asked = sending.ask(own, dict(request.query_params)) if sending else None
    if asked is None:
        return not_found(request)
    return _draw(request, own, asked, refilled(request, asked.form.with_initial(asked.initial)))


@router.post("/mijn/doen/{slug}")
def send(
    request: Request,
    slug: str,
    actor: Actor = Depends(client_at),
    answers: FormData = Depends(posted),
) -> Response:
    """Read a form and give its command; what was typed is kept whatever happens."""
    own, sending = own_of(request, actor), SENDINGS.get(slug)
    if own is None:
        return gone(request, actor)
    query = dict(request.query_params)
    asked = sending.ask(own, query) if sending else None
    if sending is None or asked is None:
        return not_found(request)
    filled = asked.form.read(answers)

    def again(shown: Filled, status: int) -> Response:
        return _draw(request, own, asked, shown, status)

    if not filled.ok:
        return again(filled, 422)
    order = sending.command(own, filled, query)
    response = carry_out(
        request, actor, order, filled, to=asked.back, again=again, fields=dict(sending.fields)
    )
    if response.status_code == 303:
        secure = house_of(request).settings.secure_cookies
        response.set_cookie(SENT_COOKIE, slug, max_age=60, httponly=True, samesite="lax", secure=secure)
    return response


def _draw(request: Request, own: Own, asked: Asked, filled: Filled, status: int = 200) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return show(
        request,
        own,
        "client_form.html",
        asked.form.title,
        status,
        asked=asked,
        form=filled,
        action=request.url.path + query,
    )
