"""What a begeleider does every day, in a browser that runs no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Person, right_now
from tests.journeys.steps import registers_a_client, takes_a_short_intake

PersonNamed = Callable[..., Person]


@pytest.mark.browser
@pytest.mark.slow("registers a client and takes an intake, page by page")
def test_works_from_registration_to_history_without_script(person: PersonNamed) -> None:
    begeleider = person("begeleider", script=False)
    number = registers_a_client(begeleider, begeleider="Ikzelf")
    takes_a_short_intake(begeleider, number)

    begeleider.go(f"/trajecten/{number}/gesprek-plannen")
    begeleider.answer_moment("Wanneer is het gesprek?", *right_now())
    begeleider.press("Gesprek plannen")
    assert "Het gesprek is gepland." in begeleider.words

    begeleider.go(f"/trajecten/{number}")
    begeleider.follow("Historie")
    begeleider.answer("Soort", "Gesprekken")
    begeleider.press("Toon")
    told = begeleider.page.locator(".bv-event-sentence").all_inner_texts()
    assert len(told) == 1
    assert "plande een gesprek" in told[0]


@pytest.mark.browser
def test_leads_from_a_number_to_exactly_its_rows_without_script(person: PersonNamed) -> None:
    begeleider = person("begeleider", script=False)
    tile = begeleider.page.locator(".bv-tile", has_text="te laat")
    number = int(tile.locator(".bv-tile-number").inner_text())
    begeleider.follow("te laat")

    assert begeleider.path == "/?wat=te-laat"
    assert begeleider.page.locator(".bv-due").count() == number > 0


@pytest.mark.browser
def test_finds_a_case_by_its_number_without_script(person: PersonNamed) -> None:
    begeleider = person("begeleider", script=False)
    begeleider.go("/trajecten")
    number = begeleider.page.locator("#lijst tbody th a").last.inner_text()
    begeleider.answer("Trajectnummer", number)
    begeleider.press("Toon")

    assert begeleider.page.locator("#lijst tbody th a").all_inner_texts() == [number]
    begeleider.follow(number)
    assert begeleider.path == f"/trajecten/{number}"


@pytest.mark.browser
def test_keeps_what_was_typed_when_an_answer_is_missing_without_script(person: PersonNamed) -> None:
    begeleider = person("begeleider", script=False)
    begeleider.go("/contacten/nieuw")
    begeleider.answer("Hoe lang duurde het?", "twintig")
    begeleider.press("Contact vastleggen")

    assert begeleider.page.title().startswith("Fout: ")
    expect(begeleider.page.locator("#fouten")).to_be_focused()
    assert begeleider.page.get_by_label("Hoe lang duurde het?").input_value() == "twintig"
