"""Hostile and oversized input in every form that anybody can reach, and in every address with its query."""

import json
from collections.abc import Callable, Iterator
from html import escape
from itertools import cycle
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es.store.verify import verify
from bluevitaal_es.web import session
from bluevitaal_es.web.session_table import Sessions
from tests.web.conftest import ACase
from tests.web.crowd import Crowd, app, crowd
from tests.web.entering import let_in
from tests.web.forms_found import Control, Found, forms_of
from tests.web.test_attacks import bites
from tests.web.test_planted import guesses

__all__ = ["app", "crowd"]

#: Every kind of text that ever broke something.
HOSTILE = (
    "<script>zqx()</script>",
    '" onmouseover=zqx() x="',
    "</textarea></title><script>zqx()</script>",
    "{{7*7}}${7*7}{% raw %}<%= 7 %>",
    "' OR 1=1; DROP TABLE log.event; --",
    "=cmd|' /C calc'!A0",
    "nul\x00teken",
    "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028",
    "\u202eomgekeerd\u2066\ufeff\u0301\ufffe",
    "\U000e0041\U0010ffff\U0001f469\u200d\U0001f692",
    "%s %(x)s %n {0} {x!r} \\u0000 \\x00",
    "../../../../etc/passwd",
    "r\r\nSet-Cookie: zqx=1\r\n",
    "-1",
    "-0,0",
    "9" * 5_000,
    "1e999",
    "NaN",
    "\u0663\u00b2\u2167",
    "0000-00-00",
    "31-12-9999",
    "31-02-2026",
    "1-1-0001",
    "99:99",
    str(uuid4()),
    "null",
    "[]",
    json.dumps({"id": "\ud800", "rawId": [], "response": {"clientDataJSON": -1}, "type": {}}),
    "x" * 90_000,
)
#: The client of the tests makes no longer address.
MOST_OF_AN_ADDRESS = 6_000
#: Bytes as a value in the body of a form, as no browser would send them.
RAW = (b"%ff%fe%00%01", b"%ed%a0%80%ed%bf%bf", b"\xff\xfe", b"%", b"%zz%", b"%c0%80%f8%88%80%80%80")
#: Character sets that make other text of the same bytes than was checked, or none at all.
CHARSETS = ("utf-7", "unicode_escape", "utf-16", "undefined", "idna", "punycode", "zlib", "cp037", "x" * 500)
#: Everybody who has forms of their own, widest first: a form is tried by the first who has it.
PEOPLE = ("", "begeleider", "teamleider", "fg", "auditor", "beheer", "management", "planner", "client1")
#: Whose account may end here: nobody else's, for they are needed to look around afterwards.
NOBODY_NEEDS = "begeleider3"
#: Forms that take their own page or its owner away: tried last.
ENDING = ("afsluiten", "overdragen", "vergeten", "uitvoeren", "/toegang/", "wachtwoord", "tweede-stap")


@pytest.fixture
def forms(crowd: Crowd, a_case: Callable[..., ACase]) -> list[Found]:
    """Return every form, one of each kind."""
    fresh = a_case(intake=False).number
    found: dict[object, Found] = {}
    seen: set[str] = set()
    for who in PEOPLE:
        first = [
            *guesses(crowd.cases[:1]),
            f"/trajecten/{crowd.cases[2].number}",
            f"/trajecten/{fresh}/intake",
        ]
        for form in forms_of(who, crowd.browsers[who], first, seen):
            if "/toegang/" not in form.action or f"/toegang/{NOBODY_NEEDS}" in form.action:
                found.setdefault(form.shape, form)
    return sorted(found.values(), key=lambda form: any(word in form.action for word in ENDING))


