"""Logging, set up once: structured lines on standard error that carry ids and counts, never persons."""

import logging
import re
import sys
import traceback
from typing import Literal, TextIO
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: What may be said. Everything else is left out, and named in `withheld` so that nobody looks in vain.
SAFE_KEYS = frozenset(
    {
        *("event", "level", "timestamp", "logger", "error", "where", "withheld", "template"),
        *("correlation_id", "causation_id", "command_id", "event_id", "stream_id", "case_id", "actor_id"),
        *("role", "command", "event_type", "refusal", "projection", "automation", "migration", "page"),
        *("position", "version", "form", "count", "total", "attempt", "size", "number", "pool_size"),
        *("duration_ms", "seconds", "method", "route", "status", "port", "pid", "kind", "job", "slot"),
        *("state", "reason_code", "product", "instrument", "checkpoint", "imported", "skipped"),
    }
)
#: A name, id, date or path of one word: a sentence that somebody typed does not fit.
ONE_WORD = re.compile(r"[\w.:/+{}<>-]{1,120}")
#: Under these keys stand ids that a machine made, or the few words for who is no person.
ID_KEYS = frozenset(
    {"correlation_id", "causation_id", "command_id", "event_id", "stream_id", "case_id", "actor_id"}
)
AN_ID = re.compile(
    r"(?:client:)?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|scheduler|importer|command_line"
)
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
#: The name of a key that was withheld, as code would spell it.
KEY = re.compile(r"[a-z_]{1,40}")
#: What one word can still give away: a number to call, a case, a token, an address.
GIVES_AWAY = re.compile(
    r"(?:\d[.:/+-]?){7,}|\b[A-Z]+-\d{4}-\d+|(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[\w-]{24,}|://|@|\b\d{6,}"
)


def set_up_logging(
    style: Literal["json", "console"] = "json", *, level: str = "info", stream: TextIO | None = None
) -> None:
    """Send every log line of ours and of the libraries to one stream, standard error unless given.

    The level is debug, info, warning or error; libraries speak from warning up.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=(stream or sys.stderr).isatty())
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared, tell_template_only],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                tell_fault,
                keep_safe,
                last,
            ],
            keep_exc_info=True,
            pass_foreign_args=True,
            use_get_message=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    ours = logging.getLogger("bluevitaal")
    ours.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: ours,
        cache_logger_on_first_use=False,
    )


def tell_template_only(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Reduce a library's line to where it stands and its fixed words; what was filled in may be a person."""
    record = line["_record"]
    told = {key: line[key] for key in ("level", "timestamp", "logger") if key in line}
    told |= {"event": "library_message", "where": f"{record.module}:{record.lineno}"}
    if line.get("positional_args"):
        told["template"] = line["event"]
    if record.exc_info:
        told["exc_info"] = record.exc_info
    return {**told, "_record": record, "_from_structlog": False}


def tell_fault(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Replace an exception by its class and the places it passed; its message may hold what was typed."""
    given = line.pop("exc_info", None)
    fault = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        frames = traceback.extract_tb(fault.__traceback__)[-12:]
        line["error"] = type(fault).__qualname__
        line["where"] = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return line


def keep_safe(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Let through only known keys with a number, a yes or no, an id or one word."""
    kept = {
        key: str(value) if isinstance(value, UUID) else value
        for key, value in line.items()
        if key in SAFE_KEYS and _is_safe(key, value)
    }
    withheld = sorted(set(line) - set(kept))
    if withheld:
        kept["withheld"] = " ".join(key for key in withheld if KEY.fullmatch(key))
    return {"event": "unnamed_event", **kept}


def _is_safe(key: str, value: object) -> bool:
    if key in {"where", "template"}:
        return isinstance(value, str)
    if isinstance(value, str) and key in ID_KEYS:
        return AN_ID.fullmatch(value) is not None
    if isinstance(value, str) and key == "timestamp":
        return A_MOMENT.fullmatch(value) is not None
    if isinstance(value, str):
        return ONE_WORD.fullmatch(value) is not None and GIVES_AWAY.search(value) is None
    return value is None or isinstance(value, bool | int | float | UUID)
