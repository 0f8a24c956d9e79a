"""`make bench`: takes the figures and writes docs/benchmarks.md and docs/benchmarks.svg."""

import argparse
from pathlib import Path

from rich.console import Console

from benchmarks.appending import WANTED, append_figures
from benchmarks.figures import Figure
from benchmarks.following import following_figures
from benchmarks.ground import ground
from benchmarks.growth import growth_at
from benchmarks.lives import demonstration
from benchmarks.looking import looking_figures
from benchmarks.page import in_short, markdown, picture
from benchmarks.reading import reading_figures
from bluevitaal_es import clock
from bluevitaal_es.app import settle

README = Path(__file__).parent.parent / "README.md"
#: Events in the log that is read and verified whole: enough that beginning costs nothing.
LONG_LOG = 20_000
DOCS = README.parent / "docs"
#: Between these the README shows the figures.
BEGIN, END = "<!-- figures: written by make bench -->\n", "<!-- end of figures -->\n"


def main() -> None:
    """Take the figures and say each as it comes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="more rounds, and growth to a million events")
    parser.add_argument(
        "--events", type=int, action="append", default=[], help="growth to so many events too"
    )
    parser.add_argument("--size", type=int, action="append", default=[], help="growth to no more than these")
    parser.add_argument(
        "--only", choices=["append", "read", "follow", "look", "growth"], action="append", default=[]
    )
    parser.add_argument(
        "--clients", type=int, choices=WANTED, action="append", default=[], help="--only append, so many"
    )
    parser.add_argument("--dry", action="store_true", help="write nothing; so does --only")
    given = parser.parse_args()
    rounds, operations, events = (9, 4000, 20_000) if given.full else (5, 1000, 3000)
    sizes = given.size or [10_000, *([100_000, 1_000_000] if given.full else []), *given.events]
    console = Console(highlight=False)
    wanted = set(given.only) or {"append", "read", "follow", "look", "growth"}
    lived = demonstration(40) if wanted - {"append"} else []
    settle()
    figures: list[Figure] = []
    with ground() as here:
        for name, taken in (
            ("append", append_figures(here, rounds, operations, given.clients)),
            ("read", reading_figures(here, lived, rounds, LONG_LOG)),
            ("follow", following_figures(here, lived, rounds, events)),
            ("look", looking_figures(here, lived, rounds)),
        ):
            for figure in taken if name in wanted else ():
                figures.append(figure)
                console.print(str(figure))
        growth = [growth_at(here, lived, size) for size in sizes] if "growth" in wanted else []
        for size in growth:
            console.print(size)
        if not given.dry and not given.only:
            now = clock.now()
            page = markdown(figures, growth, here.server.version, now, rounds)
            (DOCS / "benchmarks.md").write_text(page, encoding="utf-8")
            (DOCS / "benchmarks.svg").write_text(picture(figures), encoding="utf-8")
            readme = README.read_text(encoding="utf-8")
            before, after = readme.split(BEGIN)[0], readme.split(END)[1]
            README.write_text(f"{before}{BEGIN}\n{in_short(figures, now)}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
