"""Somebody who means harm: posts from elsewhere, made-up ids, smuggled methods, and text that bites."""

from html import unescape
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es.web.pages.case_forms import ACTIONS
from bluevitaal_es.web.security import CONTENT_SECURITY_POLICY, HEADERS, MOST_BODY
from bluevitaal_es.web.session import cookie_name, own_path
from tests.web.conftest import actor_of
from tests.web.crowd import STRANGER, Crowd, app, crowd
from tests.web.posting import hidden_in

__all__ = ["app", "crowd"]

#: Text of every kind that ever broke something: markup, formulas, templates, paths, statements, odd signs.
HOSTILE = (
    "<script>zqx()</script>",
    '" onmouseover=zqx() x="',
    "=cmd|' /C calc'!A0",
    "{{7*7}}{% raw %}",
    "../../etc/passwd",
    "'; DROP TABLE web.account; --",
    "nul\x00teken",
    "\u202eomgekeerd\u2066\ufeff",
    "\U0001f9e8" * 50,
    "a" * 90_000,
    "-1",
    "9" * 400,
    "31-02-2026",
    "NaN",
)


def test_every_answer_carries_the_headers(crowd: Crowd) -> None:
    asked = ["/", "/inloggen", "/bestaat-niet", "/mijn", "/static/app.css", "/static/niets.css", "/metrics"]
    asked += ["/trajecten", f"/trajecten/{crowd.cases[0].number}", "/health/ready", "/audit"]
    for name, path in product(("", "begeleider", "auditor", "client1"), asked):
        answers = [
            crowd.browsers[name].request(method, path) for method in ("GET", "HEAD", "POST", "PUT", "TRACE")
        ]
        for answer in answers:
            told = {key: answer.headers.get(key) for key in HEADERS}
            assert told == dict(HEADERS), (name, path, answer.request.method)
            assert "server" not in answer.headers
            assert path.startswith("/static/") or answer.headers["cache-control"] == "no-store"


def test_policy_for_content_makes_no_exception() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    for hole in ("unsafe", "*", "http:", "https:", "blob:", "strict-dynamic", "nonce"):
        assert hole not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://kwaad.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.kwaad.example"},
        {"Origin": "http://testserver@kwaad.example"},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://testserver", "Host": "kwaad.example"},
    ],
)
def test_takes_no_post_from_elsewhere(crowd: Crowd, headers: dict[str, str]) -> None:
    browser, case = crowd.browsers["begeleider"], crowd.cases[2]
    address = f"/trajecten/{case.number}/notitie"
    form = {**hidden_in(browser.get(address).text), "notitie": "van elders"}

    answer = browser.post(address, data=form, headers=headers)

    assert answer.status_code in (403, 400)
    assert "van elders" not in browser.get(f"/trajecten/{case.number}").text


@pytest.mark.parametrize("token", ["", "0" * 64, "é", None])
def test_takes_no_post_without_the_token_of_this_session(crowd: Crowd, token: str | None) -> None:
    case = crowd.cases[2]
    address = f"/trajecten/{case.number}/notitie"
    browser = crowd.browsers["begeleider"]
    form = {**hidden_in(browser.get(address).text), "notitie": "zonder"}
    others = hidden_in(crowd.browsers[STRANGER].get("/contacten/nieuw").text)["csrf"]
    for given in (token, others):
        form.pop("csrf", None)
        answer = browser.post(address, data=form | ({} if given is None else {"csrf": given}))

        assert answer.status_code in (303, 403)
    assert "zonder" not in browser.get(f"/trajecten/{case.number}").text


def test_smuggles_no_method_and_no_other_kind_of_content(crowd: Crowd) -> None:
    browser, case = crowd.browsers["begeleider"], crowd.cases[2]
    address = f"/trajecten/{case.number}/notitie"
    form = {**hidden_in(browser.get(address).text), "notitie": "gesmokkeld"}
    override = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST", "X-HTTP-Method": "POST"}
    tries = [
        browser.get(address, params={**form, "_method": "POST"}, headers=override),
        browser.request("HEAD", address, params=form, headers=override),
        browser.post(address, json=form),
        browser.post(
            address,
            content="&".join(f"{k}={v}" for k, v in form.items()),
            headers={"Content-Type": "text/plain"},
        ),
        browser.post(address, content=b"<x/>", headers={"Content-Type": "application/xml"}),
        browser.post(
            address, content=b"--x\r\n", headers={"Content-Type": "multipart/form-data; boundary=x"}
        ),
        browser.post(
            address,
            content=b"a=1",
            headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
        ),
        *(
            browser.request(method, address, data=form)
            for method in ("PUT", "PATCH", "DELETE", "FOO", "OPTIONS")
        ),
    ]

    assert {answer.status_code for answer in tries} <= {200, 400, 403, 404, 405, 415, 422}
    assert "gesmokkeld" not in browser.get(f"/trajecten/{case.number}").text


