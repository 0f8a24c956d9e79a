"""Every page of a service in which nothing happened yet: nothing for axe to find, nothing broken."""

import pytest
from playwright.sync_api import Browser

from tests.conftest import TestPostgres
from tests.journeys.person import person_at
from tests.journeys.rounds import looked_at
from tests.journeys.service import running_service


@pytest.mark.browser
@pytest.mark.slow("starts a second service, and looks at its pages for each role")
def test_shows_every_role_a_service_in_which_nothing_happened(
    chromium: Browser, postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    everything: dict[str, list[str]] = {}
    with running_service(postgres, tmp_path_factory.mktemp("empty"), filled=False) as empty:
        for username in ["begeleider", "teamleider", "management", "auditor", "beheer"]:
            with person_at(chromium, empty) as person:
                person.log_in(username)
                _, wrong = looked_at(person, [person.path])
            everything |= {f"{username} {path}": lines for path, lines in wrong.items()}

    assert not everything
