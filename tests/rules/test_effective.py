from bluevitaal_es.events.case import TalkHeld
from bluevitaal_es.rules.effective import as_replacement, corrections_by_version, effective, replacement_of
from tests.lives import SOURCE, consent, corrected, held, intake, referral, registered, result
from tests.spec import day, history, moment, on


def test_leaves_a_history_without_corrections_as_it_is() -> None:
    facts = history(registered(), held())

    assert effective(facts) == facts


def test_puts_the_new_content_in_the_place_of_the_old() -> None:
    right = intake(help_primary="sleep")
    facts = history(registered(), intake(), held(), corrected(2, intake(), as_replacement(right)))

    assert [found.event for found in effective(facts)] == [registered(), right, held()]


def test_keeps_place_maker_and_moment_of_a_corrected_fact() -> None:
    facts = history(registered(), on("2026-01-08", held()), corrected(2, held(), as_replacement(held())))

    found = effective(facts)[1]
    assert (found.version, found.position, found.actor_id) == (2, 2, facts[1].actor_id)
    assert found.happened_at == moment("2026-01-08")
    assert found.recorded_at == facts[1].recorded_at


def test_follows_the_moment_that_the_correction_names() -> None:
    facts = history(
        registered(),
        on("2026-01-08", held()),
        corrected(2, held(), as_replacement(held()), "2026-01-07 00:00"),
    )

    assert effective(facts)[1].happened_at == moment("2026-01-07 00:00")


def test_leaves_out_what_was_taken_away() -> None:
    facts = history(registered(), held(), intake(), corrected(2, held()))

    assert [found.event for found in effective(facts)] == [registered(), intake()]


def test_lets_the_newest_correction_of_a_fact_count() -> None:
    first, second = held(minutes=30), held(minutes=45)
    facts = history(
        registered(),
        held(),
        corrected(2, held(), as_replacement(first)),
        corrected(2, held(), as_replacement(second)),
    )

    assert [found.event for found in effective(facts)] == [registered(), second]
    assert corrections_by_version(facts)[2].version == 4


def test_puts_back_what_was_taken_away() -> None:
    facts = history(
        registered(), held(), corrected(2, held()), corrected(2, held(), as_replacement(held(minutes=5)))
    )

    assert [found.event for found in effective(facts)] == [registered(), held(minutes=5)]


def test_takes_away_what_was_put_right() -> None:
    facts = history(
        registered(), held(), corrected(2, held(), as_replacement(held(minutes=5))), corrected(2, held())
    )

    assert [found.event for found in effective(facts)] == [registered()]


def test_keeps_the_order_of_recording() -> None:
    facts = history(
        registered(),
        held("one"),
        held("two"),
        corrected(3, held("two"), as_replacement(held("two")), "2026-01-05 00:00"),
        held("three"),
    )

    talks = [found.event.talk_id for found in effective(facts) if isinstance(found.event, TalkHeld)]
    assert talks == [held(name).talk_id for name in ("one", "two", "three")]


def test_keeps_every_kind_of_field_in_a_replacement() -> None:
    for event in (
        registered(help_others=("sleep", "grief"), source=SOURCE),
        intake(index_event_on=day("2025-11-01")),
        consent(until="2026-02-01"),
        result(answers=(1, 0, 1)),
        referral(),
    ):
        assert replacement_of(corrected(1, event, as_replacement(event))) == event


def test_has_nothing_to_put_in_place_when_a_fact_is_taken_away() -> None:
    assert replacement_of(corrected(1, held())) is None
