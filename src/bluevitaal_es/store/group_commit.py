"""Group commit: the appends that wait at one moment in this process go to the database as one call.

One thread at a time has the line. When the answer to its group is there, it sends the next group, hands the
answers out and gives the line to the first of that next group. So the database works while this process hands
out answers, a lone append goes straight through, and there is no thread of its own to die.
"""

import weakref
from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic, sleep

import psycopg
import structlog

from bluevitaal_es.store.line import Line, LineLost, Outcome, Packet

_log = structlog.get_logger()

#: Events in one call at most: the others wait for the next, so nobody waits long for a crowd.
GROUP_EVENTS = 128
#: Seconds that a write goes on asking for its outcome while the database is away.
PATIENCE = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5


class OutcomeUnknown(psycopg.OperationalError):
    """The database stayed away: the write went in or not. The same command, given again, will tell."""


class _Ticket:
    """Writes of one caller that wait for their turn, and later what became of them."""

    __slots__ = ("answer", "asked_at", "fault", "gate", "given_up", "packets", "size")

    def __init__(self, packets: Sequence[Packet]) -> None:
        self.packets = packets
        self.size = sum(len(packet.events) for packet in packets)
        self.asked_at = monotonic()
        self.answer: list[Outcome] | None = None
        self.fault: psycopg.Error | None = None
        self.given_up = False
        # Taken from the start; freed by whoever has the answer, or by who hands over the line.
        self.gate = Lock()
        self.gate.acquire()

    @property
    def settled(self) -> bool:
        return self.answer is not None or self.fault is not None

    def result(self) -> list[Outcome]:
        if self.fault is not None:
            raise self.fault
        assert self.answer is not None
        return self.answer


class GroupCommit:
    """Takes writes from any number of threads to the log, in the order in which they came."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._line: Line | None = None
        self._hang_up: Callable[[], object] = _nothing
        self._mutex = Lock()
        self._waiting: deque[_Ticket] = deque()
        self._group: list[_Ticket] = []
        self._sent = False
        self._leader: _Ticket | None = None

    @property
    def backend_pid(self) -> int | None:
        """The process id of the server's side, if the line is open."""
        line = self._line
        return None if line is None else line.backend_pid

    def append(self, packets: Sequence[Packet]) -> list[Outcome]:
        """Append each packet as a whole and return what became of each.

        When the connection breaks, the outcome is asked for on a new one: a command that went in answers
        `repeated`. Raises OutcomeUnknown when the database stays away, and psycopg.Error for what the server
        refuses; what other callers wrote at the same moment has no part in that.
        """
        mine = _Ticket(packets)
        with self._mutex:
            self._waiting.append(mine)
            leads = self._leader is None
            if leads:
                self._leader = mine
        try:
            if not leads:
                mine.gate.acquire()
                leads = not mine.settled
            if leads:
                self._lead()
        except BaseException:
            self._step_aside(mine, leads)
            raise
        return mine.result()

    def _lead(self) -> None:
        """Bring the group in hand home, then send the next and give the line to the first of that."""
        if not self._group:
            self._group = self._next_group()
        self._settle(self._group)
        done = self._group
        self._sent = False
        self._group = self._next_group()
        try:
            self._send(self._group)
        finally:
            for ticket in done:
                ticket.gate.release()
            if self._group:
                self._group[0].gate.release()

    def _next_group(self) -> list[_Ticket]:
        """Take from those that wait as many as fit in a call; the first of them has the line from now on."""
        group: list[_Ticket] = []
        room = GROUP_EVENTS
        with self._mutex:
            while self._waiting and (not group or self._waiting[0].size <= room):
                ticket = self._waiting.popleft()
                if not ticket.given_up:
                    room -= ticket.size
                    group.append(ticket)
            self._leader = group[0] if group else None
        return group

    def _send(self, group: Sequence[_Ticket]) -> None:
        if not group or self._line is None:
            return
        try:
            self._line.send(_packets(group))
        except LineLost:
            self._drop_line()
        else:
            self._sent = True

    def _settle(self, group: Sequence[_Ticket]) -> None:
        """Give each of a group its answer; when the call was refused as a whole, ask for each by itself."""
        try:
            answers = iter(self._answers(group))
        except OutcomeUnknown as fault:
            for ticket in group:
                ticket.fault = fault
        except psycopg.Error as fault:
            self._sent = False
            if len(group) == 1:
                group[0].fault = fault
                return
            for ticket in group:
                self._settle([ticket])
        else:
            for ticket in group:
                ticket.answer = [next(answers) for _ in ticket.packets]

    def _answers(self, group: Sequence[_Ticket]) -> list[Outcome]:
        """Return what became of a group that was sent or not, over a new line if need be."""
        pause = FIRST_PAUSE
        while True:
            try:
                if self._line is None:
                    self._line = self._connected()
                return self._line.receive() if self._sent else self._line.call(_packets(group))
            except LineLost as lost:
                self._drop_line()
                if monotonic() + pause > group[0].asked_at + PATIENCE:
                    raise OutcomeUnknown(str(lost)) from lost
                _log.warning("append_asked_again", writes=len(group))
                sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _connected(self) -> Line:
        line = Line(self._dsn)
        self._hang_up = weakref.finalize(self, line.close)
        return line

    def _drop_line(self) -> None:
        self._sent = False
        if self._line is not None:
            self._line = None
            self._hang_up()

    def _step_aside(self, mine: _Ticket, had_the_line: bool) -> None:
        """Leave the others no worse off when a caller is interrupted, whatever it was doing."""
        with self._mutex:
            mine.given_up = True
            if not had_the_line and mine in self._waiting:
                self._waiting.remove(mine)
                return
            if self._leader is not mine:
                return
        if not had_the_line:
            mine.gate.acquire()
        self._drop_line()
        left, self._group = self._group, []
        with self._mutex:
            self._waiting.extendleft(ticket for ticket in reversed(left) if not ticket.settled)
            self._leader = next((ticket for ticket in self._waiting if not ticket.given_up), None)
            woken = [ticket for ticket in left if ticket.settled and ticket is not mine]
            if self._leader is not None:
                woken.append(self._leader)
        for ticket in woken:
            ticket.gate.release()


def _packets(group: Sequence[_Ticket]) -> list[Packet]:
    return [packet for ticket in group for packet in ticket.packets]


def _nothing() -> None:
    """Nothing to hang up."""
