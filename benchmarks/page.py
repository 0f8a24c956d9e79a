"""The table and the picture: docs/benchmarks.md and docs/benchmarks.svg."""

import os
import platform
from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib.metadata import version

from benchmarks import message_db
from benchmarks.figures import MESSAGE_DB, PEER, Figure
from benchmarks.growth import RATES, Growth
from benchmarks.side_by_side import PROCESSES

ROW, LEFT, WIDTH, TOP = 36, 330, 760, 54
#: Pixels of a bar for a ratio of 1, and the ratio at which a bar is cut.
SCALE, LONGEST = 160, 2.4
#: By peer: how far under the row its bar lies, and its colour.
BARS = {PEER: (15, "#b9c6d2"), MESSAGE_DB: (22, "#7f9a86")}

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"
 font-family="system-ui, sans-serif" font-size="13">
<title>Ratios to the floors of the same run; longer is faster</title>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="12" y="24" font-size="15" fill="#12314f">Ratio to the floor; longer is faster</text>
<text x="12" y="42" font-size="11" fill="#5a6b7b">blue: ours; grey: eventsourcing; green: message-db</text>"""
HEAD = """# Benchmarks

Written by `make bench`; do not edit. Each figure is a ratio to a floor that is measured in the same run, in
turns, the median of {rounds} rounds; more is better unless it is a time. The chain and the encryption are in
every figure of ours and in no floor. The peer is the eventsourcing library with its own recorder and runner;
message-db {message_db} is the fastest event store on PostgreSQL that we found, as its package comes, one
call of `write_message` for each event. Both are without chain or encryption. What is acknowledged is on the
disk, on all sides.

Measured {now:%d %B %Y, %H:%M} UTC on {machine}; PostgreSQL {postgres}, Python {python}, psycopg {psycopg};
{load:.1f} processes wanted a core in the last minute.

![Ratios to the floors](benchmarks.svg)

| what | floor | must | aim | measured | | peer | message-db | in numbers |
|---|---|---:|---:|---:|---|---:|---:|---|
"""
KNOWN = """
The package of message-db could not be had here. When our log was designed, its ratios to the same kind of
INSERT, on 2 cores and with events as wide, were {ratios} (issue 3).
"""
GROWTH = """
## Growth

The same questions to logs of different sizes; pages are measured as the query behind them. Filling is done in
calls of a hundred streams, and all projections are drawn from the first event on, each once; both by
{processes} processes at the same time, everything else by one.

"""
MEMORY = """
The most memory that one process held meanwhile, the fictitious lives to fill the log with included:

