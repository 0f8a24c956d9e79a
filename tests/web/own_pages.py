"""A client at a browser, on the pages of their own: what the tests of those pages share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es.access import Actor
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from tests.web.conftest import QUICK
from tests.web.entering import a_browser, let_in
from tests.web.posting import posted_to


@dataclass(frozen=True)
class OwnPages:
    """The client of one case in a browser."""

    browser: TestClient
    house: House
    case_id: CaseId

    @property
    def actor(self) -> Actor:
        return Actor(f"client:{self.case_id}", "Zilverreiger 27", Role.CLIENT, case_id=self.case_id)

    @property
    def dossier(self) -> Dossier:
        dossier = self.house.case_file.own(self.actor)
        assert dossier is not None
        return dossier

    def read(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, path
        return words(answer.text)

    def send(self, address: str, **answers: Any) -> Any:
        return posted_to(self.browser, f"/mijn/doen/{address}", answers)

    def sent(self, address: str, **answers: Any) -> str:
        answer = self.send(address, **answers)
        assert answer.status_code == 303, words(answer.text)
        return self.read(answer.headers["location"])


def words(page: str) -> str:
    """Return the words of a page, as they are read."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def own_pages(app: FastAPI, house: House) -> Callable[[CaseId], OwnPages]:
    """Return a browser in which the client of a case is logged in."""

    def of(case_id: CaseId) -> OwnPages:
        name = f"client-{case_id}"
        if Accounts(house.database).find(name) is None:
            account = Account(name, "Zilverreiger 27", Role.CLIENT, case_id=case_id)
            Accounts(house.database, QUICK).add(account, "demo")
        browser = let_in(a_browser(app), house, name)
        return OwnPages(browser, house, case_id)

    return of
