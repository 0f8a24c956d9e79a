"""Makes docs/rechten.md, the table of rights that people read and sign, from docs/rechten.toml."""

import sys
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

from tools.made_page import ROOT, write_or_check

SOURCE = ROOT / "docs" / "rechten.toml"
PAGE = ROOT / "docs" / "rechten.md"

#: Roles in the order of the columns, as the table names them, with the head of their column.
ROLES: Final = {
    "begeleider": "begeleider",
    "teamleider": "teamleider",
    "planner": "planner",
    "management": "management",
    "auditor": "auditor",
    "ombudsfunctionaris": "ombuds",
    "functionaris gegevensbescherming": "FG",
    "beheerder": "beheer",
    "client": "cliënt",
    "thuisfront": "thuis",
}
#: The two words that stand for many roles.
EVERYBODY, LOGGED_IN = "iedereen", "ingelogd"
TIES: Final = ("ja", "begeleidt", "betrokken", "toestemming", "eigen")
FORM = "/trajecten/{number}/"

HEAD = """\
# Wie mag wat

Deze tabel noemt elk adres van het systeem en wie het mag gebruiken. Gemaakt door `make docs` uit
[rechten.toml](rechten.toml); verander de tabel daar. Een test vraagt elk adres op als elke rol, bij een
eigen en bij andermans traject, anoniem en niet, en vergelijkt met deze tabel. Wie iets niet mag, krijgt een
pagina die er niet is, precies zoals bij een traject dat niet bestaat.

- **ja**: altijd
- **begeleidt**: wie het traject begeleidt, of het aanmeldde toen er nog geen begeleider was
- **betrokken**: hetzelfde, en wie nu voor de begeleider waarneemt; waarnemen stopt vanzelf
- **toestemming**: zolang deze cliënt dat goedvindt, met een einddatum; stopt vanzelf of als de cliënt intrekt
- **eigen**: alleen wat van deze persoon zelf is
- leeg: nooit

Een account van de politie of van de opdrachtgever kan alleen management worden, en ziet alleen cijfers.
"""
TAIL = """\
## Gezien en akkoord

| naam | functie | datum | handtekening |
|---|---|---|---|
| | ombudsfunctionaris | | |
| | functionaris gegevensbescherming | | |
| | teamleider | | |
"""


class Line(NamedTuple):
    """One address: how it is asked, what it gives, who may, and what it depends on that there is anything."""

    group: str
    method: str
    route: str
    does: str
    depends: str
    roles: dict[str, str]

    @property
    def address(self) -> str:
        """The method with the address."""
        return f"{self.method} {self.route}"


def lines(path: Path = SOURCE) -> list[Line]:
    """Return every line of the table in order; raises ValueError for words that the table does not know."""
    found = []
    for group in tomllib.loads(path.read_text(encoding="utf-8"))["groep"]:
        roles = _roles(group)
        pages = [(*one[0].split(" ", 1), *one[1:]) for one in group.get("paginas", [])]
        for slug, *words in group.get("formulieren", []):
            pages += [("GET", FORM + slug, *words), ("POST", FORM + slug, *words)]
        for method, route, does, *depends in pages:
            found.append(Line(group["titel"], method, route, does, " ".join(depends), roles))
    return found


def _roles(group: dict[str, Any]) -> dict[str, str]:
    named = {key: value for key, value in group.items() if key not in ("titel", "paginas", "formulieren")}
    for role, tie in named.items():
        if role not in (*ROLES, EVERYBODY, LOGGED_IN) or tie not in TIES:
            raise ValueError(f"{group['titel']}: {role} = {tie} says nothing")
    everybody = named.get(EVERYBODY) or named.get(LOGGED_IN)
    return named | dict.fromkeys(ROLES, everybody) if everybody else named


def page() -> str:
    """Return the whole page as Markdown."""
    parts, table = [HEAD], lines()
    for group in dict.fromkeys(line.group for line in table):
        parts.append(f"## {group}\n")
        rows = [
            f"| wat | adres | {' | '.join(ROLES.values())} |",
            "|---|---|" + "---|" * len(ROLES),
        ]
        shown: dict[tuple[str, str], list[str]] = {}
        for line in table:
            if line.group == group:
                shown.setdefault((line.does, line.route), []).append(line.method)
        for (does, route), methods in shown.items():
            line = next(one for one in table if one.route == route and one.method == methods[0])
            what = f"{does} ({line.depends})" if line.depends else does
            cells = " | ".join(line.roles.get(role, "") for role in ROLES)
            rows.append(f"| {what} | `{'/'.join(methods)} {route}` | {cells} |")
        parts.append("\n".join(rows) + "\n")
    parts.append(TAIL)
    return "\n".join(parts)


def main() -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    return write_or_check(PAGE, page(), "docs/rechten.toml")


if __name__ == "__main__":
    sys.exit(main())