"""
FOOT = """
`make bench ARGS=--full` takes more rounds and adds 100 thousand and a million events; `--events N` adds any
number, and `--size N` takes that number alone. `--only append` takes one part (`append`, `read`, `follow`,
`look`, `growth`) and writes nothing, with `--clients 1` one row of it. message-db is installed for the run by
the lock file in `benchmarks/npm`, which takes Node.js.
"""


def markdown(
    figures: Sequence[Figure], growth: Sequence[Growth], postgres: str, now: datetime, rounds: int
) -> str:
    """Return the page as Markdown."""
    head = HEAD.format(
        rounds=rounds,
        now=now,
        machine=_machine(),
        message_db=message_db.version(),
        postgres=postgres,
        python=platform.python_version(),
        psycopg=version("psycopg"),
        load=os.getloadavg()[0],
    )
    page = head + "".join(_row(figure) for figure in figures) + f"\n{_ahead(figures)}\n"
    if any(figure.peers.get(MESSAGE_DB, 0) is None for figure in figures):
        known = ", ".join(f"{ratio:.2f}" for ratio in message_db.KNOWN.values())
        clients = ", ".join(str(number) for number in message_db.KNOWN)
        page += KNOWN.format(ratios=f"{known} with {clients} clients")
    if growth:
        page += GROWTH.format(processes=PROCESSES) + _by_size(
            [(size.events, _costs(size)) for size in growth]
        )
        page += MEMORY + _by_size([(size.events, _memory(size)) for size in growth]) + FOOT
    return page


def _row(figure: Figure) -> str:
    bound = "" if figure.more_is_better else "≤ "
    measured = f"**{figure.value:.2f} {figure.unit}** | {figure.verdict}"
    return (
        f"| {figure.what} | {figure.floor} | {_number(figure.must, bound)} | {_number(figure.aim, bound)}"
        f" | {measured} | {_theirs(figure, PEER)} | {_theirs(figure, MESSAGE_DB)} | {figure.detail} |\n"
    )


def _theirs(figure: Figure, peer: str) -> str:
    if peer not in figure.peers:
        return ""
    return _number(figure.peers[peer]) or "not measured here"


def _ahead(figures: Sequence[Figure]) -> str:
    """Return in words whether ours is ahead of the peers in every row that they were measured in."""
    said = []
    for peer, name in ((MESSAGE_DB, "message-db"), (PEER, "the eventsourcing library")):
        beside = [figure for figure in figures if figure.peers.get(peer) is not None]
        behind = [figure.what for figure in beside if figure.behind(peer)]
        if behind:
            said.append(f"**Not ahead of {name}** in: {'; '.join(behind)}.")
        elif beside:
            said.append(f"Ahead of {name} in every row that it has, {len(beside)} of them.")
    return "\n".join(said)


def _costs(size: Growth) -> dict[str, str]:
    return {
        name: f"{cost:,.0f}/s" if name in RATES else f"{cost:.2f} ms" for name, cost in size.costs.items()
    }


def _memory(size: Growth) -> dict[str, str]:
    return {name: f"{megabytes:,.0f} MB" for name, megabytes in size.memory.items()}


def _by_size(sizes: Sequence[tuple[int, dict[str, str]]]) -> str:
    names = list(sizes[0][1])
    rows = [("events", *names), ("---:",) * (len(names) + 1)]
    rows += [(f"{events:,}", *(said[name] for name in names)) for events, said in sizes]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def in_short(figures: Sequence[Figure], now: datetime) -> str:
    """Return the figures for the README: what, what it must be, what was measured, with machine and date."""
    shown = [figure for figure in figures if figure.must is not None]
    rows = "".join(
        f"| {figure.what} | {_number(figure.must, '' if figure.more_is_better else '≤ ')}"
        f" | **{figure.value:.2f} {figure.unit}** | {figure.verdict} | {_theirs(figure, MESSAGE_DB)} |\n"
        for figure in shown
    )
    return (
        f"Measured {now:%d %B %Y} on {_machine()}, side by side with the floor in the same run.\n\n"
        f"| what | must | measured | | message-db |\n|---|---:|---:|---|---:|\n{rows}\n{_ahead(figures)}\n"
    )


def picture(figures: Sequence[Figure]) -> str:
    """Return the ratios as bars: ours dark, the peers light, the floor a line, what must be a tick."""
    shown = [figure for figure in figures if figure.unit == "×" and figure.more_is_better]
    height = TOP + ROW * len(shown) + 16
    floor = LEFT + SCALE
    parts = [
        PICTURE.format(width=WIDTH, height=height),
        f'<text x="{floor}" y="42" text-anchor="middle" fill="#5a6b7b">floor = 1</text>',
    ]
    for number, figure in enumerate(shown):
        top = TOP + ROW * number
        length = min(figure.value, LONGEST) * SCALE
        parts.append(
            f'<text x="{LEFT - 10}" y="{top + 14}" text-anchor="end" fill="#12314f">'
            f"{escape(figure.what)}</text>"
            f'<rect x="{LEFT}" y="{top + 2}" width="{length:.0f}" height="12" fill="#1f5f99"/>'
            f'<text x="{LEFT + length + 6:.0f}" y="{top + 13}" fill="#12314f">{figure.value:.2f}</text>'
        )
        for peer, theirs in figure.peers.items():
            if theirs is not None:
                below, colour = BARS[peer]
                parts.append(
                    f'<rect x="{LEFT}" y="{top + below}" width="{min(theirs, LONGEST) * SCALE:.0f}"'
                    f' height="6" fill="{colour}"/>'
                )
        if figure.must is not None:
            at = LEFT + figure.must * SCALE
            parts.append(f'<rect x="{at - 1:.0f}" y="{top}" width="2" height="16" fill="#d9822b"/>')
    parts.append(
        f'<line x1="{floor}" y1="{TOP - 6}" x2="{floor}" y2="{height - 12}" stroke="#5a6b7b"'
        ' stroke-dasharray="3 3"/></svg>'
    )
    return "\n".join(parts) + "\n"


def _number(value: float | None, before: str = "") -> str:
    return "" if value is None else f"{before}{value:.2f}"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}"
