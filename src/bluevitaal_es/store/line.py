"""The connection that appends go over: prepared statements, binary, as low as the driver goes."""

from collections.abc import Sequence
from select import POLLIN, POLLOUT, poll
from time import perf_counter, sleep
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from bluevitaal_es.store import packing

#: What is prepared, by the name under which it is: any writes, a lone one, and several lone ones.
APPEND, APPEND_ONE, APPEND_EACH = b"append", b"append_one", b"append_each"
STATEMENTS = {
    APPEND: b"SELECT * FROM log.append($1, $2)",
    APPEND_ONE: b"SELECT log.append_one($1)",
    APPEND_EACH: b"SELECT log.append_each($1)",
}
BINARY = pq.Format.BINARY
#: A plan that is made while the log is small must not go on reading all of it, and plans gain nothing from
#: being made anew. Where functions look for names they set themselves, at less cost where it is so already.
SETTINGS = (
    "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; "
    "SET search_path = pg_catalog, pg_temp"
)
APPENDED, REPEATED = "appended", "repeated"
#: Writes nothing that anybody reads. Its commit comes after all others, and waits as each of them does.
MAKE_SURE = "SELECT pg_logical_emit_message(true, 'bluevitaal', '')"

#: Writes in a call of which the answer is looked out for: with more, others need the processor.
FEW = 4
#: Seconds within which an answer is looked out for; a disk or a standby that takes longer is slept through.
SOON = 0.001
#: The part of the usual wait that is slept through first, and how much an answer weighs in what is usual.
ASLEEP, WEIGHT = 0.4, 0.125

#: What a server says that hangs up or cannot write just now: shutdown, crash, not started yet, a standby.
GONE = ("08", "57P", "25006")


class Packet(NamedTuple):
    """One write as it goes over the line: its events, and the keys of streams that it may begin.

    `lone` says that it is one event, recorded now, on a stream whose key the database should have.
    """

    events: Sequence[bytes]
    keys: Sequence[bytes]
    lone: bool


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
            self._connection.execute(SETTINGS)
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
        self._packets: Sequence[Packet] = ()
        self._sent, self._sent_at = APPEND, 0.0
        #: Seconds that an answer took lately.
        self._usual = SOON
        for name, statement in STATEMENTS.items():
            _checked(self._wire.prepare(name, statement), pq.ExecStatus.COMMAND_OK)

    @property
    def backend_pid(self) -> int:
        """The process id of the server's side."""
        return self._wire.backend_pid

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def call(self, packets: Sequence[Packet]) -> list[Outcome]:
        """Append and return what became of each; raises LineLost, or psycopg.Error when all were refused."""
        self.send(packets)
        return self.receive()

    def send(self, packets: Sequence[Packet]) -> None:
        """Send a call without waiting for the answer, which `receive` returns; raises LineLost."""
        self._packets = packets
        if not all(packet.lone for packet in packets):
            self._send_all(packets)
        elif len(packets) == 1:
            self._send(APPEND_ONE, packing.event(packets[0].events[0]))
        else:
            self._send(APPEND_EACH, packing.events(self._event_oid, [packet.events for packet in packets]))

    def _send_all(self, packets: Sequence[Packet]) -> None:
        keys = [key for packet in packets for key in packet.keys]
        events = packing.events(self._event_oid, [packet.events for packet in packets])
        self._send(APPEND, events, packing.array(self._key_oid, keys))

    def receive(self) -> list[Outcome]:
        """Wait for the answer to what was sent; raises as `call` does."""
        answer = self._answer()
        if self._sent == APPEND:
            return _outcomes(answer)
        found = answer.get_value(0, 0) or b""
        positions = [int.from_bytes(found)] if self._sent == APPEND_ONE and found else packing.numbers(found)
        outcomes = [Outcome(APPENDED, position, position) for position in positions]
        rest = self._packets[len(outcomes) :]
        if rest:
            # The first of them is a conflict, or known, or comes with another key: that is told the long way.
            self._send_all(rest)
            outcomes += _outcomes(self._answer())
        return outcomes

    def _send(self, statement: bytes, *parameters: bytes) -> None:
        try:
            self._wire.send_query_prepared(statement, parameters, [BINARY] * len(parameters), BINARY)
            while self._wire.flush():
                self._poll.modify(self._wire.socket, POLLIN | POLLOUT)
                self._poll.poll()
                self._wire.consume_input()
                self._poll.modify(self._wire.socket, POLLIN)
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault
        self._sent, self._sent_at = statement, perf_counter()

    def _answer(self) -> pq.abc.PGresult:
        if len(self._packets) <= FEW:
            self._look_out()
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
        _checked(answer, pq.ExecStatus.TUPLES_OK)
        return answer

    def _look_out(self) -> None:
        """Be awake when the answer comes, if answers come soon.

        Waking up takes a third of what the disk takes. This sleeps through the first part of the usual wait,
        and looks for the rest of it and as long again at most.
        """
        if self._usual < SOON:
            asleep = self._sent_at + self._usual * ASLEEP - perf_counter()
            if asleep > 0:
                sleep(asleep)
            latest = self._sent_at + 2 * self._usual
            while not self._poll.poll(0) and perf_counter() < latest:
                pass
        else:
            self._poll.poll()
        self._usual += (min(perf_counter() - self._sent_at, 2 * SOON) - self._usual) * WEIGHT

    def make_sure(self) -> None:
        """Wait until all that was committed is where an acknowledgement promises; raises LineLost.

        What can be read need not be there: a commit that waits for a standby is seen as soon as the
        connection that waited is gone.
        """
        try:
            self._connection.execute(MAKE_SURE)
        except psycopg.OperationalError as fault:
            raise LineLost(str(fault)) from fault


def _checked(answer: pq.abc.PGresult, wanted: pq.ExecStatus) -> None:
    if answer.status == wanted:
        return
    fault = error_from_result(answer)
    state = fault.sqlstate
    if state is None or state.startswith(GONE):
        raise LineLost(str(fault)) from fault
    raise fault


def _outcomes(answer: pq.abc.PGresult) -> list[Outcome]:
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
