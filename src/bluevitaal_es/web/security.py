"""What keeps a page safe in the browser: headers, no posts from elsewhere, and a limit to what is sent."""

import hmac
from hashlib import sha256
from typing import Final

from python_multipart.multipart import parse_options_header
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluevitaal_es.web.rendering import render_alone
from bluevitaal_es.web.shell import shell_of

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BODY: Final = 1_000_000
#: What the addresses that end like this may be sent, in bytes: a scan with what is around it.
MORE_BODY: Final = {"/verklaring": 5_200_000}


def protect(app: Starlette, *, most_body: int = MOST_BODY) -> None:
    """Put headers, the check on where a post comes from and the body limit (in bytes) around `app`."""
    app.add_middleware(BodyLimit, most_body=most_body)
    app.add_middleware(OneCharset)
    app.add_middleware(OwnOriginOnly)
    app.add_middleware(PlainAddress)
    app.add_middleware(SafeHeaders)


def form_token(secret: bytes, session_id: str) -> str:
    """Return the token that forms of this session carry; it says nothing about the session id."""
    return hmac.new(secret, b"form-token:" + session_id.encode(), sha256).hexdigest()


def is_form_token(secret: bytes, session_id: str, given: str) -> bool:
    """Whether `given` is the token of this session; takes equally long for a right and a wrong one."""
    return hmac.compare_digest(form_token(secret, session_id).encode(), given.encode())


async def require_form_token(request: Request) -> None:
    """FastAPI dependency: refuse a post (403) whose `csrf` field is not the token of the shell's session."""
    if request.method in SAFE_METHODS:
        return
    expected = shell_of(request).csrf_token
    given = (await request.form()).get("csrf", "")
    if (
        not expected
        or not isinstance(given, str)
        or not hmac.compare_digest(expected.encode(), given.encode())
    ):
        raise HTTPException(
            403, "Deze pagina is te lang open geweest. Ga terug, ververs de pagina en probeer opnieuw."
        )


class SafeHeaders:
    """Adds the headers to every answer; pages are never kept, static files with a hash for ever."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", _kept(scope, message["status"]))
            await send(message)

        await self.app(scope, receive, send_with_headers)


class OwnOriginOnly:
    """Refuses posts that a page of another origin made: by Sec-Fetch-Site, else by Origin against Host.

    Without either header only a request with an Authorization header passes: that is a program, and a
    browser does not add it by itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        foreign = scope["type"] == "http" and scope["method"] not in SAFE_METHODS
        if foreign and not comes_from_here(Headers(scope=scope)):
            page = render_alone(
                "error.html",
                403,
                title="Dit verzoek kwam van een andere website",
                text="Voor uw veiligheid is er niets vastgelegd. Open de pagina opnieuw en probeer het.",
            )
            await page(scope, receive, send)
            return
        await self.app(scope, receive, send)


class OneCharset:
    """Refuses (415) a form in another character set than UTF-8: no page of ours sends one.

    The sender would choose how its bytes are read, and can so make text that nobody can write down again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = Headers(scope=scope).get("content-type", "") if scope["type"] == "http" else ""
        _, options = parse_options_header(said)
        if options.get(b"charset", b"utf-8").lower() not in {b"utf-8", b"utf8"}:
            page = render_alone(
                "error.html",
                415,
                title="Dit kunnen wij niet lezen",
                text="Er is niets vastgelegd. Open de pagina opnieuw en probeer het nog eens.",
            )
            await page(scope, receive, send)
            return
        await self.app(scope, receive, send)


class PlainAddress:
    """Leaves NUL, which no text in the database holds, out of queries; a path with one is not there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "\x00" in scope["path"]:
            page = render_alone(
                "error.html", 404, title="Deze pagina is er niet", text="Het adres klopt niet."
            )
            await page(scope, receive, send)
            return
        while b"%00" in scope["query_string"]:
            scope["query_string"] = scope["query_string"].replace(b"%00", b"")
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses (413) a body of more than `most_body` bytes, announced or not; MORE_BODY names exceptions."""

    def __init__(self, app: ASGIApp, *, most_body: int) -> None:
        self.app = app
        self.most_body = most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        more = [most for end, most in MORE_BODY.items() if scope["path"].endswith(end)]
        most = max(more, default=self.most_body)
        announced = Headers(scope=scope).get("content-length", "")
        if _is_more(announced, most):
            await self._refuse(scope, receive, send)
            return
        seen, started = 0, False

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _TooMuch
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noted)
        except* _TooMuch:
            # Middleware that runs the page in a task group wraps what rises, hence the star.
            if started:
                raise
        if seen > most and not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = render_alone(
            "error.html",
            413,
            title="Dit is te groot om te versturen",
            text="Er is niets vastgelegd. Maak de tekst of het bestand kleiner en probeer het opnieuw.",
        )
        await page(scope, receive, send)


class _TooMuch(Exception):
    """The body went past the limit while it was read."""


def _is_more(announced: str, most: int) -> bool:
    """Whether a length is announced that is not one, or of more bytes than `most`."""
    if not announced:
        return False
    return not (
        announced.isascii() and announced.isdigit() and len(announced) < 19 and int(announced) <= most
    )


def comes_from_here(headers: Headers) -> bool:
    """Whether a request that changes something was made by our own page (or by a program with a token)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        scheme, _, host = origin.partition("://")
        return scheme in {"http", "https"} and bool(host) and host == headers.get("host")
    return "authorization" in headers


def _kept(scope: Scope, status: int) -> str:
    if scope["path"].startswith("/static/") and status in {200, 304}:
        hashed = scope["query_string"].startswith(b"v=")
        return "public, max-age=31536000, immutable" if hashed else "no-cache"
    return "no-store"
