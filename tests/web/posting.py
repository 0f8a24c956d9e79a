"""Forms as a person fills them in: the page is opened first, and what it carries along is sent back."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

_CARRIED = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden_in(page: str) -> dict[str, Any]:
    """Return what the form of a page carries unseen: its token, its command id, the version that was seen."""
    return {name: unescape(value) for name, value in _CARRIED.findall(page)}


def posted_to(browser: TestClient, path: str, answers: Mapping[str, Any]) -> Response:
    """Open the form at `path`, fill in `answers`, and press its button."""
    answer: Response = browser.post(path, data={**hidden_in(browser.get(path).text), **answers})
    return answer
