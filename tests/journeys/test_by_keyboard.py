"""The same work with a keyboard alone: one comes everywhere, and sees where one is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.person import Person

#: The most stops between two places of one page.
FAR = 150

#: What has the focus: its words, whether that can be seen, and which control of a form it is.
FOCUS = """async () => {
    const e = document.activeElement;
    for (let frame = 0; frame < 20; frame++) {
        const box = e.getBoundingClientRect();
        if (box.bottom > 0 && box.top < innerHeight) break;
        await new Promise(requestAnimationFrame);
    }
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
    const question = e.closest('fieldset.bv-field') && e.closest('fieldset.bv-field').querySelector('legend');
    const drawn = [style, getComputedStyle(e, '::before'), getComputedStyle(e, '::after')];
    return {
        words: (label || e.getAttribute('aria-label') || e.innerText || e.value || '').trim(),
        question: question ? question.innerText.trim() : '',
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && drawn.some(
            s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'),
        what: e.tagName.toLowerCase() + '#' + e.id,
    };
}"""


class Keyboard:
    """Hands on the keys of one window. `unseen` gathers stops where the focus could not be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def tab(self) -> dict[str, str]:
        """Go one stop on and return what has the focus."""
        self.page.keyboard.press("Tab")
        focus: dict[str, str] = self.page.evaluate(FOCUS)
        if not focus["seen"]:
            self.unseen.append(f"{self.page.url}: {focus['what']} {focus['words']}")
        return focus

    def tab_to(self, words: str, question: str = "") -> None:
        """Go on until the control with these words has the focus."""
        wanted = re.compile(f"^{re.escape(words)}( \\(niet verplicht\\))?$")
        stops = []
        for _ in range(FAR):
            focus = self.tab()
            stops.append(focus["words"])
            if wanted.match(focus["words"]) and focus["question"].startswith(question):
                return
        raise AssertionError(f"no stop “{words}” among {stops}")

    def press(self, words: str) -> None:
        """Go to a link or button and press Enter on it."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, question: str, first: str, down: int = 0) -> None:
        """Go to the first answer of a question and choose the one that stands `down` below it."""
        self.tab_to(first, question)
        self.page.keyboard.press("Space")
        for _ in range(down):
            self.page.keyboard.press("ArrowDown")

    def type(self, words: str, text: str) -> None:
        """Go to a control and type."""
        self.tab_to(words)
        self.page.keyboard.type(text)


@pytest.fixture
def keyboard(person: Callable[..., Person]) -> Keyboard:
    """The keys of somebody who is logged in."""
    return Keyboard(person("begeleider").page)


@pytest.mark.browser
def test_logs_in_and_passes_over_the_menu_by_keyboard(person: Callable[..., Person]) -> None:
    begeleider = person("begeleider")
    keyboard = Keyboard(begeleider.page)
    keyboard.press("Uitloggen")
    begeleider.go("/inloggen")
    keyboard.type("Gebruikersnaam", "begeleider")
    keyboard.type("Wachtwoord", "demo")
    with begeleider.page.expect_navigation():
        begeleider.page.keyboard.press("Enter")
    assert begeleider.path == "/"

    assert keyboard.tab()["words"] == "Naar de inhoud"
    begeleider.page.keyboard.press("Enter")
    keyboard.tab()
    expect(begeleider.page.locator("main :focus")).to_have_count(1)
    assert not keyboard.unseen


@pytest.mark.browser
@pytest.mark.slow("registers a client key by key")
def test_registers_a_client_by_keyboard(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("Nieuwe aanmelding")
    if page.locator("main").get_by_text("Andere cliënt aanmelden").count():
        keyboard.press("Andere cliënt aanmelden")
    keyboard.press("Begin")

    keyboard.press("Verder")
    expect(page.locator("#fouten")).to_be_focused()
    keyboard.tab()
    page.keyboard.press("Enter")
    expect(page.locator("#veld-doelgroep")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Oud-medewerker")).to_be_checked()
    keyboard.press("Verder")

    keyboard.type("Hoe kunnen wij de cliënt veilig bereiken?", "Alleen ’s avonds")
    keyboard.press("Verder")
    keyboard.type("Hoe nam de cliënt contact op?", "Telefoon")
    keyboard.press("Verder")
    keyboard.type("Bij welke eenheid hoort de cliënt?", "Onbekend")
    keyboard.press("Verder")
    keyboard.choose("Wie gaat de cliënt begeleiden?", "Ikzelf")
    keyboard.press("Verder")
    words = page.locator("main").inner_text()
    assert all(
        one in words for one in ("Oud-medewerker", "Alleen ’s avonds", "Telefoon", "Onbekend", "Ikzelf")
    )
    keyboard.press("Aanmelding vastleggen")

    assert "De aanmelding is vastgelegd" in page.locator("main").inner_text()
    assert not keyboard.unseen


@pytest.mark.browser
@pytest.mark.slow("goes through the longest page stop by stop")
def test_adds_a_note_to_a_case_by_keyboard(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("Trajecten")
    number = page.locator("#lijst tbody th a").first.inner_text()
    keyboard.press(number)
    keyboard.press("Notitie toevoegen")
    keyboard.type("Notitie", "Belde terug.")
    keyboard.press("Notitie toevoegen")

    words = page.locator("main").inner_text()
    assert "De notitie is toegevoegd." in words
    assert "Belde terug." in words
    assert not keyboard.unseen
