from typing import Any

import pytest

from bluevitaal_es.aggregates.case import CASE as STREAM
from bluevitaal_es.commands import conference_refusals, refusals
from bluevitaal_es.commands.bring_to_conference import (
    HoldDiscussion,
    ObjectToDiscussion,
    PutOnAgenda,
    TakeOffAgenda,
)
from bluevitaal_es.events.conference import (
    CaseDiscussed,
    CasePutOnAgenda,
    CaseTakenOffAgenda,
    DiscussionObjected,
)
from bluevitaal_es.rules.duties import duties_of
from bluevitaal_es.rules.duty import DutyKind
from bluevitaal_es.rules.effective import effective
from tests.lives import closed, consent, registered, withdrawn
from tests.spec import ANNA, BRAM, CASE, CLIENT, LEAD, Given, day, given, on, uid

ITEM = uid("item")
MEETING = "2026-01-20"
#: Forum, form, and the one choice of the client that opens it.
CHOICES = [
    ("internal", "anonymous", "own_team", "case_conference_internal", "anonymous_case"),
    ("internal", "identified", "own_team", "case_conference_internal", "help_question"),
    ("regional", "anonymous", "unit_conference", "case_conference_anonymous", "anonymous_case"),
    ("regional", "identified", "unit_conference", "case_conference_identified", "help_question"),
]


def put(**fields: Any) -> PutOnAgenda:
    defaults: dict[str, Any] = {
        "item_id": ITEM,
        "forum": "regional",
        "unit": "NN",
        "told_as": "anonymous",
        "meeting_on": day(MEETING),
        "theme": "sleep",
        "question": "Wie kent een goede slaaptraining?",
        "agreed_on": day("2026-01-12"),
        "agreed_how": "in_talk",
    }
    return PutOnAgenda(case_id=CASE, **{**defaults, **fields})


def on_agenda(**fields: Any) -> CasePutOnAgenda:
    defaults: dict[str, Any] = {
        "item_id": ITEM,
        "forum": "regional",
        "unit": "NN",
        "told_as": "anonymous",
        "meeting_on": day(MEETING),
        "theme": "sleep",
        "question": "Wie kent een goede slaaptraining?",
        "data_classes": ("anonymous_case",),
        "agreed_on": day("2026-01-12"),
        "agreed_how": "in_talk",
        "consent_line_ids": (uid("line"),),
    }
    return CasePutOnAgenda(**{**defaults, **fields})


def discuss(discussed_on: str = MEETING) -> HoldDiscussion:
    return HoldDiscussion(
        case_id=CASE, item_id=ITEM, discussed_on=day(discussed_on), outcome="Slaaptraining bij de poli"
    )


TAKE_OFF = TakeOffAgenda(case_id=CASE, item_id=ITEM, reason="De cliënt wil het toch niet")
OBJECT = ObjectToDiscussion(case_id=CASE, item_id=ITEM)
TAKEN_OFF = CaseTakenOffAgenda(item_id=ITEM, reason="De cliënt wil het toch niet")
OBJECTED = DiscussionObjected(item_id=ITEM)


def regional(**fields: Any) -> Any:
    return consent("unit_conference", "case_conference_anonymous", "anonymous_case", **fields)


def duties(life: Given) -> list[tuple[DutyKind, str]]:
    case = STREAM.fold(effective(life.recorded))
    kinds = (DutyKind.DISCUSSION, DutyKind.TAKE_OFF_AGENDA)
    return [(duty.kind, f"{duty.due_at:%Y-%m-%d}") for duty in duties_of(case.clock) if duty.kind in kinds]


@pytest.mark.requirement("S-028")
def test_puts_a_case_on_an_agenda_with_what_the_client_agreed_to() -> None:
    given(registered(), regional()).when(put()).then(on_agenda())


@pytest.mark.requirement("S-028")
@pytest.mark.parametrize("told_as", ["theme", "anonymous", "identified"])
@pytest.mark.parametrize("missing", [{"agreed_on": None}, {"agreed_how": None}])
@pytest.mark.parametrize("anonymous", [True, False], ids=["anonymous client", "known client"])
def test_refuses_without_an_informed_and_agreed_for_this_discussion(
    told_as: str, missing: dict[str, None], *, anonymous: bool
) -> None:
    lines = [consent(who, why, what, line=f"{told_as} {why} {what}") for _, _, who, why, what in CHOICES]

    given(registered(anonymous_to_employer=anonymous), *lines).when(
        put(told_as=told_as, **missing)
    ).then_refused(conference_refusals.DiscussionWasNotAgreed)


