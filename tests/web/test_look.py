"""The look, in a real Chromium: accessible in every state, in light and dark, wide and narrow."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from bluevitaal_es.web.rendering import STATIC, environment, static_url
from bluevitaal_es.web.security import HEADERS
from tests.web.browsing import AXE_FOLDER, go_on, opened_chromium, served, too_wide, violations
from tests.web.gallery import TOKEN, gallery

PAGES = [
    "/",
    "/trajecten",
    "/leeg",
    "/formulier",
    "/inloggen",
    "/controleren",
    "/bevestigd",
    "/conflict",
    "/fout",
    "/mijn",
]
WIDTHS = [1300, 390, 320]
HERE = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Serve the gallery on a free port."""
    with served(gallery) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium."""
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def client() -> TestClient:
    """A browser without a screen."""
    return TestClient(gallery, headers=HERE)


def submit_broken(page: Page, base: str) -> None:
    """Send the form of every kind with a date that does not exist and the rest empty."""
    page.goto(f"{base}/formulier")
    page.fill("#veld-dag", "31-2-2026")
    go_on(page.get_by_role("button", name="Intake vastleggen"))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_has_nothing_that_axe_objects_to_and_never_scrolls_sideways(
    chromium: Browser, base: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    wrong: dict[str, list[str]] = {}
    for path in [*PAGES, "broken form"]:
        if path == "broken form":
            submit_broken(page, base)
        else:
            page.goto(base + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = violations(page) + (["scrolls sideways"] if too_wide(page) else [])
        if found:
            wrong[path] = found
    page.close()

    assert not wrong


@pytest.mark.browser
def test_keeps_within_the_screen_with_text_twice_as_large(chromium: Browser, base: str) -> None:
    page = chromium.new_page(viewport={"width": 640, "height": 900})
    wide = []
    for path in PAGES:
        page.goto(base + path)
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        if too_wide(page):
            wide.append(path)
    page.close()

    assert not wide


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_puts_the_focus_on_the_error_summary_and_leads_to_the_fields(
    chromium: Browser, base: str, script: bool
) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    submit_broken(page, base)

    assert page.title().startswith("Fout: ")
    expect(page.locator("#fouten")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#fouten li:first-child a")).to_be_focused()
    assert page.input_value("#veld-dag") == "31-2-2026"
    for link in page.locator("#fouten a").all():
        target, text = link.get_attribute("href"), link.inner_text()
        assert target is not None
        assert page.locator(target).count() == 1
        assert page.locator(f"#fout-{target.removeprefix('#veld-')}").inner_text().endswith(text)
    context.close()


@pytest.mark.browser
def test_reaches_everything_by_keyboard_with_the_skip_link_first(chromium: Browser, base: str) -> None:
    page = chromium.new_page()
    page.goto(f"{base}/trajecten")
    page.keyboard.press("Tab")
    expect(page.locator(".bv-skip:focus")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)
    page.close()


@pytest.mark.browser
def test_has_large_targets_for_every_button_and_choice(chromium: Browser, base: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    small = []
    for path in PAGES:
        page.goto(base + path)
        small += page.evaluate(
            "[...document.querySelectorAll('button, .bv-button, .bv-option label, .bv-nav a, .bv-input')]"
            ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 120))"
        )
    page.close()

    assert not small


@pytest.mark.browser
def test_obeys_its_own_content_security_policy(chromium: Browser, base: str) -> None:
    page = chromium.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    for path in ["/", "/formulier", "/trajecten"]:
        page.goto(base + path, wait_until="networkidle")
    page.close()

    assert not refused


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_filters_a_list_with_and_without_script(chromium: Browser, base: str, script: bool) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(base)
    page.get_by_label("Trajectnummer").fill("T-2026")
    page.get_by_role("button", name="Toon").click()
    page.wait_for_url(re.compile(r"zoek=T-2026"))
    expect(page.locator("#lijst table")).to_have_count(1)
    context.close()


@pytest.mark.browser
def test_shows_the_arrow_of_a_select_and_whole_words_in_tables(chromium: Browser, base: str) -> None:
    page = chromium.new_page(viewport={"width": 1300, "height": 900})
    page.goto(base)
    arrow = page.locator("select").first.evaluate("e => getComputedStyle(e).backgroundImage")
    breaking = page.locator(".bv-table td").first.evaluate("e => getComputedStyle(e).wordBreak")
    page.close()

    assert "svg" in arrow
    assert breaking == "normal"


@pytest.mark.parametrize("folder", [STATIC / "vendor", AXE_FOLDER])
def test_ships_exactly_the_files_of_the_manifest(folder: Path) -> None:
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sums = {entry["file"]: entry["sha256"] for entry in entries}
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }

    assert there == sums
    assert all(entry["licence"] and entry["version"] for entry in entries)


def test_sends_the_headers_on_pages_and_files(client: TestClient) -> None:
    page, style = client.get("/"), client.get(static_url("app.css"))

    for answer in (page, style, client.get("/static/none.css"), client.get("/none")):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert page.headers["cache-control"] == "no-store"
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/app.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/none.css?v=1").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 422),
        ({"sec-fetch-site": "none"}, 422),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 422),
        ({"origin": "http://elders.example"}, 403),
        ({"origin": "http://testserver.elders.example"}, 403),
        ({"origin": "null"}, 403),
        ({"authorization": "Bearer x"}, 422),
        ({}, 403),
    ],
)
def test_takes_a_post_only_from_its_own_pages(headers: dict[str, str], status: int) -> None:
    answer = TestClient(gallery).post("/formulier", data={"csrf": TOKEN}, headers=headers)

    assert answer.status_code == status
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], "é"])
def test_refuses_a_form_without_the_token_of_the_session(client: TestClient, token: str) -> None:
    assert client.post("/formulier", data={"csrf": token}).status_code == 403


@pytest.mark.parametrize("announced", [True, False])
def test_refuses_a_body_that_is_too_large(client: TestClient, announced: bool) -> None:
    body = b"doel=" + b"x" * 1_200_000

    def in_parts() -> Iterator[bytes]:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/formulier", content=body if announced else in_parts(), headers=kind)

    assert answer.status_code == 413
    assert "te groot" in answer.text


def test_escapes_what_people_type(client: TestClient) -> None:
    typed = '"><script>alert(1)</script>'
    answer = client.post(
        "/formulier", data={"csrf": TOKEN, "doel": typed, "dag": typed, "toelichting": typed}
    )

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_has_no_style_or_script_inside_its_templates() -> None:
    for name in environment().list_templates(extensions=["html"]):
        source = (environment().get_template(name)).filename
        assert source is not None
        text = Path(source).read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script>|\bhx-on", text), name
