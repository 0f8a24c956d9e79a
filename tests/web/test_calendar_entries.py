"""What stands in a calendar feed, and what becomes of what moved, was cancelled, or is not ours now."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import end_of
from bluevitaal_es.projections.agenda.view import Meeting, Shown
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.rules.duty import DutyKind
from bluevitaal_es.web.calendar_entries import (
    TASKS,
    WORDS,
    Given,
    Memory,
    Planned,
    entries,
    of_begeleider,
    revised,
    uid_of,
)
from tests.spec import uid

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
TALK = Planned("talk:1", "Afspraak", NOW + timedelta(days=3), number="T-2026-0001")
LATER = NOW + timedelta(hours=1)


def duty(kind: str, since: datetime, due_at: datetime, case: str = "one") -> DutyRow:
    return DutyRow(uid(case), f"{kind}:1", "T-2026-0001", None, kind, "", since, due_at, 0, None, False)


def tied(_number: str) -> bool:
    return True


def given(planned: Planned = TALK) -> dict[str, Given]:
    """Return what a feed gave once."""
    return revised({}, {"u": planned}, tied, NOW)


def test_a_new_entry_is_the_first_of_its_kind() -> None:
    [entry] = entries(given())

    assert (entry.uid, entry.start, entry.revision, entry.cancelled) == ("u", TALK.start, 0, False)


def test_what_did_not_change_is_given_as_it_was() -> None:
    assert revised(given(), {"u": TALK}, tied, LATER) == given()


def test_a_moved_talk_keeps_its_name_and_goes_up_a_revision() -> None:
    moved = Planned("talk:1", "Afspraak", NOW + timedelta(days=4), number=TALK.number)
    [entry] = entries(revised(given(), {"u": moved}, tied, LATER))

    assert (entry.uid, entry.start, entry.revision, entry.cancelled) == ("u", moved.start, 1, False)
    assert entry.revised_at == LATER


def test_a_talk_that_is_gone_is_cancelled_once_and_stays_so() -> None:
    once = revised(given(), {}, tied, LATER)
    twice = revised(once, {}, tied, LATER + timedelta(hours=1))
    [entry] = entries(once)

    assert (entry.revision, entry.cancelled, twice) == (1, True, once)


def test_a_talk_that_comes_back_is_another_revision() -> None:
    [entry] = entries(revised(revised(given(), {}, tied, LATER), {"u": TALK}, tied, LATER))

    assert (entry.revision, entry.cancelled) == (2, False)


@pytest.mark.parametrize(
    ("planned", "still_tied", "now"),
    [
        (TALK, lambda _number: False, LATER),
        (TALK, tied, NOW + timedelta(days=3, minutes=1)),
        (Planned("tasks:2026-11-25", TASKS, date(2026, 11, 25)), tied, LATER),
    ],
    ids=["not involved any more", "it was held", "a task is done"],
)
def test_leaves_out_without_a_word(
    planned: Planned, still_tied: Callable[[str], bool], now: datetime
) -> None:
    assert revised(given(planned), {}, still_tied, now) == {}


def test_what_was_cancelled_is_nobodys_business_who_is_not_involved_any_more() -> None:
    cancelled = revised(given(), {}, tied, LATER)

    assert revised(cancelled, {}, lambda _number: False, LATER) == {}


def test_remembers_what_it_gave() -> None:
    memory = Memory(given(), "2026-11-22", frozenset({"a", "b"}))

    assert Memory.unpacked(memory.packed()) == memory


def test_names_an_entry_otherwise_in_each_calendar_and_alike_in_one() -> None:
    assert uid_of("one", "talk:1") == uid_of("one", "talk:1") != uid_of("other", "talk:1")


def test_shows_talks_on_their_hour_and_of_a_day_only_that_there_is_something_to_do() -> None:
    talk = datetime(2026, 11, 24, 13, tzinfo=UTC)
    due = end_of(date(2026, 11, 25))
    duties = [
        duty("talk_to_record", talk, end_of(date(2026, 11, 25))),
        duty("evaluation", NOW, due),
        duty("referral_answer", NOW, due, case="two"),
        duty("safety", NOW, NOW + timedelta(minutes=30)),
        duty("discussion", NOW, due),
        duty("intake", NOW, NOW - timedelta(days=1)),
    ]
    shown = of_begeleider(duties, [], TODAY)

    assert [(one.summary, one.start) for one in shown] == [("Afspraak", talk), (TASKS, date(2026, 11, 25))]
    assert shown[1].cases == (uid("one"), uid("two"))


def test_a_talk_that_was_not_recorded_becomes_something_to_do() -> None:
    yesterday = datetime(2026, 11, 20, 13, tzinfo=UTC)
    [shown] = of_begeleider([duty("talk_to_record", yesterday, end_of(date(2026, 11, 23)))], [], TODAY)

    assert (shown.summary, shown.start) == (TASKS, date(2026, 11, 23))


def test_shows_of_a_meeting_the_day() -> None:
    items = (
        Shown(uid("one"), "theme", "sleep", "Wat helpt?", own_number="T-2026-0001"),
        Shown(uid("two"), "theme", "sleep", "Wat helpt?"),
    )
    [shown] = of_begeleider([], [Meeting("internal", None, date(2026, 11, 26), items)], TODAY)

    assert (shown.summary, shown.start, shown.cases) == ("Afspraak", date(2026, 11, 26), (uid("one"),))


@pytest.mark.requirement("S-163")
def test_no_word_of_a_calendar_betrays_anything() -> None:
    assert [word for word in (*WORDS, TASKS) if catalogue().notices.betrays(word)] == []


def test_knows_every_kind_of_work() -> None:
    told = {kind for kind in DutyKind if of_begeleider([duty(kind, NOW, end_of(TODAY))], [], TODAY)}

    assert set(DutyKind) - told == {"discussion", "safety", "breach"}
