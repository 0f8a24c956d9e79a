from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import is_working_day
from bluevitaal_es.catalogue.notices import KINDS, VARIABLES, variables_of
from bluevitaal_es.clock import AMSTERDAM
from bluevitaal_es.rules.notices import Never, Send, Wait, Wishes, hours, last_moment, may_notify, words
from tests.spec import moment

NORMS = catalogue().norms
WISHES = st.builds(
    Wishes,
    wanted=st.sampled_from(["none", "email", "sms", "phone"]),
    email=st.sampled_from([None, "reiger@voorbeeld.test", "r@politie.nl", "r@mail.eenheid.politie.nl"]),
    phone=st.sampled_from([None, "0612345678"]),
    from_hour=st.none() | st.integers(0, 23),
    until_hour=st.none() | st.integers(0, 24),
    voicemail=st.booleans(),
    no_work_device=st.booleans(),
)
MOMENTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.requirement("S-163")
@pytest.mark.parametrize(("kind", "hour"), list(product(sorted(KINDS), range(24))))
def test_no_notice_says_what_it_is_about(kind: str, hour: int) -> None:
    said = words(kind, datetime(2026, 7, 1, hour, 30, tzinfo=AMSTERDAM))

    for text in said:
        assert catalogue().notices.betrays(text) is None
        assert "{" not in text
    assert set(variables_of(catalogue().notices[kind].text)) <= VARIABLES == {"time"}


@pytest.mark.requirement("S-163")
@pytest.mark.parametrize(
    "text",
    [
        *("Uw begeleider van de politie belt", "Hulp staat klaar", "U bent ziek gemeld", "Cliënt Reiger"),
        *("Uw evaluatie", "Nazorg", "https://loket.voorbeeld.nl", "BlueVitaal", "Time-out", "De PTSS-lijst"),
    ],
)
def test_knows_what_betrays(text: str) -> None:
    assert catalogue().notices.betrays(text) is not None


@pytest.mark.requirement("S-163")
def test_no_product_or_help_question_would_get_through() -> None:
    notices = catalogue().notices
    labels = [
        one.name
        for one in catalogue().products
        if one.name not in ("Aanvullend aanbod", "Informatie en advies")
    ]

    assert [label for label in labels if notices.betrays(label) is None] == []


@pytest.mark.requirement("S-164", "S-165")
@settings(max_examples=300, deadline=None, database=None)
@given(wishes=WISHES | st.none(), kind=st.sampled_from(sorted(KINDS)), now=MOMENTS)
def test_nothing_ever_leaves_outside_the_hours_or_by_another_way(
    wishes: Wishes | None, kind: str, now: datetime
) -> None:
    text, said = catalogue().notices[kind], may_notify(wishes, kind, now)
    if isinstance(said, Wait):
        assert now < said.until <= now + timedelta(days=14)
        assert isinstance(may_notify(wishes, kind, said.until), Send)
    if not isinstance(said, Send):
        return

    assert wishes is not None
    assert (said.via, said.address) == (wishes.wanted, wishes.email if said.via == "email" else wishes.phone)
    assert not (wishes.no_work_device and "politie.nl" in said.address)
    local = now.astimezone(AMSTERDAM)
    if not text.at_any_hour:
        assert NORMS.notices_from <= local.time() < NORMS.notices_until
        assert wishes.from_hour is None or local.hour >= wishes.from_hour
        assert wishes.until_hour is None or local.hour < wishes.until_hour
        assert text.to == "client" or is_working_day(local.date())


@pytest.mark.requirement("S-165")
def test_only_on_call_goes_at_night_and_never_to_a_client() -> None:
    at_night = moment("2026-01-14 03:00")
    wishes = Wishes("email", email="x@voorbeeld.test")
    sent = {kind for kind in KINDS if isinstance(may_notify(wishes, kind, at_night), Send)}

    assert sent == {"cannot_wait"}
    assert all(catalogue().notices[kind].to == "staff" for kind in sent)


def test_own_hours_make_quiet_hours_longer_and_never_shorter() -> None:
    assert hours(Wishes("sms", from_hour=6, until_hour=23)) == (time(8), time(21))
    assert hours(Wishes("sms", from_hour=18)) == (time(18), time(21))


def test_tells_nobody_who_did_not_ask() -> None:
    assert may_notify(None, "appointment_tomorrow", moment("2026-01-14 10:00")) == Never()


def test_says_tomorrow_only_while_it_is() -> None:
    assert last_moment("appointment_tomorrow", moment("2026-01-14 10:00")) == moment("2026-01-14 00:00")
