"""The web application: every page, the safety around them, and what is said when something is not there."""

import structlog
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.web import rendering, security, session
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import ROUTERS, health

_log = structlog.get_logger()


def make(house: House) -> FastAPI:
    """Return the application over a house; it keeps no state of its own, so any number may run."""
    app = FastAPI(title="BlueVitaal", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False
    app.state.house = house
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", rendering.static_files())
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _broken)
    session.install(app)
    security.protect(app)
    app.add_middleware(health.Measured)
    app.add_middleware(CorrelationIdMiddleware)
    return app


def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    if fault.status_code in (404, 405):
        return not_found(request)
    page = rendering.render(
        request,
        "error.html",
        fault.status_code,
        title="Dit verzoek is geweigerd",
        text="Er is niets vastgelegd. Open de pagina opnieuw en probeer het nog eens.",
    )
    page.headers.update(fault.headers or {})
    return page


def _malformed(request: Request, _fault: Exception) -> Response:
    """Answer an address that cannot exist, such as a broken id, as one that does not."""
    return not_found(request)


def _broken(request: Request, fault: Exception) -> Response:
    _log.error("page_failed", route=request.url.path.split("/")[1][:20], error=type(fault).__name__)
    return rendering.render(
        request,
        "error.html",
        500,
        title="Er ging iets mis",
        text="Misschien is uw laatste stap niet vastgelegd. Kijk dat eerst na voor u het opnieuw doet.",
    )
