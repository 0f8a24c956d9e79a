"""From a template name and values to a page: the Jinja environment, static files and their addresses."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bluevitaal_es import clock
from bluevitaal_es.web import charts, dutch
from bluevitaal_es.web.shell import Shell, shell_of

STATIC = Path(__file__).parent / "static"


@cache
def environment() -> Environment:
    """Return the one Jinja environment: escapes by itself and refuses names that are not given."""
    made = Environment(
        loader=PackageLoader("bluevitaal_es.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= dutch.FILTERS
    made.globals |= {
        "static_url": static_url,
        "today": clock.today,
        "dutch_count": dutch.dutch_count,
        "bars": charts.bars,
        "score_line": charts.score_line,
    }
    return made


@cache
def static_url(path: str) -> str:
    """Return the address of a static file with a hash of its content, so that it may be kept for ever."""
    digest = sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def static_files() -> ASGIApp:
    """Return the app to mount at /static; it compresses, since nothing in it is secret."""
    return GZipMiddleware(StaticFiles(directory=STATIC), minimum_size=1000)


def render(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """Return the page made from `template`, with `request` and `shell` beside the given values."""
    return HTMLResponse(_page(template, request.url.path, shell_of(request), context), status)


def render_alone(template: str, status: int, **context: object) -> HTMLResponse:
    """Return a page for which there is no request state yet, such as a refusal by middleware."""
    return HTMLResponse(_page(template, "", Shell(), context), status)


def _page(template: str, path: str, shell: Shell, context: dict[str, object]) -> str:
    frame: dict[str, object] = {"shell": shell, "path": path}
    return environment().get_template(template).render(frame | context)
