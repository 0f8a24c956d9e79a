import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluevitaal_es.catalogue import Instrument, catalogue
from bluevitaal_es.catalogue.scoring import AnswersRefused, interpretation, score, score_total_only

INSTRUMENTS = catalogue().instruments
EVENT = date(2026, 1, 1)


@pytest.mark.requirement("S-054")
@pytest.mark.parametrize(
    ("key", "answers", "total", "band", "worse", "safety"),
    [
        ("tsq", [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], 5, "below", False, ()),
        ("tsq", [1, 1, 1, 1, 1, 1, 0, 0, 0, 0], 6, "positive", True, ()),
        ("tsq", [1] * 10, 10, "positive", True, ()),
        ("phq9", [0] * 9, 0, "minimal", False, ()),
        ("phq9", [1, 1, 1, 1, 1, 1, 1, 1, 1], 9, "mild", False, (9,)),
        ("phq9", [2, 2, 2, 2, 2, 0, 0, 0, 0], 10, "moderate", True, ()),
        ("phq9", [3, 3, 3, 3, 3, 0, 0, 0, 0], 15, "moderately_severe", True, ()),
        ("phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1], 1, "minimal", False, (9,)),
        ("phq9", [3] * 9, 27, "severe", True, (9,)),
        ("gad7", [1, 1, 1, 1, 1, 1, 1], 7, "mild", False, ()),
        ("gad7", [2, 2, 2, 2, 2, 0, 0], 10, "moderate", True, ()),
        ("gad7", [3] * 7, 21, "severe", True, ()),
        ("who5", [5] * 5, 100, "sufficient", False, ()),
        ("who5", [3, 3, 3, 2, 2], 52, "sufficient", False, ()),
        ("who5", [3, 3, 2, 2, 2], 48, "low", True, ()),
        ("who5", [2, 2, 1, 1, 1], 28, "very_low", True, ()),
        ("who5", [0] * 5, 0, "very_low", True, ()),
        ("svl22", [1] * 22, 22, "below", False, ()),
        ("svl22", [3] * 11 + [0] * 11, 33, "positive", True, ()),
    ],
)
def test_scores_a_known_sheet(
    key: str, answers: list[int], total: int, band: str, worse: bool, safety: tuple[int, ...]
) -> None:
    result = score(INSTRUMENTS[key], answers)

    assert (result.total, result.band) == (total, band)
    assert result.at_or_over_cut_off is worse
    assert result.safety_items == safety
    assert result.key_id == INSTRUMENTS[key].key_id


def test_adds_up_the_parts() -> None:
    assert score(INSTRUMENTS["tsq"], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]).subscales == (
        ("re_experiencing", 3),
        ("arousal", 1),
    )
    parts = dict(score(INSTRUMENTS["svl22"], [4] * 22).subscales)
    assert parts == {"intrusion": 32, "avoidance": 32, "hyperarousal": 24}


@pytest.mark.parametrize(
    ("answers", "why", "item"),
    [
        ([1] * 9, "count", None),
        ([1] * 11, "count", None),
        ([], "count", None),
        ([1, 1, None, 1, 1, 1, 1, 1, 1, 1], "missing", 3),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 2], "value", 10),
        ([-1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "value", 1),
    ],
)
def test_refuses_what_is_no_full_sheet(answers: list[int | None], why: str, item: int | None) -> None:
    with pytest.raises(AnswersRefused) as refused:
        score(INSTRUMENTS["tsq"], answers)

    assert (refused.value.why, refused.value.item) == (why, item)


@pytest.mark.parametrize(
    ("key", "total"), [("tsq", 11), ("tsq", -1), ("phq9", 28), ("who5", 50), ("who5", 104)]
)
def test_refuses_a_total_that_no_sheet_gives(key: str, total: int) -> None:
    with pytest.raises(AnswersRefused, match="total"):
        score_total_only(INSTRUMENTS[key], total)


def test_sees_item_nine_in_a_total_that_leaves_no_doubt() -> None:
    assert score_total_only(INSTRUMENTS["phq9"], 24).safety_items == ()
    assert score_total_only(INSTRUMENTS["phq9"], 25).safety_items == (9,)


