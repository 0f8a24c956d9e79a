"""Somebody at a browser, who reads the words on the page: questions, answers, buttons and links."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from bluevitaal_es import clock
from bluevitaal_es.demo.people import PASSWORD
from bluevitaal_es.web.dutch import dutch_date_short
from tests.journeys.service import Service
from tests.web.browsing import CONTRAST, go_on, settled, too_wide, violations

WIDE: ViewportSize = {"width": 1300, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}

#: What every page must have, as lines about what is wrong.
STRUCTURE = """() => [
    [document.querySelectorAll('h1').length === 1, 'has not exactly one h1'],
    [document.querySelector('main h1') !== null, 'has its h1 outside main'],
    [/\\S.* – \\S/.test(document.title), 'has no title'],
    [document.documentElement.lang === 'nl', 'does not say that it is Dutch'],
    [!/undefined|None\\b|\\bnull\\b|\\{\\{|case\\.[a-z_]+/.test(document.querySelector('main').innerText),
     'shows a word of the machine'],
].filter(([right]) => !right).map(([, line]) => line)"""


def today() -> str:
    """Return this day as it is typed in a form."""
    return dutch_date_short(clock.today())


def right_now() -> tuple[str, str]:
    """Return this day and minute as they are typed in a form."""
    moment = clock.now().astimezone(clock.AMSTERDAM)
    return dutch_date_short(moment), f"{moment:%H:%M}"


@dataclass
class Person:
    """One browser window. `trouble` gathers what the browser complained about and answers above 499."""

    page: Page
    address: str
    album: Path | None = None
    size: ViewportSize = field(default_factory=lambda: WIDE)
    trouble: list[str] = field(default_factory=list)
    _pictures: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda fault: self.trouble.append(f"{self.path}: {fault}"))
        self.page.on(
            "response",
            lambda answer: (
                self.trouble.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )

    def _complain(self, kind: str, text: str) -> None:
        # A refused form answers 409 or 422 on purpose, and the browser calls that an error too.
        if kind == "error" and "the server responded with a status of 4" not in text:
            self.trouble.append(f"{self.path}: {text}")

    @property
    def path(self) -> str:
        """The address of the page without the service's."""
        return self.page.url.removeprefix(self.address)

    @property
    def words(self) -> str:
        """What stands in the main part of the page, to be seen."""
        return self.page.locator("main").inner_text()

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.address + path)

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Log in through the form."""
        self.go("/inloggen")
        self.answer("Gebruikersnaam", username)
        self.answer("Wachtwoord", password)
        self.press("Inloggen")

    def answer(self, question: str, *answers: str) -> None:
        """Answer one question: choose the options of these names, or type or select the text."""
        named = re.compile(f"^{re.escape(question)}( \\(niet verplicht\\))?$")
        group = self.page.get_by_role("group", name=named)
        if group.count():
            for answer in answers:
                group.last.get_by_label(answer, exact=True).check()
            return
        control = self.page.locator("main").get_by_label(named)
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(label=answers[0])
        else:
            control.fill(answers[0])

    def answer_moment(self, question: str, day: str, time: str) -> None:
        """Answer a question after a day and a time."""
        group = self.page.get_by_role("group", name=question)
        group.get_by_label("Datum").fill(day)
        group.get_by_label("Tijd").fill(time)

    def answer_scale(self, *answers: str) -> None:
        """Answer the items of a questionnaire in their order."""
        rows = self.page.locator(".bv-scale-row")
        assert rows.count() == len(answers)
        for number, answer in enumerate(answers):
            rows.nth(number).get_by_label(answer, exact=True).check()

    def press(self, button: str) -> None:
        """Press a button in the main part of the page and wait for the next page."""
        go_on(self.button(button))

    def button(self, name: str) -> Locator:
        """Return the button with exactly these words."""
        return self.page.locator("main").get_by_role("button", name=name, exact=True)

    def follow(self, link: str) -> None:
        """Follow the first link with these words, read out or shown, and wait for the next page."""
        go_on(self.page.locator("main").get_by_role("link", name=link).first)

    def look(self) -> list[str]:
        """Return what is wrong with the page as it is: structure, axe by day and night, width on a phone."""
        found: list[str] = settled(self.page, lambda: self.page.evaluate(STRUCTURE))
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found += violations(self.page)
        self.page.emulate_media(color_scheme="dark")
        found += [f"dark {line}" for line in violations(self.page, CONTRAST)]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 320, "height": 800})
        found += ["scrolls sideways at 320 pixels"] if too_wide(self.page) else []
        self.page.set_viewport_size(self.size)
        return found

    def picture(self, name: str, *, narrow: bool = False) -> None:
        """Take a picture of the page whole, also as on a phone if `narrow`, and look whether it is right."""
        self.snap(name, narrow=narrow)
        self.trouble += [f"{self.path}: {line}" for line in self.look()]

    def snap(self, name: str, *, narrow: bool = False) -> None:
        """Take a picture only: for pages that another test looks at. Of a phone also one by night."""
        if self.album is not None:
            self._pictures += 1
            start = self.album / f"{self._pictures:02d}-{name}"
            self.page.screenshot(path=f"{start}.png", full_page=True)
            if narrow:
                self.page.set_viewport_size(NARROW)
                self.page.screenshot(path=f"{start}-390.png", full_page=True)
                self.page.set_viewport_size(self.size)
            elif self.size == NARROW:
                self.page.emulate_media(color_scheme="dark")
                self.page.screenshot(path=f"{start}-donker.png", full_page=True)
                self.page.emulate_media(color_scheme="light")


@contextmanager
def person_at(
    browser: Browser,
    service: Service,
    *,
    album: Path | None = None,
    script: bool = True,
    size: ViewportSize = WIDE,
) -> Iterator[Person]:
    """Give a browser of their own to somebody not logged in; in the end nothing may have gone wrong in it."""
    context = browser.new_context(
        viewport=size,
        java_script_enabled=script,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
    )
    person = Person(context.new_page(), service.address, album, size)
    try:
        yield person
        assert person.trouble == [], person.trouble
    finally:
        context.close()


def album_asked_for() -> Path | None:
    """Return the folder of BLUEVITAAL_SCREENSHOTS; None when nobody asks for pictures."""
    if not os.environ.get("BLUEVITAAL_SCREENSHOTS"):
        return None
    album = Path(os.environ["BLUEVITAAL_SCREENSHOTS"])
    album.mkdir(parents=True, exist_ok=True)
    return album
