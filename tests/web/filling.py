"""Fills in a task list over HTTP, as somebody without JavaScript would."""

from collections.abc import Mapping

from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.conftest import token_in

Answers = Mapping[str, str | list[str]]

REGISTRATION: dict[str, Answers] = {
    "wie": {"doelgroep": "current_staff"},
    "vertrouwelijkheid": {"werkgever": "verborgen", "bereiken": "Alleen na 18.00 uur", "reden": "anonymity"},
    "route": {"dag": "", "kanaal": "phone", "weg": "colleague"},
    "eenheid": {"eenheid": "ONBEKEND"},
    "begeleider": {"wie": "ikzelf", "collega": ""},
}
INTAKE: dict[str, Answers] = {
    "hulpvragen": {"belangrijkste": "sleep", "andere": ["ptsd", "work_pressure"]},
    "verwachting": {"verwachting": "Weer een nacht doorslapen"},
    "gebeurtenis": {
        "dag": "",
        "plek": "client_home",
        "gebeurtenis": "een",
        "gebeurd-op": "maart 2025",
    },
    "veiligheid": {"wapen": "no", "notitie": ""},
    "aanpak": {
        "aanbod": "short_help",
        "reden": "",
        "einddatum": "",
        "doel": "Ik wil weer slapen",
        "afspraken": "Elke week een gesprek",
    },
}


def send(browser: TestClient, path: str, answers: Answers, action: str = "") -> Response:
    """Open the page at `path`, post its form with these answers and return what came back."""
    token = token_in(browser.get(path).text)
    data = {"csrf": token, **answers, **({"actie": action} if action else {})}
    response: Response = browser.post(path, data=data)
    return response


def fill(browser: TestClient, base: str, tasks: Mapping[str, Answers], day: str) -> None:
    """Answer every task with "Verder"; a "dag" that is left open becomes `day`."""
    for key, answers in tasks.items():
        given = {name: day if name == "dag" and not value else value for name, value in answers.items()}
        response = send(browser, f"{base}/{key}", given)
        assert response.status_code == 303, response.text


def record(browser: TestClient, base: str) -> Response:
    """Open the check page and press its button."""
    page = browser.get(f"{base}/controle").text
    fields = {"csrf": token_in(page)}
    if 'name="versie"' in page:
        fields["versie"] = page.split('name="versie" value="', 1)[1].split('"', 1)[0]
    response: Response = browser.post(f"{base}/controle", data=fields)
    return response


def begin(browser: TestClient) -> str:
    """Start a registration and return the address of its draft."""
    return str(browser.get("/trajecten/nieuw?nieuw=ja").headers["location"])