@pytest.mark.requirement("S-028")
def test_asks_anew_for_every_discussion() -> None:
    agreed_before = given(registered(), regional(), on_agenda())

    agreed_before.when(put(item_id=uid("another"), agreed_on=None)).then_refused(
        conference_refusals.DiscussionWasNotAgreed
    )
    agreed_before.when(put()).then_nothing()


def test_refuses_an_agreement_of_tomorrow_or_before_the_client_came() -> None:
    case = given(registered(), regional())

    case.when(put(agreed_on=day("2026-01-13"))).then_refused(refusals.LiesInTheFuture)
    case.when(put(agreed_on=day("2026-01-04"))).then_refused(refusals.BeforeRegistration)


@pytest.mark.requirement("S-025", "S-027")
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(choice[:2]))
def test_opens_each_way_of_discussing_with_its_own_choice_alone(choice: tuple[str, ...]) -> None:
    forum, told_as, *own = choice
    others = [line for _, _, *line in CHOICES if line != own]
    chosen = ("help_question",) if told_as == "identified" else ()
    order = put(forum=forum, told_as=told_as, data_classes=chosen)

    assert len(given(registered(), consent(*own)).when(order).events) == 1
    given(registered(), *(consent(*line, line="-".join(line)) for line in others)).when(order).then_refused(
        refusals.ConsentIsMissing, recipient=own[0], purpose=own[1]
    )


@pytest.mark.requirement("S-025", "S-027")
def test_tells_no_more_of_a_named_client_than_was_chosen() -> None:
    named = consent("unit_conference", "case_conference_identified", "help_question")
    case = given(registered(), named)

    (event,) = case.when(put(told_as="identified", data_classes=("help_question",))).events
    assert isinstance(event, CasePutOnAgenda)
    assert event.data_classes == ("client_fact", "help_question")
    case.when(put(told_as="identified", data_classes=("functional_limits",))).then_refused(
        refusals.ConsentIsMissing, data_classes=("client_fact", "functional_limits")
    )


@pytest.mark.requirement("S-025")
def test_discusses_a_subject_without_a_line_of_consent_unless_the_client_said_no() -> None:
    theme = put(told_as="theme")
    lines: dict[str, Any] = {"recipient": "unit_conference", "purpose": "case_conference_theme"}

    given(registered()).when(theme).then(
        on_agenda(told_as="theme", data_classes=("theme",), consent_line_ids=())
    )
    for words in (
        [consent(data_class="theme", decision="refused", **lines)],
        [consent(data_class="theme", **lines), withdrawn()],
    ):
        given(registered(), *words).when(theme).then_refused(
            refusals.ConsentIsMissing, purpose="case_conference_theme"
        )


@pytest.mark.requirement("S-027")
def test_refuses_when_consent_ends_before_the_meeting() -> None:
    given(registered(), regional(until="2026-01-19")).when(put()).then_refused(refusals.ConsentIsMissing)
    assert given(registered(), regional(until=MEETING)).when(put()).events


def test_refuses_a_meeting_that_was_held() -> None:
    given(registered(), regional()).when(put(meeting_on=day("2026-01-11"))).then_refused(
        conference_refusals.MeetingIsOver
    )


@pytest.mark.parametrize("question", ["Slaapt T-2026-0001 nog?", "wat helpt jansen?"])
@pytest.mark.parametrize("told_as", ["theme", "anonymous"])
def test_refuses_a_question_that_tells_who_it_is_about(question: str, told_as: str) -> None:
    case = given(registered(client_name="Kim Jansen"), regional())

    case.when(put(question=question, told_as=told_as)).then_refused(conference_refusals.QuestionTellsWho)
    named = given(
        registered(client_name="Kim Jansen"),
        consent("unit_conference", "case_conference_identified", "client_fact"),
    )
    assert named.when(put(question=question, told_as="identified")).events


def test_refuses_no_question_an_unknown_theme_and_a_meeting_of_no_unit() -> None:
    case = given(registered(), regional())

    case.when(put(question=" ")).then_refused(refusals.MessageIsEmpty)
    case.when(put(theme="weather")).then_refused(refusals.CodeIsNotKnown, field="theme")
    case.when(put(unit=None)).then_refused(refusals.CodeIsNotKnown, field="unit")
    case.when(put(unit="LE")).then_refused(refusals.UnitWasNotThereThen)


