"""A real Chromium for tests: where it is, how to serve an app to it, and what to ask of every page."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

Found = TypeVar("Found")

AXE_FOLDER = Path(__file__).parent / "vendor"
AXE = (AXE_FOLDER / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": RULES}
#: All that differs between day and night.
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
WRONG = """(only) => axe.run({runOnly: only}).then(r => r.violations.flatMap(
    v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160))))"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SWITCHES = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve `app` on a free port of this machine and give its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def opened_chromium() -> Iterator[Browser]:
    """Start the Chromium of CHROMIUM or of the PATH; skips the test where there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine: set CHROMIUM to its path")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES + as_root)
        try:
            yield browser
        finally:
            browser.close()


def with_device(page: Page, *, verifies: bool = True) -> tuple[Any, str]:
    """Give the browser a device of its own that holds passkeys; return how to talk to it."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return wire, str(made["authenticatorId"])


def go_on(through: Locator) -> None:
    """Click on what leads to another page and wait until that page is there: a click alone does not wait."""
    with through.page.expect_navigation():
        through.click()


def settled(page: Page, look: Callable[[], Found]) -> Found:
    """Return what a look at the page finds, once loaded; looks again when another page took its place."""
    for _ in range(2):
        page.wait_for_load_state()
        with suppress(Error):
            return look()
    page.wait_for_load_state()
    return look()


def violations(page: Page, only: Mapping[str, object] = EVERYTHING) -> list[str]:
    """Return what axe finds wrong on the page as it is now, one line for each place."""

    def look() -> list[str]:
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(AXE)
        found = page.evaluate(WRONG, only)
        assert isinstance(found, list)
        return [str(line) for line in found]

    return settled(page, look)


def too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(settled(page, lambda: page.evaluate(SIDEWAYS)))