def test_scores_a_bare_total_like_the_sheet() -> None:
    assert score_total_only(INSTRUMENTS["tsq"], 7).at_or_over_cut_off
    assert not score_total_only(INSTRUMENTS["tsq"], 5).at_or_over_cut_off
    assert score_total_only(INSTRUMENTS["who5"], 48).at_or_over_cut_off


sheets = st.sampled_from(INSTRUMENTS.active()).flatmap(
    lambda one: st.tuples(
        st.just(one),
        st.lists(
            st.sampled_from([answer.value for answer in one.answers]),
            min_size=len(one.items),
            max_size=len(one.items),
        ),
    )
)


@given(sheets)
def test_stays_within_bounds_and_agrees_with_the_bare_total(sheet: tuple[Instrument, list[int]]) -> None:
    instrument, answers = sheet
    result = score(instrument, answers)
    bare = score_total_only(instrument, result.total)

    assert instrument.lowest <= result.total <= instrument.highest
    assert (bare.total, bare.band, bare.at_or_over_cut_off) == (
        result.total,
        result.band,
        result.at_or_over_cut_off,
    )
    assert set(bare.safety_items) <= set(result.safety_items)


@given(sheets, st.randoms(use_true_random=False))
def test_comes_to_the_same_total_in_any_order(
    sheet: tuple[Instrument, list[int]], order: random.Random
) -> None:
    instrument, answers = sheet
    shuffled = order.sample(answers, len(answers))

    assert score(instrument, shuffled).total == score(instrument, answers).total
    assert score(instrument, shuffled).band == score(instrument, answers).band


@given(sheets)
def test_never_gets_better_when_one_answer_gets_worse(sheet: tuple[Instrument, list[int]]) -> None:
    instrument, answers = sheet
    step = 1 if instrument.direction == "high_is_worse" else -1
    values = [answer.value for answer in instrument.answers]
    worse = [answer + step if answer + step in values else answer for answer in answers]

    if score(instrument, answers).at_or_over_cut_off:
        assert score(instrument, worse).at_or_over_cut_off


@pytest.mark.parametrize("one", INSTRUMENTS.active(), ids=lambda one: one.key)
def test_puts_every_total_in_one_band(one: Instrument) -> None:
    for total in range(one.lowest, one.highest + 1, one.factor):
        result = score_total_only(one, total)
        assert one.band_label(result.band)
        assert one.lowest <= total <= one.highest
    assert all(left.last + 1 == right.first for left, right in pairwise(one.bands))


@pytest.mark.parametrize(
    ("days", "meaning"), [(0, "too_early"), (27, "too_early"), (28, "valid"), (400, "valid")]
)
def test_waits_four_weeks_after_an_event(days: int, meaning: str) -> None:
    assert interpretation(INSTRUMENTS["tsq"], EVENT + timedelta(days=days), EVENT, False) == meaning


def test_is_careful_without_one_event() -> None:
    assert interpretation(INSTRUMENTS["tsq"], EVENT, None, True) == "with_caution"
    assert interpretation(INSTRUMENTS["tsq"], EVENT, None, False) == "with_caution"


@pytest.mark.parametrize("key", ["phq9", "gad7", "who5"])
def test_asks_no_event_where_none_matters(key: str) -> None:
    assert interpretation(INSTRUMENTS[key], EVENT, EVENT, False) == "valid"
    assert interpretation(INSTRUMENTS[key], EVENT, None, False) == "valid"


@pytest.mark.requirement("S-052")
def test_uses_the_longer_list_and_refuses_the_short_one() -> None:
    assert INSTRUMENTS.find("TSQ") is INSTRUMENTS["tsq"]
    assert INSTRUMENTS.find("SVL-R") is INSTRUMENTS["svl22"]
    assert INSTRUMENTS.find("SVL-15") is None
    assert "DSM-III" in (INSTRUMENTS.why_not("svl 15") or "")
    assert "svl15" not in INSTRUMENTS
    assert INSTRUMENTS.label("svl15") == "SVL-15"


@pytest.mark.requirement("S-051")
def test_refuses_what_has_no_cut_off() -> None:
    assert {one.key for one in INSTRUMENTS.inactive()} == {"svl15", "tcl", "impactmeter"}
    assert "geen grens, geen moment en geen regel" in (INSTRUMENTS.why_not("TCL") or "")
    assert INSTRUMENTS.why_not("TSQ") is None