@pytest.mark.requirement("S-027")
def test_discusses_under_consent_of_that_day() -> None:
    given(registered(), regional(), on_agenda()).at(f"{MEETING} 15:00").when(discuss()).then(
        CaseDiscussed(item_id=ITEM, outcome="Slaaptraining bij de poli", consent_line_ids=(uid("line"),))
    )


@pytest.mark.requirement("S-027")
def test_refuses_to_discuss_what_the_client_took_back_since() -> None:
    case = given(registered(), regional(), on_agenda(), on(f"{MEETING} 09:00", withdrawn()))

    case.at(f"{MEETING} 15:00").when(discuss()).then_refused(
        refusals.ConsentIsMissing, purpose="case_conference_anonymous"
    )
    case.at(f"{MEETING} 15:00").when(TAKE_OFF).then(TAKEN_OFF)


def test_refuses_to_discuss_without_words_ahead_of_the_day_or_before_the_client_agreed() -> None:
    case = given(registered(), regional(), on("2026-01-12", on_agenda()))

    case.at(MEETING).when(discuss("2026-01-21")).then_refused(refusals.LiesInTheFuture)
    case.at(MEETING).when(discuss("2026-01-11")).then_refused(conference_refusals.DiscussionWasNotAgreed)
    silent = HoldDiscussion(case_id=CASE, item_id=ITEM, discussed_on=day(MEETING), outcome=" ")
    case.at(MEETING).when(silent).then_refused(refusals.MessageIsEmpty)


@pytest.mark.parametrize(
    "after",
    [TAKEN_OFF, OBJECTED, CaseDiscussed(item_id=ITEM, outcome="Klaar", consent_line_ids=())],
    ids=["taken off", "objected", "discussed"],
)
def test_refuses_what_is_no_longer_on_the_agenda(after: Any) -> None:
    case = given(registered(), regional(), on_agenda(), after).at(MEETING)

    for order, actor in ((discuss(), ANNA), (TAKE_OFF, ANNA), (OBJECT, CLIENT)):
        case.by(actor).when(order).then_refused(conference_refusals.DiscussionIsNotOpen)


@pytest.mark.requirement("S-028")
def test_comes_off_when_the_client_objects() -> None:
    case = given(registered(), regional(), on_agenda())

    case.by(CLIENT).when(OBJECT).then(OBJECTED)
    case.by(ANNA).when(OBJECT).then_refused(refusals.NotAllowed)


def test_is_for_whoever_guides_the_case_while_it_is_open() -> None:
    case = given(registered(), regional(), on_agenda())

    for order in (put(item_id=uid("new")), discuss(), TAKE_OFF):
        for stranger in (BRAM, LEAD, CLIENT):
            case.by(stranger).when(order).then_refused(refusals.NotAllowed)
        given(registered(), regional(), on_agenda(), closed()).when(order).then_refused(refusals.CaseIsClosed)


def test_becomes_a_duty_on_the_day_of_the_meeting() -> None:
    assert duties(given(registered(), regional(), on_agenda())) == [(DutyKind.DISCUSSION, "2026-01-21")]
    assert duties(given(registered(), regional(), on_agenda(), TAKEN_OFF)) == []
    assert duties(given(registered(), regional(), on_agenda(), closed())) == []


@pytest.mark.requirement("S-028")
@pytest.mark.parametrize(
    "said",
    [
        withdrawn(),
        regional(line="no", decision="refused"),
        regional(line="short", until="2026-01-19"),
    ],
    ids=["withdrawn", "refused", "ends before the meeting"],
)
def test_becomes_a_duty_to_take_off_when_the_client_takes_consent_back(said: Any) -> None:
    taken_back = given(registered(), regional(), on_agenda(), on("2026-01-14 10:00", said))

    assert duties(taken_back) == [(DutyKind.TAKE_OFF_AGENDA, "2026-01-14")]
    assert duties(
        given(
            registered(),
            regional(),
            on_agenda(),
            on("2026-01-14 10:00", said),
            on("2026-01-15 10:00", regional(line="again")),
        )
    ) == [(DutyKind.DISCUSSION, "2026-01-21")]


def test_takes_no_notice_of_what_the_client_says_about_others() -> None:
    about_others = consent("general_practitioner", line="other", decision="refused")

    assert duties(given(registered(), regional(), on_agenda(), on("2026-01-14", about_others))) == [
        (DutyKind.DISCUSSION, "2026-01-21")
    ]
