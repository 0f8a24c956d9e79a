"""Whole lives of a case, act after act in any order: what must hold holds at every moment."""

from datetime import datetime, timedelta

import pytest
from hypothesis import event, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bluevitaal_es.aggregates.case import CASE as CASE_STREAM
from bluevitaal_es.aggregates.case import Case, evolve
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of, end_of, start_of
from bluevitaal_es.events import EVENT_TYPES, conference, confidentiality
from bluevitaal_es.events import case as events
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.projections.case_file.folding import dossier_of
from bluevitaal_es.rules.effective import effective
from tests import conference_acts
from tests.acts import BEGIN, Act, Life, acts, begun
from tests.spec import CASE


def allowed(
    facts: list[Recorded], recipient: str, purpose: str, data_class: str, at: datetime, now: datetime
) -> bool:
    """Say in the plainest way whether the client allowed this: at this moment, or on the day of `at`."""
    covers = catalogue().consent.covers
    moment = now if day_of(at) == day_of(now) else end_of(day_of(at))
    lines = {
        found.event.line_id: found.event for found in facts if isinstance(found.event, events.ConsentRecorded)
    }
    noes: list[tuple[Recorded, events.ConsentRecorded]] = []
    yeses: list[tuple[Recorded, events.ConsentRecorded]] = []
    for found in facts:
        match found.event:
            case events.ConsentRecorded() as line:
                (yeses if line.decision == "granted" else noes).append((found, line))
            case events.ConsentWithdrawn() as withdrawn if withdrawn.line_id in lines:
                noes.append((found, lines[withdrawn.line_id]))
            case _:
                pass
    for found, line in yeses:
        if (line.recipient, line.purpose) != (recipient, purpose) or not covers(line.data_class, data_class):
            continue
        if not line.valid_from <= day_of(moment) <= (line.valid_until or day_of(moment)):
            continue
        counts_from = found.happened_at if found.happened_at <= moment else start_of(line.valid_from)
        said_no = any(
            (no.recipient, no.purpose) == (recipient, purpose)
            and covers(data_class, no.data_class)
            and (counts_from, found.version) < (told.happened_at, told.version)
            and told.happened_at <= moment
            for told, no in noes
        )
        ended = any(
            _ends(later, line) and later.happened_at <= moment for later in facts if later is not found
        )
        if not said_no and not ended:
            return True
    return False


def _ends(later: Recorded, line: events.ConsentRecorded) -> bool:
    match later.event:
        case events.ConsentWithdrawn() as withdrawn:
            return withdrawn.line_id == line.line_id
        case events.ConsentRecorded() as newer:
            return newer.replaces == line.line_id
        case _:
            return False


