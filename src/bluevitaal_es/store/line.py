"""The connection that appends go over: one prepared statement, binary, as low as the driver goes."""

from collections.abc import Iterable, Sequence
from select import POLLIN, POLLOUT, poll
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from bluevitaal_es.store import packing

APPEND = b"SELECT * FROM log.append($1, $2)"
PREPARED = b"log_append"
BINARY = (pq.Format.BINARY, pq.Format.BINARY)
APPENDED, REPEATED = "appended", "repeated"
#: Writes nothing that anybody reads. Its commit comes after all others, and waits as each of them does.
MAKE_SURE = "SELECT pg_logical_emit_message(true, 'bluevitaal', '')"

#: What a server says that hangs up or cannot write just now: shutdown, crash, not started yet, a standby.
GONE = ("08", "57P", "25006")


class Packet(NamedTuple):
    """One write as it goes over the line: its events, and the keys of streams that it may begin."""

    events: Sequence[bytes]
    keys: Sequence[bytes]


class Outcome(NamedTuple):
    """What `log.append` answered for one write (its words are there); where the stream stands if refused."""

    kind: str
    first: int | None
    last: int | None
    stream_id: UUID | None = None
    actual_version: int | None = None


class LineLost(Exception):
    """The connection broke: what was sent may have been done or not."""


class Line:
    """An open connection for appends. Used by one thread at a time."""

    def __init__(self, dsn: str) -> None:
        """Connect; raises LineLost when the database is not there."""
        try:
            self._connection = psycopg.connect(dsn, autocommit=True)
            row = self._connection.execute(
                "SELECT 'log.new_event'::regtype::oid::bigint, 'keys.new_key'::regtype::oid::bigint"
            ).fetchone()
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault
        assert row is not None
        self._event_oid, self._key_oid = row
        self._wire = self._connection.pgconn
        self._poll = poll()
        self._poll.register(self._wire.socket, POLLIN)
        _checked(self._wire.prepare(PREPARED, APPEND), pq.ExecStatus.COMMAND_OK)

    @property
    def backend_pid(self) -> int:
        """The process id of the server's side."""
        return self._wire.backend_pid

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def call(self, packets: Sequence[Packet]) -> list[Outcome]:
        """Append and return what became of each; raises LineLost, or psycopg.Error when all were refused."""
        try:
            answer = self._wire.exec_prepared(PREPARED, self._parameters(packets), BINARY, pq.Format.BINARY)
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault
        return _outcomes(answer)

    def send(self, packets: Sequence[Packet]) -> None:
        """Send a call without waiting for the answer, which `receive` returns; raises LineLost."""
        try:
            self._wire.send_query_prepared(PREPARED, self._parameters(packets), BINARY, pq.Format.BINARY)
            while self._wire.flush():
                self._poll.modify(self._wire.socket, POLLIN | POLLOUT)
                self._poll.poll()
                self._wire.consume_input()
                self._poll.modify(self._wire.socket, POLLIN)
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault

    def receive(self) -> list[Outcome]:
        """Wait for the answer to what was sent; raises as `call` does."""
        answer = None
        try:
            while True:
                while self._wire.is_busy():
                    self._poll.poll()
                    self._wire.consume_input()
                found = self._wire.get_result()
                if found is None:
                    break
                answer = found
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault
        if answer is None:
            raise LineLost("the server gave no answer")
        return _outcomes(answer)

    def make_sure(self) -> None:
        """Wait until all that was committed is where an acknowledgement promises; raises LineLost.

        What can be read need not be there: a commit that waits for a standby is seen as soon as the
        connection that waited is gone.
        """
        try:
            self._connection.execute(MAKE_SURE)
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault

    def _parameters(self, packets: Iterable[Packet]) -> list[bytes]:
        packets = list(packets)
        keys = [key for packet in packets for key in packet.keys]
        return [
            packing.events(self._event_oid, [packet.events for packet in packets]),
            packing.array(self._key_oid, keys),
        ]


def _checked(answer: pq.abc.PGresult, wanted: pq.ExecStatus) -> None:
    if answer.status == wanted:
        return
    fault = error_from_result(answer)
    state = fault.sqlstate
    if state is None or state.startswith(GONE):
        raise LineLost(str(fault)) from fault
    raise fault


def _outcomes(answer: pq.abc.PGresult) -> list[Outcome]:
    _checked(answer, pq.ExecStatus.TUPLES_OK)
    kinds, first, last = (packing.elements(answer.get_value(0, column) or b"") for column in range(3))
    if all(kind == b"appended" for kind in kinds):
        return [Outcome(APPENDED, _number(a), _number(b)) for a, b in zip(first, last, strict=True)]
    streams, versions = (packing.elements(answer.get_value(0, column) or b"") for column in (3, 4))
    return [
        Outcome((kind or b"").decode(), _number(a), _number(b), _uuid(stream), _number(version))
        for kind, a, b, stream, version in zip(kinds, first, last, streams, versions, strict=True)
    ]


def _number(sent: bytes | None) -> int | None:
    return None if sent is None else int.from_bytes(sent, "big", signed=True)


def _uuid(sent: bytes | None) -> UUID | None:
    return None if sent is None else UUID(bytes=sent)
