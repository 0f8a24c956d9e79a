"""One running service for all journeys of a worker, and people who log in to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.conftest import TestPostgres
from tests.journeys.person import Person, person_at
from tests.journeys.service import Service, running_service
from tests.web.browsing import opened_chromium


@pytest.fixture(scope="session")
def service(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service; journeys add to it and never count on what another one left."""
    with running_service(postgres, tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium; for each module, since only one may run in a process at a time."""
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def person(chromium: Browser, service: Service) -> Iterator[Callable[..., Person]]:
    """Return somebody in a browser of their own, logged in by the form; `script=False` without JavaScript."""
    with ExitStack() as open_browsers:

        def somebody(username: str, *, script: bool = True) -> Person:
            made = open_browsers.enter_context(person_at(chromium, service, script=script))
            made.log_in(username)
            return made

        yield somebody
