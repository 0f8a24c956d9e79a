"""How each fact changes the dossier; used by the projection, by replay and by "as known on" alike."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bluevitaal_es.events import case as events
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.projections.case_file import dossier as parts
from bluevitaal_es.projections.case_file import own_side_folding
from bluevitaal_es.projections.case_file.conference import conferred
from bluevitaal_es.projections.case_file.confidentiality import guarded
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.rules.consent import follow
from bluevitaal_es.rules.duties import tick
from bluevitaal_es.rules.effective import effective
from bluevitaal_es.rules.emergencies import follow_emergencies
from bluevitaal_es.rules.notices import follow_reach
from bluevitaal_es.rules.ties import knot

Part = TypeVar("Part")


def dossier_of(history: Sequence[Recorded]) -> Dossier:
    """Return the dossier that a stream gives, corrections worked in."""
    dossier = Dossier()
    for recorded in effective(history):
        dossier = evolve(dossier, recorded)
    return replace(dossier, version=history[-1].version) if history else dossier


def evolve(dossier: Dossier, recorded: Recorded) -> Dossier:
    """Return the dossier after one more fact that holds."""
    dossier = replace(
        dossier,
        version=recorded.version,
        clock=tick(dossier.clock, recorded),
        ties=knot(dossier.ties, recorded),
        consent_lines=follow(dossier.consent_lines, recorded),
        confidentiality=guarded(dossier.confidentiality, recorded),
        discussions=conferred(dossier.discussions, recorded),
        emergencies=follow_emergencies(dossier.emergencies, recorded),
        reach=follow_reach(dossier.reach, recorded),
    )
    own = own_side_folding.evolve(dossier.own, recorded)
    if own is not None:
        return replace(dossier, own=own)
    for step in (_evolve_course, _evolve_consent, _evolve_help, _evolve_screening, _evolve_referral):
        changed = step(dossier, recorded)
        if changed is not None:
            return changed
    if isinstance(recorded.event, Forgotten):
        return replace(dossier, forgotten=dossier.forgotten + 1)
    return dossier


def _evolve_course(dossier: Dossier, recorded: Recorded) -> Dossier | None:
    event, at = recorded.event, recorded.happened_at
    match event:
        case events.CaseRegistered():
            return replace(
                dossier,
                case_id=recorded.stream_id,
                number=event.number,
                registered_at=at,
                registered_by=recorded.actor_id,
                registered_version=recorded.version,
                target_group=event.target_group,
                anonymous_to_employer=event.anonymous_to_employer,
                unit=event.unit,
                channel=event.channel,
                route=event.route,
                reason_not_internal=event.reason_not_internal,
                client_name=event.client_name,
                contact_wish=event.contact_wish,
                help_primary_at_registration=event.help_primary,
                help_others_at_registration=event.help_others,
                from_register=event.source is not None,
            )
        case events.BegeleiderAssigned() | events.BegeleiderReassigned():
            return replace(dossier, begeleider_id=event.begeleider_id)
        case events.IntakeHeld():
            intake = parts.Intake(
                recorded.version,
                at,
                event.help_primary,
                event.help_others,
                event.expectation,
                event.index_event_on,
                event.index_event_month_only,
                event.no_single_event,
                event.weapon_access,
                event.place,
                event.note,
                event.procedure,
            )
            return replace(dossier, intake=intake)
        case events.WorkStatusRecorded():
            status = parts.WorkStatus(recorded.version, event.status, event.moment, event.percent, at)
            return replace(dossier, work_statuses=(*dossier.work_statuses, status))
        case events.NoteAdded():
            note = parts.Note(recorded.version, event.text, at, recorded.actor_id)
            return replace(dossier, notes=(*dossier.notes, note))
        case events.SatisfactionRated():
            return replace(dossier, satisfaction=event.rating)
        case events.CaseClosed():
            return replace(
                dossier,
                closed_at=at,
                outcome=event.outcome,
                expectation_met=event.expectation_met,
                closing_summary=event.summary,
                talks=tuple(talk for talk in dossier.talks if talk.status != "planned"),
            )
        case events.CaseReopened():
            return replace(
                dossier, closed_at=None, outcome=None, expectation_met=None, reopened_reason=event.reason
            )
        case _:
            return None


def _evolve_consent(dossier: Dossier, recorded: Recorded) -> Dossier | None:
    event = recorded.event
    match event:
        case events.ConsentRecorded():
            line = parts.Consent(
                recorded.version,
                event.line_id,
                event.recipient,
                event.purpose,
                event.data_class,
                event.decision == "granted",
                event.valid_from,
                event.valid_until,
                event.given_by,
                event.text_version,
                recorded.recorded_at,
            )
            matter = (line.recipient, line.purpose, line.data_class)
            older = tuple(
                replace(old, ended_at=recorded.happened_at)
                if old.ended_at is None and (old.recipient, old.purpose, old.data_class) == matter
                else old
                for old in dossier.consents
            )
            return replace(dossier, consents=(*older, line))
        case events.ConsentWithdrawn():
            at = recorded.happened_at
            return replace(
                dossier,
                consents=tuple(
                    replace(line, ended_at=at, withdrawn=True) if line.line_id == event.line_id else line
                    for line in dossier.consents
                ),
            )
        case events.InformationShared():
            shared = parts.Disclosure(
                recorded.version,
                event.recipient,
                event.purpose,
                event.data_classes,
                event.summary,
                recorded.happened_at,
                event.consent_line_ids,
            )
            return replace(dossier, disclosures=(*dossier.disclosures, shared))
        case _:
            return None


def _evolve_help(dossier: Dossier, recorded: Recorded) -> Dossier | None:
    event, at, version = recorded.event, recorded.happened_at, recorded.version
    match event:
        case events.GoalSet():
            goal = parts.Goal(version, event.goal_id, event.words, event.approach, at)
            return replace(dossier, goals=(*dossier.goals, goal))
        case events.GoalRated():
            rating = parts.GoalRating(event.rater, event.rating, at, event.note)
            return replace(
                dossier,
                goals=tuple(
                    replace(goal, ratings=(*goal.ratings, rating)) if goal.goal_id == event.goal_id else goal
                    for goal in dossier.goals
                ),
            )
        case events.ProductStarted():
            run = parts.ProductRun(
                version,
                event.product,
                at,
                event.max_talks,
                event.evaluation_every,
                event.evaluation_weeks,
                event.reason,
                event.ends_on,
            )
            return replace(dossier, products=(*dossier.products, run))
        case events.TalkPlanned():
            talk = parts.Talk(
                version, event.talk_id, "planned", event.planned_for, event.channel, event.place, event.crisis
            )
            return replace(dossier, talks=(*dossier.talks, talk))
        case events.TalkHeld():
            held = parts.Talk(
                version,
                event.talk_id,
                "held",
                at,
                event.channel,
                event.place,
                event.crisis,
                event.minutes,
                event.note,
                event.despite_evaluation,
            )
            return replace(dossier, talks=_instead(dossier.talks, held))
        case events.TalkMissed():
            return replace(
                dossier,
                talks=tuple(
                    replace(talk, version=version, status="missed", note=event.note, reason=event.reason)
                    if talk.talk_id == event.talk_id
                    else talk
                    for talk in dossier.talks
                ),
            )
        case events.TalksCounted():
            return replace(dossier, talks_counted_before=dossier.talks_counted_before + event.count)
        case events.EvaluationHeld():
            evaluation = parts.Evaluation(
                version,
                "held",
                at,
                event.colleague,
                event.medical_psychiatric,
                event.dependency,
                event.conclusion,
                event.decision,
            )
            products = dossier.products
            if event.new_max_talks is not None and products:
                products = (*products[:-1], replace(products[-1], max_talks=event.new_max_talks))
            return replace(dossier, evaluations=(*dossier.evaluations, evaluation), products=products)
        case events.EvaluationPostponed():
            later = parts.Evaluation(version, "postponed", at, until=event.until, reason=event.reason)
            return replace(dossier, evaluations=(*dossier.evaluations, later))
        case _:
            return None


def _evolve_screening(dossier: Dossier, recorded: Recorded) -> Dossier | None:
    event, at, version = recorded.event, recorded.happened_at, recorded.version
    match event:
        case events.InstrumentRecorded():
            result = parts.Result(
                version,
                event.result_id,
                event.instrument,
                at,
                event.total,
                event.band,
                event.at_or_over_cut_off,
                event.interpretation,
                event.answers,
                event.safety_items,
            )
            return replace(dossier, results=(*dossier.results, result))
        case events.ConsultOrReferOpened():
            decision = parts.Decision(version, event.decision_id, event.instrument, event.total, event.due_on)
            return replace(dossier, decisions=(*dossier.decisions, decision))
        case events.ConsultOrReferSettled():
            return replace(
                dossier,
                decisions=tuple(
                    replace(found, choice=event.choice, reason=event.reason)
                    if found.decision_id == event.decision_id
                    else found
                    for found in dossier.decisions
                ),
            )
        case events.SafetyTaskOpened():
            task = parts.SafetyTask(version, event.task_id, event.trigger, at, event.due_at, event.note)
            return replace(dossier, safety_tasks=(*dossier.safety_tasks, task))
        case events.SafetyTaskSettled():
            return replace(
                dossier,
                safety_tasks=tuple(
                    replace(
                        found,
                        outcome=event.outcome,
                        conversation=event.conversation,
                        agreements=event.agreements,
                        means_asked=event.means_asked,
                        informed=event.informed,
                        ground=event.ground,
                    )
                    if found.task_id == event.task_id
                    else found
                    for found in dossier.safety_tasks
                ),
            )
        case _:
            return None


def _evolve_referral(dossier: Dossier, recorded: Recorded) -> Dossier | None:
    event, at = recorded.event, recorded.happened_at
    match event:
        case events.ReferralDecided():
            referral = parts.Referral(
                recorded.version,
                event.referral_id,
                event.target,
                "decided",
                event.identifying,
                event.data_classes,
                event.handover,
                at,
                event.reason,
            )
            return replace(dossier, referrals=(*dossier.referrals, referral))
        case events.ReferralSent() | events.ReferralAnswered() | events.ReferralDropped():
            return replace(
                dossier,
                referrals=tuple(
                    _followed(found, recorded) if found.referral_id == event.referral_id else found
                    for found in dossier.referrals
                ),
            )
        case _:
            return None


def _followed(referral: parts.Referral, recorded: Recorded) -> parts.Referral:
    match recorded.event:
        case events.ReferralSent() as event:
            return replace(
                referral,
                status="sent",
                sent_at=recorded.happened_at,
                consent_line_ids=event.consent_line_ids,
            )
        case events.ReferralAnswered() as event:
            return replace(referral, status="answered", answer=event.answer, note=event.note)
        case events.ReferralDropped() as event:
            return replace(referral, status="dropped", note=event.reason)
        case _:
            return referral


def _instead(talks: tuple[parts.Talk, ...], held: parts.Talk) -> tuple[parts.Talk, ...]:
    if any(talk.talk_id == held.talk_id for talk in talks):
        return tuple(held if talk.talk_id == held.talk_id else talk for talk in talks)
    return (*talks, held)
