"""Forms as they stand on pages: found by following links, and filled in so that most would be taken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import dutch_date_short

_LINK = re.compile(r'(?:href|action)="([^"#]+)')
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]+-\d{4}-\d+|(?<=/toegang/)\w+(?=/)")


@dataclass(frozen=True)
class Control:
    """One question of a form: its name, its kind, and the answers it offers or holds."""

    name: str
    kind: str
    values: tuple[str, ...] = ()

    @property
    def takes_text(self) -> bool:
        return self.kind in ("text", "textarea", "search", "password")


@dataclass(frozen=True)
class Found:
    """A form, on which page it stands, and who has it open."""

    who: str
    page: str
    action: str
    method: str
    controls: tuple[Control, ...]
    multipart: bool = False

    @property
    def asked(self) -> tuple[Control, ...]:
        """Return all that may be tampered with: everything but the token of the session."""
        return tuple(control for control in self.controls if control.name != "csrf")

    @property
    def shape(self) -> tuple[str, str, frozenset[str]]:
        """Return what is the same for two of the same form, on whatever case."""
        return self.method, shape_of(self.action), frozenset(control.name for control in self.controls)

    def answers(self) -> dict[str, Any]:
        """Return answers as somebody would give who takes the first that is offered, and the day of today."""
        return {control.name: _answer(control) for control in self.controls if control.kind != "file"}


def shape_of(path: str) -> str:
    """Return an address without its ids, case numbers and the values in its query."""
    return re.sub(r"(?<==)[^&]*", "", _IDS.sub("id", path))


def forms_of(who: str, browser: TestClient, first: list[str], seen: set[str]) -> Iterator[Found]:
    """Follow links from some addresses; yield each form on each kind of page that nobody had `seen` yet."""
    to_do = list(first)
    while to_do:
        path = to_do.pop(0)
        parts = urlsplit(path)
        if parts.netloc or path.startswith(("/static/", "/uitloggen")) or shape_of(path) in seen:
            continue
        answer = browser.get(path)
        if "location" in answer.headers:
            to_do.append(urljoin(path, answer.headers["location"]))
        if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        seen.add(shape_of(path))
        to_do += [urljoin(path, found.replace("&amp;", "&")) for found in _LINK.findall(answer.text)]
        yield from forms_on(who, path, answer.text)


def forms_on(who: str, path: str, page: str) -> list[Found]:
    """Return the forms of a page."""
    reader = _Forms(who, path)
    reader.feed(page)
    return reader.found


def _answer(control: Control) -> Any:
    if control.kind in ("text", "textarea", "search", "password"):
        held = control.values[0] if control.values else ""
        day = "dag" in control.name or "datum" in control.name or "op" in control.name.split("-")
        return held or (
            dutch_date_short(clock.today()) if day else "10:00" if "tijd" in control.name else "3"
        )
    return next((value for value in control.values if value), "")


class _Forms(HTMLParser):
    def __init__(self, who: str, page: str) -> None:
        super().__init__()
        self.who, self.page = who, page
        self.found: list[Found] = []
        self.inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = True
            self.found.append(
                Found(
                    self.who,
                    self.page,
                    urljoin(self.page, given.get("action", "")),
                    given.get("method", "get").lower(),
                    (),
                    "multipart" in given.get("enctype", ""),
                )
            )
        elif tag == "option" and self.inside:
            self._adds(Control(self.select, "select", (given.get("value", ""),)))
        elif tag in ("input", "textarea", "select", "button") and self.inside and given.get("name"):
            kind = tag if tag in ("textarea", "select") else given.get("type", "text")
            self.select = given["name"]
            self._adds(Control(given["name"], kind, (given["value"],) if "value" in given else ()))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"

    def _adds(self, control: Control) -> None:
        form = self.found[-1]
        before = next((one for one in form.controls if one.name == control.name), None)
        both = control if before is None else replace(before, values=before.values + control.values)
        others = tuple(one for one in form.controls if one.name != control.name)
        self.found[-1] = replace(form, controls=(*others, both))
