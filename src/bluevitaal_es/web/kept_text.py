"""Text that was typed in a form when the session had ended: kept sealed, and put back after the login."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request

from bluevitaal_es import clock
from bluevitaal_es.web.forms import TOKEN, Filled
from bluevitaal_es.web.house import House

#: So long the text waits for its owner to log in.
KEPT_FOR: Final = timedelta(days=7)
#: Longest text of one form that is kept, in characters.
MOST: Final = 100_000

_PURPOSE: Final = "kept text"
#: Never kept, wherever they are asked.
_NEVER: Final = frozenset(
    {
        TOKEN,
        "wachtwoord",
        "wachtwoord-nu",
        "wachtwoord-nieuw",
        "wachtwoord-weer",
        "code",
        "herstelcode",
        "antwoord",
    }
)

Typed = dict[str, list[str]]


def keep(house: House, username: str, path: str, form: FormData) -> bool:
    """Keep what was typed for `username` to find again at `path`; say whether that could be done."""
    typed: Typed = {}
    for name, value in form.multi_items():
        if name not in _NEVER and isinstance(value, str):
            typed.setdefault(name, []).append(value)
    if not typed or sum(len(text) for texts in typed.values() for text in texts) > MOST:
        return False
    sealed, now = house.seal(_PURPOSE, json.dumps([path, typed]).encode()), clock.now()
    with house.database.pool.connection() as connection:
        connection.execute(
            "INSERT INTO web.kept_text (username, path, sealed, kept_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (username, path) DO UPDATE"
            " SET sealed = EXCLUDED.sealed, kept_at = EXCLUDED.kept_at",
            [username, path, sealed, now],
        )
        connection.execute("DELETE FROM web.kept_text WHERE kept_at < %s", [now - KEPT_FOR])
    return True


def opened(house: House, path: str, sealed: bytes) -> Typed:
    """Return what was typed, by control name."""
    kept_path, typed = json.loads(house.unseal(_PURPOSE, bytes(sealed)))
    return dict(typed) if kept_path == path else {}


def forget(house: House, username: str, path: str) -> None:
    """Drop the text: the form was sent anew."""
    with house.database.pool.connection() as connection:
        connection.execute("DELETE FROM web.kept_text WHERE username = %s AND path = %s", [username, path])


def refilled(request: Request, form: Filled) -> Filled:
    """Return `form` holding what its owner had typed when the session ended; without such text as it is.

    The version that was seen and the id of the command come back too, so that a change by somebody else
    meanwhile still shows, and a form that had come through after all is not carried out twice.
    """
    typed: Mapping[str, list[str]] = getattr(request.state, "kept_text", {})
    controls = {part for question in form.form.questions() for part in question.parts}
    if not controls & typed.keys():
        return form
    return replace(form.form.read(typed), errors={}, keep=False)
