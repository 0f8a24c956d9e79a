"""A device in words: "Firefox op Windows". What the browser says of itself is not kept otherwise."""

from typing import Final

#: The first that is found counts: nearly every browser also calls itself an older one.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "een iPhone"),
    ("iPad", "een iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "een Mac"),
    ("CrOS", "een Chromebook"),
    ("Linux", "Linux"),
)


def words_for(user_agent: str) -> str:
    """Return the browser and the kind of device in Dutch."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Onbekende browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} op {system}" if system else browser
