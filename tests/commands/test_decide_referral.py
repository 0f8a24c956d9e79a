from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.decide_referral import (
    AnswerReferral,
    DecideReferral,
    DropReferral,
    SendReferral,
)
from bluevitaal_es.events.case import ReferralAnswered, ReferralDropped
from tests.lives import answered, closed, consent, dropped, referral, registered, sent, withdrawn
from tests.spec import BRAM, CASE, day, given, on, uid

REFERRAL = uid("referral")
ANSWER = AnswerReferral(case_id=CASE, referral_id=REFERRAL, answer="accepted", note="Over twee weken")
DROP = DropReferral(case_id=CASE, referral_id=REFERRAL, reason="Toch niet nodig")


def decide(target: str = "general_practitioner", **fields: Any) -> DecideReferral:
    defaults = {
        "case_id": CASE,
        "referral_id": REFERRAL,
        "target": target,
        "data_classes": ("help_question",),
    }
    return DecideReferral(**{**defaults, **fields})


def send(sent_on: str | None = None) -> SendReferral:
    return SendReferral(case_id=CASE, referral_id=REFERRAL, sent_on=day(sent_on) if sent_on else None)


@pytest.mark.requirement("S-027")
def test_decides_under_consent_for_what_it_will_tell() -> None:
    given(registered(), consent()).when(decide(reason="Bloeddruk")).then(referral(reason="Bloeddruk"))


@pytest.mark.requirement("S-066")
def test_says_whether_the_hand_over_is_warm_or_cold() -> None:
    given(registered(), consent()).when(decide()).then(referral(handover="warm"))
    given(registered(), consent()).when(decide(handover="cold")).then(referral(handover="cold"))


@pytest.mark.requirement("S-027")
@pytest.mark.parametrize(
    "line",
    [
        consent("company_doctor"),
        consent(purpose="consultation"),
        consent(data_class="contact_details"),
        consent(decision="refused"),
        consent(since="2026-01-13"),
        consent(until="2026-01-11"),
    ],
    ids=["other recipient", "other purpose", "other data", "refused", "not yet", "no longer"],
)
def test_refuses_a_referral_that_no_line_of_consent_matches(line: Any) -> None:
    given(registered(), line).at("2026-01-12").when(decide()).then_refused(
        refusals.ConsentIsMissing,
        recipient="general_practitioner",
        purpose="referral",
        data_classes=("help_question",),
    )


@pytest.mark.requirement("S-027")
def test_refuses_a_referral_of_which_one_part_is_not_covered() -> None:
    command = decide(data_classes=("help_question", "screening_scores"))

    given(registered(), consent()).when(command).then_refused(refusals.ConsentIsMissing)
    given(registered(), consent(data_class="full_dossier")).when(command).then(
        referral(data_classes=("help_question", "screening_scores"))
    )


@pytest.mark.requirement("S-027")
def test_refuses_an_identifying_referral_that_names_nothing_to_tell() -> None:
    given(registered(), consent()).when(decide(data_classes=())).then_refused(refusals.NothingToShare)


@pytest.mark.requirement("S-027")
def test_needs_no_consent_for_a_referral_that_identifies_nobody() -> None:
    anonymous: dict[str, Any] = {"identifying": False, "data_classes": ()}

    given(registered()).when(decide(**anonymous)).then(referral(**anonymous))
    given(registered(), referral(**anonymous)).when(send()).then(sent(consent_line_ids=()))


def test_is_silent_when_the_referral_was_decided_before() -> None:
    given(registered(), consent(), referral()).when(decide()).then_nothing()


@pytest.mark.parametrize(
    "fields", [{"target": "astrologer"}, {"handover": "lukewarm"}, {"data_classes": ("everything",)}]
)
def test_refuses_a_code_that_is_not_in_the_catalogue(fields: dict[str, Any]) -> None:
    given(registered(), consent()).when(decide(**fields)).then_refused(refusals.CodeIsNotKnown)


def test_refuses_to_decide_before_registration_or_in_the_future() -> None:
    case = given(registered(), consent(since="2025-01-01")).at("2026-01-12")

    case.when(decide(decided_on=day("2026-01-04"))).then_refused(refusals.BeforeRegistration)
    case.when(decide(decided_on=day("2026-01-13"))).then_refused(refusals.LiesInTheFuture)