class Attacker:
    """Sends what nobody would, and notes what breaks."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.broken: list[str] = []
        self.taken = self.refused = 0

    def sends(self, form: Found, said: str, **sent: Any) -> Any:
        """Send a form one way or the other; a fault is noted, and so is a page that carries out our text."""
        return self.asks(form.who, form.method, form.action, f"{said} on {form.page}", **sent)

    def asks(self, who: str, method: str, address: str, said: str, **sent: Any) -> Any:
        try:
            answer = self.crowd.browsers[who].request(method, address, **sent)
        except Exception as fault:  # noqa: BLE001 (whatever rises is what would be a 500)
            self.broken.append(f"{address} as {who or 'nobody'}, {said}: {fault!r:.300}")
            return None
        if answer.status_code >= 500 or bites(answer.text) or "zqx=1" in answer.headers.get("set-cookie", ""):
            self.broken.append(f"{address} as {who or 'nobody'}, {said}: {answer.status_code}")
        if answer.headers.get("location", "").startswith("/inloggen") and who:
            self._logs_in_again(who)
        self.taken += answer.status_code == 303
        self.refused += answer.status_code in (400, 403, 404, 409, 413, 415, 422)
        return answer

    def _logs_in_again(self, who: str) -> None:
        token = Sessions(self.crowd.house.database).open(who)
        name = session.cookie_name(self.crowd.house.settings)
        self.crowd.browsers[who].cookies.set(name, token, domain="testserver.local", path="/")

    def answers_of(self, form: Found, **other: Any) -> dict[str, Any]:
        """Return answers that would be taken, with a command of its own and the token of this session."""
        mine = form.answers()
        if "opdracht" in mine:
            mine["opdracht"] = str(uuid4())
        if "versie" in mine:
            mine["versie"] = ""
        return mine | other


def keeps_what_was_typed(control: Control, text: str, page: str) -> bool:
    """Say whether a refusing page still holds what was typed, as far as it can be shown at all."""
    if not control.takes_text or control.kind == "password" or len(text) > 20_000 or not text.isprintable():
        return True
    if f'name="{control.name}"' not in page:
        return True
    return escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page


@pytest.mark.slow("tries every field of every form")
def test_refuses_or_keeps_whatever_is_sent_to_any_form_and_breaks_nothing(
    crowd: Crowd, forms: list[Found]
) -> None:
    attacker = Attacker(crowd)

    lost = hostile_text(attacker, forms)
    what_no_browser_sends(attacker, [form for form in forms if form.method != "get"])

    assert attacker.broken == []
    assert lost == []
    assert attacker.taken > 100
    assert attacker.refused > 100
    is_whole(crowd)


def hostile_text(attacker: Attacker, forms: list[Found]) -> list[tuple[str, str, str]]:
    """Send hostile text in each field, the others filled in well; return what was typed and is lost."""
    texts, lost = cycle(HOSTILE), []
    for form in forms:
        for control in form.asked:
            for text in (next(texts), next(texts)) if control.takes_text else (next(texts),):
                sent = attacker.answers_of(form, **{control.name: text})
                given: dict[str, Any] = {"data": sent}
                if form.method == "get":
                    given = {"params": sent | {control.name: text[:MOST_OF_AN_ADDRESS]}}
                answer = attacker.sends(form, f"{text[:40]!r} in {control.name}", **given)
                refused = answer is not None and answer.status_code == 422
                if refused and not keeps_what_was_typed(control, text, answer.text):
                    lost.append((form.action, control.name, text[:40]))
    return lost


def what_no_browser_sends(attacker: Attacker, forms: list[Found]) -> None:
    """Send each form bytes that are no text, very many fields, other types of content, and files."""
    raw, charsets = cycle(RAW), cycle(CHARSETS)
    for form in forms:
        mine = attacker.answers_of(form)
        plain = "&".join(f"{quote(name)}={quote(str(value))}" for name, value in mine.items()).encode()
        urlencoded = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in bodies(form, plain, next(raw)):
            attacker.sends(form, f"{body[:20]!r}…", content=body, headers=urlencoded)
        for kind, body in kinds(mine, next(charsets)):
            attacker.sends(form, kind, content=body, headers={"Content-Type": kind})
        attacker.sends(form, "a file in each field", data=mine, files=files_in(form))
        attacker.asks(form.who, "PUT", form.action, "PUT", content=plain, headers=urlencoded)


def bodies(form: Found, plain: bytes, raw: bytes) -> Iterator[bytes]:
    """Yield bodies of the right type: bytes that are no text, every field twice, and very many of them."""
    last = form.asked[-1].name if form.asked else "x"
    yield plain + f"&{quote(last)}=".encode() + raw
    yield plain + b"&" + plain
    yield plain + b"&" + raw + b"=" + raw
    yield plain + f"&{quote(last)}=ja".encode() * 10_000


def kinds(mine: dict[str, Any], charset: str) -> Iterator[tuple[str, bytes]]:
    """Yield types of content that are not asked for, with a body."""
    parts = "".join(
        f'--zqx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\\ud800\\x00\r\n'
        if name != "csrf"
        else f'--zqx\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{value}\r\n'
        for name, value in mine.items()
    )
    multipart = f"{parts}--zqx--\r\n".encode()
    yield f"multipart/form-data; boundary=zqx; charset={charset}", multipart
    yield "multipart/form-data; boundary=zqx", multipart[:-30]
    yield "application/json", json.dumps(mine).encode()
    yield (
        "application/x-www-form-urlencoded; charset=unicode_escape",
        b"csrf=" + mine.get("csrf", "").encode(),
    )


def files_in(form: Found) -> list[tuple[str, tuple[str, bytes, str]]]:
    """Return a file for each question; one that is asked for is of two kinds at once."""
    both = b"%PDF-1.7\n<html><script>zqx()</script>\nPK\x03\x04\n%%EOF"
    return [
        (one.name, ("../../zqx\x00.php", both if one.kind == "file" else b"MZ", "text/html"))
        for one in form.asked
    ]


def is_whole(crowd: Crowd) -> None:
    """Assert that the log, the read models and what clients take home stand after all this."""
    with crowd.house.database.pool.connection() as connection:
        connection.autocommit = True
        assert verify(connection).ok
    case, client = crowd.cases[0], crowd.again("begeleider")
    for path in (f"/trajecten/{case.number}", f"/trajecten/{case.number}/historie", "/trajecten", "/team"):
        answer = client.get(path)
        assert answer.status_code in (200, 404), path
        assert not bites(answer.text)
    own = _client1(crowd)
    for path in ("/mijn", "/mijn/herstel", "/mijn/gegevens/kopie.json", "/mijn/gegevens/kopie.pdf"):
        answer = own.get(path)
        assert answer.status_code == 200, path


def _client1(crowd: Crowd) -> TestClient:
    browser = crowd.browsers["client1"]
    return let_in(browser, crowd.house, "client1")
