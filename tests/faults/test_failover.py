"""A primary and a synchronous standby: the primary dies under load, the standby goes on with all of it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bluevitaal_es import app
from bluevitaal_es.app import Parts
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Context, Outcome
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database, DatabaseFault, Leadership
from bluevitaal_es.database.cluster import PORT, SUPERUSER
from bluevitaal_es.database.embedded import DATABASE, SERVICE_LOGIN
from bluevitaal_es.database.pool import connect
from bluevitaal_es.settings import ConfigurationFault, Settings
from tests.faults.load import assert_kept, more_acknowledged, store_on, until, writing
from tests.faults.servers import Standing, folder_for_all, own_server
from tests.spec import ANNA, CASE
from tests.world import tables_of

pytestmark = pytest.mark.slow("makes two PostgreSQL servers, of which one dies")

#: An acknowledgement waits until the standby has it on disk.
PRIMARY = {"synchronous_standby_names": "*", "wal_level": "replica", "max_wal_senders": "4"}
#: The one that takes over has no standby of its own yet.
STANDBY = {"synchronous_standby_names": "", "wal_retrieve_retry_interval": "200ms"}


REGISTER = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")


@dataclass(frozen=True)
class Pair:
    """Two servers that run, and how a service reaches whichever of them takes writes."""

    primary: Standing
    standby: Standing

    def url(self, user: str = SUPERUSER, **more: str) -> str:
        """Return one conninfo with both hosts."""
        hosts = f"{self.primary.socket_folder},{self.standby.socket_folder}"
        given = {"target_session_attrs": "read-write", **more}
        return make_conninfo(
            host=hosts, port=PORT, user=user, password=self.primary.password, dbname=DATABASE, **given
        )

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database as a service does that knows both hosts."""
        database = connect(self.url(SERVICE_LOGIN), self.url(), "server", pool_size=4)
        try:
            yield database
        finally:
            database.close()

    def promote(self) -> None:
        """Make the standby the one that takes writes, as soon as it answers."""

        def promoted() -> bool:
            try:
                with psycopg.connect(self.standby.dsn(), autocommit=True) as connection:
                    return connection.execute("SELECT pg_promote()").fetchone() == (True,)
            except psycopg.OperationalError:
                return False

        until(promoted)

    def waits_for_standby(self) -> int:
        """Return how many commits on the primary wait for the standby."""
        with psycopg.connect(self.primary.dsn()) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            ).fetchone()
        return row[0] if row else 0

    def end_the_wait(self) -> None:
        """End the connections whose commits wait for the standby; the primary has those commits."""
        with psycopg.connect(self.primary.dsn()) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            )

    @contextmanager
    def standby_held_up(self) -> Iterator[None]:
        """Let nothing reach the standby inside the block."""
        receiver = self.standby.process("walreceiver")
        os.kill(receiver, signal.SIGSTOP)
        try:
            yield
        finally:
            # What lies in its socket would still come in: of a primary whose power failed, nothing does.
            os.kill(receiver, signal.SIGKILL)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two servers with an empty migrated log."""
    with folder_for_all() as folder, ExitStack() as running:
        with own_server(folder / "a") as made:
            password = conninfo_to_dict(made.dsn())["password"]
        primary = Standing(folder / "a", str(password), PRIMARY)
        # The standby's own user has to find the primary's socket.
        primary.data_dir.chmod(0o755)
        primary.start()
        running.callback(primary.stop)
        standby = primary.copy_to(folder / "b", STANDBY)
        standby.start()
        running.callback(standby.stop)
        yield Pair(primary, standby)


def test_loses_nothing_when_the_primary_dies_and_the_standby_takes_over(pair: Pair) -> None:
    with pair.database() as database:
        store = store_on(database)
        with writing(store) as tally:
            until(more_acknowledged(tally, 100))
            with pair.standby_held_up():
                time.sleep(0.3)
                pair.primary.kill()
            pair.promote()
            until(more_acknowledged(tally, 100))

    assert_kept(pair.standby.dsn(), tally.acknowledged, tally.asked)


def test_says_of_a_repeated_command_only_what_the_standby_has_too(pair: Pair, tmp_path: Path) -> None:
    context, told = Context.fresh(), list[Outcome]()

    with app.opened(Settings(data_dir=tmp_path, database_url=pair.url())) as parts:

        def give() -> None:
            told.append(given_until_it_answers(parts, REGISTER, context))

        first, again = Thread(target=give, daemon=True), Thread(target=give, daemon=True)
        with pair.standby_held_up():
            first.start()
            until(lambda: pair.waits_for_standby() == 1)
            # The primary has it, the standby has not, and who asked is cut off and asks again.
            pair.end_the_wait()
            until(lambda: pair.waits_for_standby() == 1 and parts.store.head() == 1)
            again.start()
            until(lambda: pair.waits_for_standby() == 2)
            assert told == []
            pair.primary.kill()
        pair.promote()
        for thread in (first, again):
            thread.join(20)
        found = parts.store.read(CASE)

    assert [outcome.position for outcome in told] == [1, 1]
    assert [recorded.command_id for recorded in found] == [context.command_id]


def test_goes_on_with_read_models_commands_and_clock(pair: Pair, tmp_path: Path) -> None:
    with app.opened(Settings(data_dir=tmp_path, database_url=pair.url())) as parts:
        stop, clock_leads = Event(), Leadership(parts.database.service_dsn, 1)
        assert clock_leads.leads()
        drawing = Thread(target=parts.projector.run, args=[stop], daemon=True)
        drawing.start()
        parts.desk.handle(
            RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff"), ANNA
        )

        pair.primary.kill()
        pair.promote()

        outcome = given_until_it_answers(parts, AddNote(case_id=CASE, text="after"), Context.fresh())
        until(partial(drawn_up_to, parts, outcome.position))
        until(partial(leads_again, clock_leads))
        clock_leads.close()
        stop.set()
        drawing.join(10)
        drawn = tables_of(parts.database)
        for projection in app.projections():
            parts.projector.rebuild(projection.name)
        assert tables_of(parts.database) == drawn


def given_until_it_answers(parts: Parts, command: RegisterCase | AddNote, context: Context) -> Outcome:
    """Give the very same command again for as long as the database is away."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return parts.desk.handle(command, ANNA, context=context)
        except DatabaseFault:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def drawn_up_to(parts: Parts, position: int) -> bool:
    """Say whether every read model shows a position."""
    try:
        return parts.projector.wait_for(position, 0)
    except DatabaseFault:
        return False


def leads_again(leadership: Leadership) -> bool:
    """Say whether this process leads on the server that took over."""
    try:
        return leadership.leads()
    except DatabaseFault:
        return False


def test_asks_for_the_primary_when_there_are_more_servers(pair: Pair, tmp_path: Path) -> None:
    url = make_conninfo(pair.url(), target_session_attrs="any")

    with (
        pytest.raises(ConfigurationFault, match="target_session_attrs=read-write"),
        app.opened(Settings(data_dir=tmp_path, database_url=url)),
    ):
        pass