@pytest.mark.requirement("S-027")
def test_sends_and_names_the_lines_that_allow_it() -> None:
    case = given(registered(), consent(), referral())

    case.when(send()).then(sent(line="line"))
    case.when(send("2026-01-08")).then(on("2026-01-08 00:00", sent(line="line")))


@pytest.mark.requirement("S-026", "S-027")
def test_refuses_to_send_once_consent_was_withdrawn_or_replaced() -> None:
    decided = [registered(), consent(), referral()]
    missing = refusals.ConsentIsMissing

    given(*decided, on("2026-01-12 09:00", withdrawn())).at("2026-01-12 09:01").when(send()).then_refused(
        missing
    )
    given(*decided, on("2026-01-12", consent(line="no", decision="refused"))).at("2026-01-12 12:00").when(
        send()
    ).then_refused(missing)
    given(*decided).at("2026-01-12").when(send()).then(sent())


@pytest.mark.requirement("S-026")
def test_sends_once_the_client_allows_it_again_the_same_day() -> None:
    again = [consent(), referral(), withdrawn(), consent(line="again")]

    given(registered(), *again).when(send()).then(sent(line="again"))


def test_refuses_to_send_twice_or_what_was_dropped() -> None:
    decided = [registered(), consent(), referral()]

    given(*decided, sent()).when(send()).then_refused(refusals.ReferralWasAlreadySent)
    given(*decided, dropped()).when(send()).then_refused(refusals.ReferralHasEnded)


def test_refuses_what_was_never_decided() -> None:
    for command in (send(), ANSWER, DROP):
        given(registered(), consent()).when(command).then_refused(refusals.ReferralIsNotKnown)


def test_refuses_to_send_before_registration_or_in_the_future() -> None:
    case = given(registered(), consent(since="2025-01-01"), referral()).at("2026-01-12")

    case.when(send("2026-01-04")).then_refused(refusals.BeforeRegistration)
    case.when(send("2026-01-13")).then_refused(refusals.LiesInTheFuture)


@pytest.mark.requirement("S-066")
def test_records_what_the_receiver_answered() -> None:
    given(registered(), consent(), referral(), sent()).when(ANSWER).then(
        ReferralAnswered(referral_id=REFERRAL, answer="accepted", note="Over twee weken")
    )


def test_refuses_an_answer_before_sending_or_after_the_end() -> None:
    decided = [registered(), consent(), referral()]

    given(*decided).when(ANSWER).then_refused(refusals.ReferralIsNotSent)
    given(*decided, sent(), answered()).when(ANSWER).then_refused(refusals.ReferralHasEnded)


def test_refuses_an_answer_outside_the_list() -> None:
    command = AnswerReferral(case_id=CASE, referral_id=REFERRAL, answer="maybe")

    given(registered(), consent(), referral(), sent()).when(command).then_refused(
        refusals.CodeIsNotKnown, field="answer", value="maybe"
    )


def test_drops_with_the_reason() -> None:
    given(registered(), consent(), referral()).when(DROP).then(
        ReferralDropped(referral_id=REFERRAL, reason="Toch niet nodig")
    )


def test_refuses_to_drop_what_was_sent_or_dropped() -> None:
    decided = [registered(), consent(), referral()]

    given(*decided, sent()).when(DROP).then_refused(refusals.ReferralWasAlreadySent)
    given(*decided, dropped()).when(DROP).then_refused(refusals.ReferralHasEnded)


@pytest.mark.parametrize("command", [decide(), send(), DROP])
def test_refuses_a_closed_case(command: Any) -> None:
    given(registered(), consent(), referral(), closed()).when(command).then_refused(refusals.CaseIsClosed)


def test_takes_an_answer_that_comes_after_the_closing() -> None:
    given(registered(), consent(), referral(), sent(), closed()).when(ANSWER).then(
        ReferralAnswered(referral_id=REFERRAL, answer="accepted", note="Over twee weken")
    )


@pytest.mark.parametrize("command", [decide(), send(), ANSWER, DROP])
def test_refuses_another_begeleider(command: Any) -> None:
    given(registered(), consent(), referral()).by(BRAM).when(command).then_refused(refusals.NotAllowed)
