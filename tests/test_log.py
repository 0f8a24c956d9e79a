import json
import logging  # noqa: TID251 (the bridge from it is what is tested)
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
import structlog

from bluevitaal_es.log import set_up_logging

CASE = UUID("6a1f9f0e-0000-4000-8000-000000000001")


@pytest.fixture
def told() -> Iterator[StringIO]:
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = StringIO()
    set_up_logging("json", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, level = before
    root.setLevel(level)


def last(stream: StringIO) -> dict[str, Any]:
    line = json.loads(stream.getvalue().splitlines()[-1])
    assert isinstance(line, dict)
    return line


def test_tells_ids_and_counts(told: StringIO) -> None:
    structlog.get_logger().info("assign_begeleider_refused", case_id=CASE, refusal="CaseIsClosed", count=3)

    line = last(told)
    assert line["event"] == "assign_begeleider_refused"
    assert (line["refusal"], line["count"], line["level"]) == ("CaseIsClosed", 3, "info")
    assert line["case_id"] == str(CASE)


def test_withholds_an_unknown_key_and_says_which(told: StringIO) -> None:
    structlog.get_logger().info("client_registered", name="Verzonnen Persoon", case_id=CASE)

    assert "Verzonnen" not in told.getvalue()
    assert last(told)["withheld"] == "name"


def test_withholds_a_sentence_under_a_known_key(told: StringIO) -> None:
    structlog.get_logger().info("Jan Verzonnen belde", product="hij slaapt slecht")

    assert "Verzonnen" not in told.getvalue()
    assert "slaapt" not in told.getvalue()
    assert last(told)["event"] == "unnamed_event"


def test_tells_a_fault_by_class_and_place_without_its_message(told: StringIO) -> None:
    try:
        raise ValueError("Verzonnen Persoon bestaat al")
    except ValueError:
        structlog.get_logger().exception("page_failed")

    assert "Verzonnen" not in told.getvalue()
    assert last(told)["error"] == "ValueError"
    assert "test_tells_a_fault" in last(told)["where"]


def test_tells_a_library_message_without_what_was_filled_in(told: StringIO) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting to %r", "Verzonnen")

    assert "Verzonnen" not in told.getvalue()
    assert last(told)["template"] == "error connecting to %r"