def required(facts: list[Recorded], told: Event) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the consent that an event which tells somebody outside rests on; None when it rests on none."""
    match told:
        case events.ReferralSent():
            decided = next(
                found.event
                for found in facts
                if isinstance(found.event, events.ReferralDecided)
                and found.event.referral_id == told.referral_id
            )
            recipient = catalogue().referral_targets[decided.target].recipient
            return (recipient, "referral", decided.data_classes) if decided.identifying else None
        case events.InformationShared():
            return told.recipient, told.purpose, told.data_classes
        case confidentiality.InformationRequested():
            return told.recipient, "obtain_information", told.data_classes
        case conference.CasePutOnAgenda() | conference.CaseDiscussed():
            return conference_acts.required(facts, told)
        case events.SafetyTaskSettled(informed=None) | confidentiality.BreachConfirmed():
            return None
        case _:
            raise AssertionError(f"{told.stored_as} tells somebody outside, and nobody thought of consent")


def two_people(facts: list[Recorded], told: confidentiality.BreachConfirmed, recorded: Recorded) -> bool:
    """Say whether somebody else had proposed this."""
    return [
        found.actor_id != recorded.actor_id
        for found in facts
        if isinstance(found.event, confidentiality.BreachProposed) and found.event.breach_id == told.breach_id
    ] == [True]


def evaluation_comes_first(facts: list[Recorded], now: datetime) -> bool:
    """Say in the plainest way whether an evaluation must be held or postponed before another talk."""
    every, weeks = catalogue().norms.evaluation_talks, catalogue().norms.evaluation_weeks
    since: datetime | None = None
    until: datetime | None = None
    with_product = False
    talks: list[datetime] = []
    for found in facts:
        match found.event:
            case events.IntakeHeld() if since is None or not with_product:
                since = found.happened_at
            case events.ProductStarted() as started:
                every = started.evaluation_every
                since = found.happened_at if since is None or not with_product else since
                with_product = True
            case events.TalkHeld(crisis=False):
                talks.append(found.happened_at)
            case events.EvaluationHeld():
                since, until = found.happened_at, None
                talks = [talk for talk in talks if day_of(talk) > day_of(found.happened_at)]
            case events.EvaluationPostponed() as postponed:
                until, talks = end_of(postponed.until), []
            case events.CaseReopened():
                since, until, talks = found.happened_at, None, []
            case _:
                pass
    if since is None:
        return False
    last = until or end_of(day_of(since) + timedelta(weeks=weeks))
    return len(talks) >= every or last < now


class AnyLife(RuleBasedStateMachine):
    """A case in which people, and the clock, try whatever comes to mind."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(CASE, (), BEGIN)
        self.folded = Case()
        self.corrected = False

    @initialize()
    def register(self) -> None:
        """Begin with somebody who asks for help."""
        self._go_on(begun(CASE))

    @rule(act=acts())
    def try_out(self, act: Act) -> None:
        """Let somebody do something, if the rules let them."""
        before = self.life
        after = before.try_out(act)
        for recorded in after.history[len(before.history) :]:
            self._was_allowed(effective(before.history), recorded, after.now)
            event(recorded.event.stored_as)
        self._go_on(after)

    def _go_on(self, life: Life) -> None:
        for recorded in life.history[len(self.life.history) :]:
            self.folded = evolve(self.folded, recorded)
            self.corrected = self.corrected or isinstance(recorded.event, events.FactCorrected)
        self.life = life

    def _was_allowed(self, facts: list[Recorded], recorded: Recorded, now: datetime) -> None:
        match recorded.event:
            case events.TalkPlanned(crisis=False):
                assert not evaluation_comes_first(facts, now)
            case told if told.tells_outside:
                wanted = required(facts, told)
                if wanted is not None:
                    recipient, purpose, data_classes = wanted
                    assert data_classes
                    for data_class in data_classes:
                        assert allowed(facts, recipient, purpose, data_class, recorded.happened_at, now)
                if isinstance(told, confidentiality.BreachConfirmed):
                    assert two_people(facts, told, recorded)
            case events.CaseClosed():
                assert not CASE_STREAM.fold(facts).open_safety
            case _:
                pass

    @invariant()
    def a_closed_case_has_no_open_safety_task(self) -> None:
        """Nobody is left alone with what they said."""
        case = self.life.case
        assert case.is_open or not case.open_safety

    @invariant()
    def nothing_stands_on_an_agenda_that_the_client_does_not_allow(self) -> None:
        """What is not to come off may be told, now and on the day of the meeting."""
        now, facts = self.life.now, effective(self.life.history)
        for item in self.life.case.clock.agenda.planned.values():
            if item.stopped_at is not None or item.told_as == "theme" or item.meeting_on < day_of(now):
                continue
            recipient, purpose = conference_acts.purpose(item.forum, item.told_as)
            for data_class in item.data_classes:
                for moment in (now, end_of(item.meeting_on)):
                    assert allowed(facts, recipient, purpose, data_class, moment, now)

    @invariant()
    def folding_whole_or_step_by_step_is_the_same(self) -> None:
        """Without corrections there is one truth, however it is reached."""
        assert self.corrected or self.folded == self.life.case

    @invariant()
    def the_dossier_agrees_with_the_case(self) -> None:
        """What a page shows is what the rules decide on."""
        case, dossier = self.life.case, dossier_of(self.life.history)
        if not case.exists:
            return
        status = "closed" if not case.is_open else "running" if case.intake_was_held else "waiting"
        assert dossier.status == status
        assert dossier.version == len(self.life.history)
        assert {task.task_id for task in dossier.open_safety} == case.open_safety
        assert {found.decision_id for found in dossier.decisions if found.choice is None} == (
            case.open_decisions
        )
        assert {goal.goal_id for goal in dossier.goals} == set(case.goals)
        assert {talk.talk_id for talk in dossier.talks if talk.status == "planned"} == case.planned
        today = day_of(self.life.now)
        in_force = {line.line_id for line in dossier.consents if line.in_force(today)}
        assert in_force == {line.line_id for line in case.consents.values() if line.holds_at(end_of(today))}
        assert dossier.consent_lines == case.consents
        assert dossier.clock == case.clock

    @invariant()
    def nothing_lies_in_the_future_or_before_registration(self) -> None:
        """What has happened, happened between registration and now."""
        case = self.life.case
        if case.registered_at is None:
            return
        for found in effective(self.life.history):
            assert day_of(case.registered_at) <= day_of(found.happened_at)
            assert found.happened_at <= self.life.now

    @invariant()
    def every_fact_can_be_stored(self) -> None:
        """What is read back is what was decided."""
        for recorded in self.life.history[-3:]:
            kind = EVENT_TYPES[recorded.event.stored_as]
            assert kind.model_validate_json(recorded.event.as_json()) == recorded.event


AnyLife.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestAnyLife = pytest.mark.slow("thousands of acts in random lives")(
    pytest.mark.requirement("S-027")(AnyLife.TestCase)
)
