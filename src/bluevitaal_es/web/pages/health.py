"""Whether the program lives, whether it can serve, and counts for whoever watches over it."""

import time
from collections.abc import Iterator, Mapping
from typing import Final

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluevitaal_es.database import Database
from bluevitaal_es.web.house import house_of

router = APIRouter()

#: Events that a projection may be behind while pages still serve well.
READY_WITHIN: Final = 1000
_OTHER: Final = "other"


@router.get("/health/live")
def live() -> dict[str, str]:
    """Say that the process answers; nothing else is asked."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """Say whether the database answers and every projection can come to the end of the log; 503 if not.

    `stuck` names the event at which each projection stands that cannot take it in.
    """
    try:
        head, positions = positions_of(house_of(request).database)
        stuck = stuck_in(house_of(request).database, positions)
    except Exception as fault:  # noqa: BLE001 (whatever is wrong, the answer is that we are not ready)
        return JSONResponse({"status": "no database", "fault": type(fault).__name__}, 503)
    if stuck:
        return JSONResponse({"status": "stuck", "projections": stuck}, 503)
    behind = {name: head - position for name, position in positions.items() if head - position > READY_WITHIN}
    if behind:
        return JSONResponse({"status": "behind", "projections": behind}, 503)
    return JSONResponse({"status": "ready", "position": head})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Give counts in the Prometheus form; labels are routes and projections, never ids."""
    known = CollectorRegistry()
    known.register(_LogAndProjections(house_of(request).database))
    return Response(generate_latest(REQUESTS) + generate_latest(known), media_type=CONTENT_TYPE_LATEST)


def positions_of(database: Database) -> tuple[int, dict[str, int]]:
    """Return the position of the newest event, and how far each projection has come."""
    with database.pool.connection(timeout=3) as connection:
        row = connection.execute("SELECT position FROM log.head").fetchone()
        schemas = connection.execute(
            "SELECT n.nspname FROM pg_catalog.pg_namespace n"
            " JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid"
            " WHERE c.relname = 'position' AND starts_with(n.nspname, 'view_') AND n.nspname !~ '_next$'"
            " ORDER BY n.nspname"
        ).fetchall()
        positions = {}
        for (schema,) in schemas:
            connection.execute("SELECT set_config('search_path', %s, true)", [schema])
            reached = connection.execute("SELECT position FROM position").fetchone()
            positions[schema.removeprefix("view_")] = int(reached[0]) if reached else 0
    return (0 if row is None else int(row[0])), positions


def stuck_in(database: Database, positions: Mapping[str, int]) -> dict[str, int]:
    """Return the position of the event that each stuck projection stands before."""
    with database.pool.connection(timeout=3) as connection:
        rows = connection.execute("SELECT projection, position FROM clockwork.stuck ORDER BY 1").fetchall()
    return {name: position + 1 for name, position in rows if positions.get(name) == position}


class _LogAndProjections(Collector):
    """Asks the database at the moment somebody looks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        head, positions = positions_of(self._database)
        yield GaugeMetricFamily("bluevitaal_log_position", "Position of the newest event", head)
        lag = GaugeMetricFamily(
            "bluevitaal_projection_lag", "Events that a projection has yet to show", labels=["projection"]
        )
        for name, position in positions.items():
            lag.add_metric([name], max(0, head - position))
        yield lag
        stands = GaugeMetricFamily(
            "bluevitaal_projection_stuck", "Whether it cannot take an event in", labels=["projection"]
        )
        stuck = stuck_in(self._database, positions)
        for name in positions:
            stands.add_metric([name], int(name in stuck))
        yield stands


REQUESTS: Final = CollectorRegistry()
_answered = Counter(
    "bluevitaal_requests", "Requests answered", ["method", "route", "status"], registry=REQUESTS
)
_seconds = Histogram(
    "bluevitaal_request_seconds",
    "Time to answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REQUESTS,
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})


class Measured:
    """Middleware that counts requests and their time by route template, such as /trajecten/{nummer}."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, start = 500, time.perf_counter()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else _OTHER
            route = getattr(scope.get("route"), "path", _OTHER)
            _answered.labels(method, route, str(status)).inc()
            _seconds.labels(method, route).observe(time.perf_counter() - start)
