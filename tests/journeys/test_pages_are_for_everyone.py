"""Every page that a role can reach by links, in its states: nothing for axe to find, nothing broken."""

import pytest
from playwright.sync_api import Browser

from bluevitaal_es.demo.people import Person as Member
from bluevitaal_es.vocabulary import Role
from tests.journeys.person import person_at
from tests.journeys.rounds import looked_at, sends_it_empty
from tests.journeys.service import Service, add_person

#: Addresses that no link shows: they come out of filters and typing.
ALSO = {
    "begeleider": [
        "/trajecten?status=afgesloten",
        "/trajecten?nummer=bestaat-niet",
        "/?wat=te-laat",
        "/contacten/vastgelegd",
    ],
    "auditor": ["/audit"],
}
#: By role how many pages there are at least; with fewer the way to them was lost.
ROLES = {
    "begeleider": 60,
    "teamleider": 5,
    "management": 1,
    "auditor": 4,
    "ombuds": 4,
    "beheer": 5,
    "client": 10,
}


@pytest.mark.browser
@pytest.mark.slow("looks at every kind of page of a role, by day and night, wide and narrow, right and wrong")
@pytest.mark.parametrize("username", ROLES)
def test_shows_each_role_pages_that_everyone_can_use(
    chromium: Browser, service: Service, username: str
) -> None:
    with person_at(chromium, service) as person:
        person.log_in(username)
        seen, wrong = looked_at(person, [person.path, *ALSO.get(username, [])])

    assert not wrong
    assert seen >= ROLES[username]


@pytest.mark.browser
def test_shows_the_way_in_and_dead_ends_to_everyone(chromium: Browser, service: Service) -> None:
    with person_at(chromium, service) as person:
        wrong = {}
        for path in ["/inloggen", "/inloggen?uit=1", "/inloggen?bewaard=1"]:
            person.go(path)
            wrong[path] = person.look() + sends_it_empty(person)
        person.log_in("begeleider", "helemaal verkeerd")
        wrong["wrong password"] = person.look()
        person.log_in("begeleider")
        for path in ["/bestaat-niet", "/trajecten/T-1900-0001", "/team"]:
            person.go(path)
            wrong[path] = person.look()
            assert "Deze pagina is er niet" in person.words

    assert not {path: lines for path, lines in wrong.items() if lines}


@pytest.mark.browser
def test_shows_somebody_without_cases_what_to_do(chromium: Browser, service: Service) -> None:
    add_person(service.parts, Member("nieuweling", "Roos Begint", Role.BEGELEIDER))
    with person_at(chromium, service) as person:
        person.log_in("nieuweling")
        seen, wrong = looked_at(person, ["/", "/trajecten", "/trajecten?status=afgesloten"])

    assert seen >= 3
    assert not wrong
