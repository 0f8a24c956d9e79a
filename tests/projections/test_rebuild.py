from threading import Event, Thread

import pytest

from bluevitaal_es.access import Actor, complainant
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.file_complaint import FileComplaint
from bluevitaal_es.commands.make_request import AskForContact
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.audit_trail.view import AuditTrailView
from bluevitaal_es.projections.case_file.view import CaseFileView
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.store import projector as projecting
from bluevitaal_es.vocabulary import CaseId, Role
from tests.acts import EVERYWHERE
from tests.projections.lived import write
from tests.projections.story import told
from tests.spec import ANNA, AUDITOR, uid
from tests.world import World, names

pytestmark = pytest.mark.slow("draws every read model anew beside readers and writers")

STORIES = [told(f"case {number}", f"T-2026-{number:04}") for number in range(1, 6)]


@pytest.fixture
def lived(world: World) -> World:
    """A world in which a few lives went by."""
    write(world, STORIES)
    request, complaint = uid("request"), uid("complaint")
    asker = Actor(f"client:{request}", "Aanvrager", Role.CLIENT, case_id=CaseId(request))
    asked = AskForContact(request_id=request, for_whom="other", reach="phone", phone="06 1234", urgent=False)
    filed = FileComplaint(complaint_id=complaint, kind="complaint", channel="site", text="Er werd gepraat.")
    world.do(asked, by=asker, at="2026-06-01")
    world.do(filed, by=complainant(complaint), at="2026-06-01")
    return world


def test_gives_the_same_rows_when_all_were_dropped(lived: World) -> None:
    before = lived.tables()
    assert all(
        rows
        for table, rows in before.items()
        if not table.startswith(("view_staff.", "view_erasures.")) and not table.endswith(".counted_contact")
    )

    lived.drop_views()
    lived.projector.prepare()
    lived.projector.catch_up()

    assert lived.tables() == before


@pytest.mark.parametrize("name", names())
def test_gives_the_same_rows_beside_the_live_tables(lived: World, name: str) -> None:
    before = lived.tables()

    applied = lived.projector.rebuild(name)

    assert applied == lived.store.head()
    assert lived.tables() == before


def test_leaves_nothing_behind(lived: World) -> None:
    lived.projector.rebuild("caseload")

    with lived.database.owner() as owner:
        found = owner.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'view\\_%'").fetchall()
    assert sorted(name for (name,) in found) == sorted(f"view_{name}" for name in names())


def test_begins_anew_after_a_rebuild_that_was_broken_off(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lived.tables()
    monkeypatch.setattr(projecting, "BATCH", 10)

    def break_off(done: int, _: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lived.projector.rebuild("duties", break_off)
    assert {table: rows for table, rows in lived.tables().items() if "_next." not in table} == before

    lived.projector.rebuild("duties")
    assert lived.tables() == before


def test_says_how_far_it_is(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 10)
    seen: list[tuple[int, int]] = []

    lived.projector.rebuild("case_file", lambda done, head: seen.append((done, head)))

    head = lived.store.head()
    assert seen[0] == (10, head)
    assert seen[-1] == (head, head)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_lets_readers_see_the_old_rows_until_the_new_are_whole(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "BATCH", 10)
    view = CaseloadView(lived.database)
    rows = view.cases_of(EVERYWHERE)
    assert len(rows) == len(STORIES)
    seen = []

    lived.projector.rebuild("caseload", lambda *_: seen.append(view.cases_of(EVERYWHERE)))

    assert len(seen) > 3
    assert all(found == rows for found in seen)
    assert view.cases_of(EVERYWHERE) == rows


def test_never_turns_a_reader_away_at_the_exchange(lived: World) -> None:
    stop, faults = Event(), list[BaseException]()

    def read() -> None:
        view = CaseFileView(lived.database)
        try:
            while not stop.is_set():
                assert view.dossier(EVERYWHERE, "T-2026-0001") is not None
        except BaseException as fault:
            faults.append(fault)
            raise

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(20):
            lived.projector.rebuild("case_file")
    finally:
        stop.set()
        for reader in readers:
            reader.join()

    assert faults == []


def test_goes_on_while_cases_are_read_and_written(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 10)
    stop, faults, written = Event(), list[BaseException](), list[int]()

    def read() -> None:
        caseload, files = CaseloadView(lived.database), CaseFileView(lived.database)
        while not stop.is_set():
            assert len(caseload.cases_of(EVERYWHERE)) >= len(STORIES)
            assert files.dossier(EVERYWHERE, "T-2026-0001") is not None
            assert AuditTrailView(lived.database).case(AUDITOR, "T-2026-0001")

    def work() -> None:
        while not stop.is_set():
            number = len(written) + 1
            case_id = CaseId(uid(f"new {number}"))
            order = RegisterCase(case_id=case_id, number=f"T-2027-{number:04}", target_group="current_staff")
            lived.desk.handle(order, ANNA)
            lived.desk.handle(AssignBegeleider(case_id=case_id, begeleider_id=uid("anna")), ANNA)
            written.append(lived.desk.handle(AddNote(case_id=case_id, text="Belde"), ANNA).position)

    def guarded(task: object) -> None:
        try:
            task()  # type: ignore[operator] # one of the functions below
        except BaseException as fault:
            faults.append(fault)
            stop.set()
            raise

    follow = Thread(target=lambda: lived.another_projector().run(stop))
    threads = [Thread(target=guarded, args=[task]) for task in (read, work)] + [follow]
    for thread in threads:
        thread.start()
    try:
        for name in names():
            lived.projector.rebuild(name)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert faults == []
    assert written
    lived.projector.catch_up()
    drawn = lived.tables()
    monkeypatch.undo()
    lived.drop_views()
    lived.projector.prepare()
    lived.projector.catch_up()
    assert lived.tables() == drawn
