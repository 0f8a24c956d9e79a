"""The figures of management and team lead: counts by code, with every small cell hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.figures.suppression import Cell as Place
from bluevitaal_es.projections.figures.suppression import suppressed
from bluevitaal_es.store.reading import View
from bluevitaal_es.vocabulary import Role

#: Smallest group of which shares and a median leave the service, and the step to which counts are rounded.
EXTERNAL_SHARES_FROM = 20
EXTERNAL_STEP = 5

#: The period of all years together.
ALL = "alles"


class Origin(StrEnum):
    """Where registrations were made; published apart and never added up, so none follows from the other."""

    HERE = "hier"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a reader may see: cells from `k` up, shares of groups from `shares_from` up, counts in `step`s."""

    k: int
    shares_from: int
    step: int


@dataclass(frozen=True, slots=True)
class Period:
    """Years that are shown together; years with few registrations are joined to the year after."""

    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A code with its count (clients or contacts) and whole per cent of the total; None is hidden."""

    code: str
    count: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All cells of one figure, largest first; they count `total` together. The code "" is: not recorded."""

    total: int
    cells: tuple[Cell, ...]

    @property
    def hides(self) -> bool:
        """Whether any cell is hidden."""
        return any(cell.count is None for cell in self.cells)

    def percent(self, code: str) -> int | None:
        """Return the share of one code; 0 for a code that was not seen, None for a hidden one."""
        return next((cell.percent for cell in self.cells if cell.code == code), 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of the registrations with an intake: the median of days until it, and whole per cent over the norm."""

    median_days: int
    percent_over: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over one period.

    `cases` holds a breakdown of the registrations by target_group, unit, route, reason, help_primary,
    product, anonymous, referred_to_unit ("true", "false"), confidential (the last answer) and waiting
    ("within" the norm, "over", "none");
    `contacts` one by subject and out_of_hours, or none when there are too few contacts in the period.
    `total` is None when there are too few registrations to show anything.
    """

    publication: Publication
    origins: tuple[Origin, ...]
    origin: Origin
    periods: tuple[Period, ...]
    period: Period | None
    total: int | None
    cases: Mapping[str, Breakdown]
    contacts: Mapping[str, Breakdown]
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class _Waited:
    intakes: int
    over: int
    median: int | None


@dataclass(frozen=True, slots=True)
class _Count:
    year: int
    what: str
    code: str
    count: int


#: Year, figure, code and count of one table, in the order of the rows.
_Counts = tuple[_Count, ...]


class FiguresView(View):
    """Answers with suppressed figures only; the bare counts never leave this module."""

    def figures(self, actor: Actor, period: str = ALL, origin: str = "") -> Figures | None:
        """Return the figures over the period with that key, or over all years when there is none.

        `origin` is a value of Origin; without it those that were registered here, if there are any.

        Management sees cells from `small_cell_external` clients up, a team lead from `small_cell_internal`.
        """
        if not may(actor, Act.SEE_FIGURES):
            return None
        publication = _publication(actor)
        origins = self._origins()
        chosen_origin = next((found for found in origins if found == origin), origins[0])
        cases = self._counted_cases(chosen_origin)
        periods = _periods(_per_year(cases), publication.k)
        chosen = next((found for found in periods if found.key == period), None)
        columns = len(periods) if chosen is None else periods.index(chosen)
        broken_down = _breakdowns(cases, periods, publication)
        shown = {what: found[columns] for what, found in broken_down.items()}
        contacts = self._counted_contacts() if chosen_origin is origins[0] else ()
        return Figures(
            publication=publication,
            origins=origins,
            origin=chosen_origin,
            periods=periods,
            period=chosen,
            total=shown["target_group"].total if shown else None,
            cases=shown,
            contacts=_contacts(contacts, periods, columns, publication),
            waiting=self._waiting(shown.get("waiting"), chosen, chosen_origin, publication),
        )

    def _origins(self) -> tuple[Origin, ...]:
        """Return where there are registrations from, here first."""
        rows = self._dicts("SELECT DISTINCT from_register FROM counted_case ORDER BY from_register", {})
        found = tuple(Origin.REGISTER if row["from_register"] else Origin.HERE for row in rows)
        return found or (Origin.HERE,)

    def _counted_cases(self, origin: Origin) -> _Counts:
        return tuple(
            self._all(
                _Count,
                "SELECT extract(year FROM registered_on)::int AS year, what, coalesce(code, '') AS code,"
                " count(*)::int AS count FROM counted_case, LATERAL (VALUES ('target_group', target_group),"
                " ('unit', unit), ('route', route), ('reason', reason), ('help_primary', help_primary),"
                " ('product', product), ('anonymous', anonymous::text),"
                " ('referred_to_unit', referred_to_unit::text), ('confidential', confidential),"
                " ('waiting', CASE WHEN intake_on IS NULL THEN 'none'"
                " WHEN intake_on - registered_on <= %(norm)s THEN 'within' ELSE 'over' END)) AS f(what, code)"
                " WHERE from_register = %(from_register)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
                {"norm": catalogue().norms.intake_days, "from_register": origin is Origin.REGISTER},
            )
        )

    def _counted_contacts(self) -> _Counts:
        return tuple(
            self._all(
                _Count,
                "SELECT extract(year FROM held_on)::int AS year, what, code, count(*)::int AS count"
                " FROM counted_contact, LATERAL (VALUES ('subject', subject),"
                " ('out_of_hours', out_of_hours::text)) AS f(what, code) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
                {},
            )
        )

    def _waiting(
        self,
        waiting: Breakdown | None,
        period: Period | None,
        origin: Origin,
        publication: Publication,
    ) -> Waiting | None:
        """Return how long people waited for their intake, when that may be shown."""
        if waiting is None or waiting.hides:
            return None
        found = self._one(
            _Waited,
            "SELECT count(*)::int AS intakes, count(*) FILTER (WHERE days > %(norm)s)::int AS over,"
            " percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median"
            " FROM (SELECT intake_on - registered_on AS days FROM counted_case WHERE intake_on IS NOT NULL"
            " AND from_register = %(from_register)s"
            " AND extract(year FROM registered_on) BETWEEN %(first)s AND %(last)s) AS waited",
            {
                "norm": catalogue().norms.intake_days,
                "from_register": origin is Origin.REGISTER,
                "first": period.first if period else 0,
                "last": period.last if period else 9999,
            },
        )
        if found is None or found.median is None or found.intakes < publication.shares_from:
            return None
        return Waiting(found.median, _percent(found.over, found.intakes))


def _publication(actor: Actor) -> Publication:
    norms = catalogue().norms
    if actor.role is Role.TEAMLEIDER:
        return Publication(norms.small_cell_internal, norms.small_cell_internal, 1)
    return Publication(norms.small_cell_external, EXTERNAL_SHARES_FROM, EXTERNAL_STEP)


def _per_year(counts: Iterable[_Count]) -> dict[int, int]:
    """Return the number of registrations of each year; every registration is in each figure once."""
    years: dict[int, int] = {}
    for count in counts:
        if count.what == "target_group":
            years[count.year] = years.get(count.year, 0) + count.count
    return years


def _periods(years: Mapping[int, int], k: int) -> tuple[Period, ...]:
    """Return the periods, newest first: years, joined to the next (the last to the one before) until k."""
    found: list[tuple[list[int], int]] = []
    joined: list[int] = []
    count = 0
    for year in sorted(years):
        joined.append(year)
        count += years[year]
        if count >= k:
            found.append((joined, count))
            joined, count = [], 0
    if joined and found:
        found[-1][0].extend(joined)
    return tuple(
        Period(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}", span[0], span[-1])
        for span, _ in reversed(found)
    )


def _contacts(
    counts: _Counts, periods: tuple[Period, ...], column: int, publication: Publication
) -> Mapping[str, Breakdown]:
    """Return the figures of contacts; over all years only when one of the periods has too few."""
    within = tuple(
        count for count in counts if any(period.first <= count.year <= period.last for period in periods)
    )
    tables = _breakdowns(within, periods, publication)
    totals = [found.total for found in tables.get("subject", ())[:-1]]
    if all(total == 0 or total >= publication.k for total in totals) and len(within) == len(counts):
        return {what: found[column] for what, found in tables.items() if found[column].total}
    if column < len(periods) or not counts:
        return {}
    everything = Period(ALL, min(count.year for count in counts), max(count.year for count in counts))
    if sum(count.count for count in counts if count.what == "subject") < publication.k:
        return {}
    return {what: found[-1] for what, found in _breakdowns(counts, (everything,), publication).items()}


@lru_cache(maxsize=64)
def _breakdowns(
    counts: _Counts, periods: tuple[Period, ...], publication: Publication
) -> dict[str, tuple[Breakdown, ...]]:
    """Return for each figure its breakdown in each period, and last the one over all periods together.

    One decision is made for all periods at once: subtracting years from all years must not give a small cell.
    """
    tables: dict[str, dict[str, list[int]]] = {}
    for count in counts if periods else ():
        column = next(i for i, period in enumerate(periods) if period.first <= count.year <= period.last)
        row = tables.setdefault(count.what, {}).setdefault(count.code, [0] * len(periods))
        row[column] += count.count
    return {what: _drawn(rows, publication) for what, rows in tables.items()}


def _drawn(rows: Mapping[str, list[int]], publication: Publication) -> tuple[Breakdown, ...]:
    codes = sorted(rows, key=lambda code: (code == "", -sum(rows[code]), code))
    counts = [rows[code] for code in codes]
    hidden = suppressed(counts, publication.k)
    whole = [[*row, sum(row)] for row in counts]
    columns = len(whole[0]) if whole else 0
    return tuple(
        Breakdown(sum(row[column] for row in whole), tuple(_cells(codes, whole, column, hidden, publication)))
        for column in range(columns)
    )


def _cells(
    codes: list[str],
    counts: list[list[int]],
    column: int,
    hidden: frozenset[Place],
    publication: Publication,
) -> Iterable[Cell]:
    total = sum(row[column] for row in counts)
    for place, code in enumerate(codes):
        count = counts[place][column]
        if (place, column) in hidden:
            yield Cell(code, None, None)
            continue
        percent = _percent(count, total) if total >= publication.shares_from else None
        step = publication.step
        yield Cell(code, (2 * count + step) // (2 * step) * step, percent)


def _percent(count: int, total: int) -> int:
    """Return whole per cent, halves up."""
    return (200 * count + total) // (2 * total)
