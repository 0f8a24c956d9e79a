"""Two people at one case: nobody's words are lost, and nobody writes over another unseen."""

from collections.abc import Callable

import pytest

from tests.journeys.person import Person
from tests.journeys.steps import registers_a_client

PersonNamed = Callable[..., Person]

TYPED = "Belde vandaag zelf; wil graag wandelend spreken."


def assigns(teamleider: Person, number: str, name: str) -> None:
    teamleider.go(f"/trajecten/{number}/toewijzen")
    teamleider.answer("Wie wordt de begeleider?", name)
    teamleider.press("Begeleider toewijzen")
    assert teamleider.path == "/team"


def hands_over(teamleider: Person, number: str, name: str) -> None:
    teamleider.go(f"/trajecten/{number}/overdragen")
    teamleider.answer("Wie wordt de begeleider?", name)
    teamleider.page.get_by_role("group", name="Waarom?").get_by_role("radio").first.check()
    teamleider.press("Traject overdragen")
    assert teamleider.path == "/team"


@pytest.mark.browser
@pytest.mark.slow("two people, each with a browser of their own")
def test_shows_what_another_changed_and_keeps_what_was_typed(person: PersonNamed) -> None:
    begeleider, teamleider = person("begeleider"), person("teamleider")
    number = registers_a_client(begeleider, begeleider="Later")
    begeleider.go(f"/trajecten/{number}/notitie")
    begeleider.answer("Notitie", TYPED)

    assigns(teamleider, number, "Noor van Dam")
    begeleider.press("Notitie toevoegen")

    assert "Iemand anders heeft dit traject intussen gewijzigd" in begeleider.words
    assert "Er is nog niets van u vastgelegd." in begeleider.words
    assert "Ilse Mulder wees Noor van Dam als begeleider aan." in begeleider.words
    assert begeleider.page.get_by_label("Notitie").input_value() == TYPED
    assert begeleider.look() == []

    begeleider.press("Notitie toevoegen")
    assert "De notitie is toegevoegd." in begeleider.words
    assert begeleider.words.count(TYPED) == 1


@pytest.mark.browser
@pytest.mark.slow("three people, each with a browser of their own")
def test_closes_the_case_at_once_to_whom_it_was_taken_from(person: PersonNamed) -> None:
    begeleider, teamleider = person("begeleider"), person("teamleider")
    number = registers_a_client(begeleider, begeleider="Ikzelf")
    begeleider.go(f"/trajecten/{number}/notitie")
    begeleider.answer("Notitie", TYPED)

    hands_over(teamleider, number, "Sem Bakker")
    begeleider.press("Notitie toevoegen")

    assert "Deze pagina is er niet" in begeleider.words
    other = person("begeleider2")
    other.go(f"/trajecten/{number}")
    assert number in other.words
    assert TYPED not in other.words


@pytest.mark.browser
@pytest.mark.slow("two people, each with a browser of their own")
def test_shows_everything_that_happened_since_the_form_was_opened(person: PersonNamed) -> None:
    begeleider, teamleider = person("begeleider"), person("teamleider")
    number = registers_a_client(begeleider, begeleider="Ikzelf")
    begeleider.go(f"/trajecten/{number}/doel")
    begeleider.answer("Wat wil de cliënt bereiken?", "Ik wil weer rustig slapen.")

    hands_over(teamleider, number, "Sem Bakker")
    hands_over(teamleider, number, "Noor van Dam")
    begeleider.press("Doel vastleggen")

    panel = begeleider.page.locator(".bv-panel")
    assert panel.get_by_role("listitem").count() == 2
    assert "Sem Bakker" in panel.inner_text()
    begeleider.press("Doel vastleggen")
    assert "Het doel is vastgelegd." in begeleider.words
