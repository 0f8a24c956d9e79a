"""Group commit: the appends that wait at one moment in this process go to the database as one call.

One thread at a time has the line. In a crowd, when the answer to its group is there, it sends the next group,
gives the line to the first of that next group and hands the answers out, each caller to the next: so the
database works while this process hands out answers. When there are only a few, it hands the answers out and
leaves the line to whoever comes back last, so that all share one wait for the disk; the first to come back
waits for a moment at most. A lone append goes straight through, and there is no thread of its own to die.
"""

import weakref
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from threading import Lock
from time import monotonic, sleep

import psycopg
import structlog

from bluevitaal_es.store.line import REPEATED, Line, LineLost, Outcome, Packet

_log = structlog.get_logger()

#: Events in one call at most: the others wait for the next, so nobody waits long for a crowd.
GROUP_EVENTS = 128
#: So many callers at most are few: they come back sooner than the disk answers.
FEW = 3
#: Seconds that a few wait for each other: about what it takes a thread to get an answer and write again.
MOMENT = 0.000_15
#: Seconds that a write goes on asking for its outcome while the database is away.
PATIENCE = 15.0
#: Seconds after which somebody who waits looks for their answer, should nobody have woken them.
FORGOTTEN = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5


class OutcomeUnknown(psycopg.OperationalError):
    """The database stayed away: the write went in or not. The same command, given again, will tell."""


class _Ticket:
    """Writes of one caller that wait for their turn, and later what became of them."""

    __slots__ = ("answer", "asked_at", "fault", "gate", "gone", "packets", "patient", "size", "successor")

    def __init__(self, packets: Sequence[Packet]) -> None:
        self.packets = packets
        self.size = sum(len(packet.events) for packet in packets)
        self.asked_at = monotonic()
        self.answer: list[Outcome] | None = None
        self.fault: psycopg.Error | None = None
        #: Nobody waits for it any more.
        self.gone = False
        self.patient = False
        #: Whom it wakes when it has its answer.
        self.successor: _Ticket | None = None
        # Taken from the start; freed by whoever has the answer, or by who hands over the line.
        self.gate = Lock()
        self.gate.acquire()

    @property
    def settled(self) -> bool:
        return self.answer is not None or self.fault is not None

    def wake(self) -> None:
        with suppress(RuntimeError):
            # An heir that has not woken yet may have its answer from another by now.
            self.gate.release()

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
        #: How many callers there were when the last answers came.
        self._lately = 1

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
            mine.patient = self._leader is None and len(self._waiting) == 1
            leads = self._leader is None and self._everybody_is_here()
            if leads:
                self._leader = mine
        try:
            while not mine.settled:
                if leads:
                    self._lead()
                    # A large write of somebody else may have left no room for this one.
                    leads = False
                else:
                    leads = self._gets_the_line(mine)
        except BaseException:
            self._step_aside(mine, leads)
            raise
        finally:
            self._leave(mine)
        return mine.result()

    def _everybody_is_here(self) -> bool:
        return not 1 < self._lately <= FEW or len(self._waiting) >= self._lately

    def _gets_the_line(self, mine: _Ticket) -> bool:
        """Wait for an answer or the line; the patient one takes the line when a moment went by without."""
        if not mine.gate.acquire(timeout=MOMENT if mine.patient else FORGOTTEN):
            with self._mutex:
                mine.patient = False
                if mine.settled or self._leader not in (None, mine):
                    return False
                self._leader = mine
                return True
        return not mine.settled and self._leader is mine

    def _lead(self) -> None:
        """Bring the group in hand home, then send the next if there is a crowd, and leave the line."""
        if not self._group:
            self._group = self._next_group()
        self._settle(self._group)
        done = self._group
        self._sent = False
        with self._mutex:
            self._lately = len(done) + len(self._waiting)
        self._group = self._next_group() if self._lately > FEW else []
        try:
            self._send(self._group)
        finally:
            heir = self._heir()
            if heir is not None:
                heir.wake()
            self._hand_out(done)

    def _hand_out(self, done: Sequence[_Ticket]) -> None:
        """Wake the first of those that have their answer; each wakes the next as it leaves.

        All woken at once would want the interpreter at once, and spend more on that than on their work.
        """
        with self._mutex:
            waiting = [ticket for ticket in done if not ticket.gone]
            for ticket, successor in pairwise(waiting):
                ticket.successor = successor
        if waiting:
            waiting[0].wake()

    def _leave(self, mine: _Ticket) -> None:
        with self._mutex:
            mine.gone = True
            successor = mine.successor
        if successor is not None:
            successor.wake()

    def _heir(self) -> _Ticket | None:
        """Give the line to the first of the group that was sent, or to nobody and say who looks after it."""
        with self._mutex:
            if self._group:
                self._leader = self._group[0]
                return self._leader
            self._leader = None
            heir = next((ticket for ticket in self._waiting if not ticket.gone), None)
            if heir is not None:
                heir.patient = True
            return heir

    def _next_group(self) -> list[_Ticket]:
        """Take from those that wait as many as fit in a call."""
        group: list[_Ticket] = []
        room = GROUP_EVENTS
        with self._mutex:
            while self._waiting and (not group or self._waiting[0].size <= room):
                ticket = self._waiting.popleft()
                if not ticket.gone:
                    room -= ticket.size
                    group.append(ticket)
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
                answers = self._line.receive() if self._sent else self._line.call(_packets(group))
                if any(answer.kind == REPEATED for answer in answers):
                    self._sent = False
                    self._line.make_sure()
                return answers
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
            mine.gone = True
            if self._leader is not mine:
                if mine not in self._waiting:
                    return
                self._waiting.remove(mine)
                if self._leader is not None or not mine.patient or not self._waiting:
                    return
                self._leader = self._waiting[0]
                self._leader.wake()
                return
        if not had_the_line:
            mine.gate.acquire()
        self._drop_line()
        left, self._group = self._group, []
        with self._mutex:
            self._waiting.extendleft(ticket for ticket in reversed(left) if not ticket.settled)
            self._leader = next((ticket for ticket in self._waiting if not ticket.gone), None)
            woken = [ticket for ticket in left if ticket.settled and ticket is not mine]
            if self._leader is not None:
                woken.append(self._leader)
        for ticket in woken:
            ticket.wake()


def _packets(group: Sequence[_Ticket]) -> list[Packet]:
    return [packet for ticket in group for packet in ticket.packets]


def _nothing() -> None:
    """Nothing to hang up."""