def test_takes_no_file_where_text_is_asked(crowd: Crowd) -> None:
    browser, case = crowd.browsers["begeleider"], crowd.cases[2]
    address = f"/trajecten/{case.number}/notitie"
    form = hidden_in(browser.get(address).text)

    answer = browser.post(address, data=form, files={"notitie": ("zqx.exe", b"MZ gesmokkeld", "text/html")})

    assert answer.status_code in (400, 403, 422)
    assert "gesmokkeld" not in browser.get(f"/trajecten/{case.number}").text


def test_takes_no_more_than_the_limit(crowd: Crowd) -> None:
    for name, path in (("", "/inloggen"), ("begeleider", "/contacten/nieuw")):
        answer = crowd.browsers[name].post(path, content=b"x" * (MOST_BODY + 1))
        assert answer.status_code == 413


@pytest.mark.parametrize(
    "to",
    [
        "https://kwaad.example",
        "//kwaad.example",
        "/\\kwaad.example",
        "\\\\kwaad.example",
        "/%09/kwaad.example",
        "/\tkwaad",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: x=1",
        "http:kwaad.example",
        "",
        "a" * 2000,
    ],
)
def test_leads_nowhere_else_after_the_login(crowd: Crowd, to: str) -> None:
    nobody: TestClient = crowd.browsers[""]
    page = nobody.get("/inloggen", params={"verder": to})
    answer = nobody.post(
        "/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": "demo", "verder": to}
    )

    location = answer.headers.get("location", "/")
    assert "kwaad.example" not in page.headers.get("location", "")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert own_path(to) == "" or own_path(to).startswith("/")
    assert "x=1" not in answer.headers.get("set-cookie", "")


def test_keeps_no_session_that_somebody_else_chose(crowd: Crowd) -> None:
    browser = crowd.browsers[""]
    name, chosen = cookie_name(crowd.house.settings), "gekozen-door-een-ander"
    browser.cookies.set(name, chosen, domain="testserver.local", path="/")
    answer = browser.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": "demo"})

    assert answer.status_code == 303
    assert chosen not in answer.headers["set-cookie"]
    browser.cookies.set(name, chosen, domain="testserver.local", path="/")
    assert browser.get("/trajecten").headers["location"].startswith("/inloggen")


def test_opens_nothing_of_another_case_by_its_id(crowd: Crowd) -> None:
    """A begeleider of one case names things of another in the address of their own."""
    mine, theirs = crowd.cases[3], crowd.cases[2]
    dossier = crowd.house.case_file.dossier(actor_of("begeleider"), theirs.number)
    assert dossier is not None
    browser, base = crowd.browsers[STRANGER], f"/trajecten/{mine.number}"
    ids = {
        "gesprek-vastleggen?gesprek": [talk.talk_id for talk in dossier.talks],
        "gesprek-gemist?gesprek": [talk.talk_id for talk in dossier.talks],
        "doel-beoordelen?doel": [goal.goal_id for goal in dossier.goals],
        "veiligheid?taak": [task.task_id for task in dossier.safety_tasks],
        "verwijzing-versturen?verwijzing": [one.referral_id for one in dossier.referrals],
        "uitslag?uitslag": [uuid4()],
    }
    for address, found in ids.items():
        assert found
        for one in found:
            answer = browser.get(f"{base}/{address}={one}")
            own = browser.get(f"{base}/{address}={uuid4()}")
            assert (answer.status_code, answer.text.replace(str(one), "")[:200]) == (
                own.status_code,
                own.text[:200],
            )
            assert not [word for word in theirs.words if word in answer.text]


@pytest.mark.slow("hostile text in every field of every form of a case")
def test_takes_hostile_text_in_every_field_and_breaks_nothing(crowd: Crowd) -> None:
    browser, case = crowd.browsers["begeleider"], crowd.cases[2]
    broken = []
    for slug in ("vragenlijst?lijst=tsq", *ACTIONS):
        address = f"/trajecten/{case.number}/{slug}"
        page = browser.get(address)
        if page.status_code != 200 or slug in ("afsluiten", "toewijzen", "overdragen"):
            continue
        for text in HOSTILE:
            form: dict[str, Any] = dict.fromkeys(names_in(page.text), text) | hidden_in(page.text)
            answer = browser.post(address, data=form)
            if answer.status_code >= 500 or bites(answer.text):
                broken.append((slug, text[:20], answer.status_code))
    for text, path in product(HOSTILE, ("/trajecten", "/audit", "/sturing", "/team", "/inloggen")):
        asked = {"nummer": text, "status": text, "periode": text, "alles": text, "verder": text}
        for name in ("", "begeleider", "teamleider", "auditor"):
            answer = crowd.browsers[name].get(
                path, params={key: value[:3000] for key, value in asked.items()}
            )
            if answer.status_code >= 500 or bites(answer.text):
                broken.append((path, text[:20], answer.status_code))
    assert broken == []
    assert browser.get(f"/trajecten/{case.number}").status_code == 200


def names_in(page: str) -> set[str]:
    """Return the names of the controls on a page."""
    return {unescape(part.split('"', 1)[0]) for part in page.split(' name="')[1:]} - {"viewport"}


def bites(page: str) -> bool:
    return "<script>zqx" in page or '" onmouseover=zqx' in page
