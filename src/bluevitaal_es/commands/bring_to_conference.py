"""Bring a case to a case conference: put it on the agenda, take it off, say how it was discussed."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import conference_refusals, refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_not_before_registration,
    require_open,
    require_said,
)
from bluevitaal_es.commands.telling import require_consent, require_no_objection
from bluevitaal_es.events.conference import (
    AgreedHow,
    CaseDiscussed,
    CasePutOnAgenda,
    CaseTakenOffAgenda,
    DiscussionObjected,
    Forum,
    ToldAs,
)
from bluevitaal_es.rules.agenda import Item, told


class PutOnAgenda(CaseCommand):
    """Each discussion needs its own "informed and agreed" (S-028), and the choice that matches (S-025)."""

    item_id: UUID
    forum: Forum
    unit: str | None = None
    told_as: ToldAs
    meeting_on: date
    theme: str
    question: str
    data_classes: tuple[str, ...] = ()
    agreed_on: date | None = None
    agreed_how: AgreedHow | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it is on the agenda, and on which lines of consent; silence when it was already."""
        require_open(case)
        require_known(self.theme in catalogue().help_questions, "theme", self.theme)
        if self.item_id in case.clock.agenda.items:
            return []
        today = day_of(given.now)
        self._require_place(today)
        require_said(self.question)
        if self.told_as != "identified" and _tells_who(self.question, case.called):
            raise conference_refusals.QuestionTellsWho()
        if self.agreed_on is None or self.agreed_how is None:
            raise conference_refusals.DiscussionWasNotAgreed()
        if self.agreed_on > today:
            raise refusals.LiesInTheFuture(on=self.agreed_on)
        require_not_before_registration(case, self.agreed_on)
        classes = told(self.told_as, self.data_classes)
        item = Item(self.forum, self.told_as, self.meeting_on, classes, self.agreed_on, given.now)
        lines = _require_allowed(case, given, item, today)
        _require_allowed(case, given, item, self.meeting_on)
        put = CasePutOnAgenda(
            item_id=self.item_id,
            forum=self.forum,
            unit=self.unit if self.forum == "regional" else None,
            told_as=self.told_as,
            meeting_on=self.meeting_on,
            theme=self.theme,
            question=self.question,
            data_classes=classes,
            agreed_on=self.agreed_on,
            agreed_how=self.agreed_how,
            consent_line_ids=lines,
        )
        return [given.fact(put)]

    def _require_place(self, today: date) -> None:
        if self.meeting_on < today:
            raise conference_refusals.MeetingIsOver(on=self.meeting_on)
        if self.forum == "regional":
            units = catalogue().units
            unit = units.get(self.unit or "")
            require_known(unit is not None, "unit", self.unit or "")
            assert unit is not None
            if not unit.is_valid_on(self.meeting_on):
                raise refusals.UnitWasNotThereThen(unit=self.unit, on=self.meeting_on)


class TakeOffAgenda(CaseCommand):
    """It is not discussed after all; the reason is kept."""

    item_id: UUID
    reason: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it came off."""
        require_open(case)
        _planned(case, self.item_id)
        require_said(self.reason)
        return [given.fact(CaseTakenOffAgenda(item_id=self.item_id, reason=self.reason))]


class HoldDiscussion(CaseCommand):
    """Consent is looked at again for the day itself, for it may have been withdrawn since (S-027)."""

    item_id: UUID
    discussed_on: date
    outcome: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was discussed, what came of it, and on which lines of consent."""
        require_open(case)
        item = _planned(case, self.item_id)
        require_said(self.outcome)
        if self.discussed_on > day_of(given.now):
            raise refusals.LiesInTheFuture(on=self.discussed_on)
        if self.discussed_on < max(item.agreed_on, day_of(item.put_at)):
            raise conference_refusals.DiscussionWasNotAgreed()
        lines = _require_allowed(case, given, item, self.discussed_on)
        discussed = CaseDiscussed(item_id=self.item_id, outcome=self.outcome, consent_line_ids=lines)
        return [fact_since_registration(case, given, discussed, self.discussed_on)]


class ObjectToDiscussion(CaseCommand):
    """The client takes back that this is discussed; no reason is asked."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    item_id: UUID
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the client objected; it is off the agenda from now."""
        require_open(case)
        _planned(case, self.item_id)
        return [given.fact(DiscussionObjected(item_id=self.item_id, note=self.note))]


def _require_allowed(case: Case, given: Given, item: Item, on: date) -> tuple[UUID, ...]:
    """Return the lines that allow a discussion on a day; none for a subject, which a no forbids all the same.

    Raises as `require_consent` does.
    """
    recipient, purpose, data_classes = item.matter
    if item.told_as == "theme":
        require_no_objection(case, given, recipient, purpose, data_classes, on)
        return ()
    return require_consent(case, given, recipient, purpose, data_classes, on)


def _planned(case: Case, item_id: UUID) -> Item:
    item = case.clock.agenda.planned.get(item_id)
    if item is None:
        raise conference_refusals.DiscussionIsNotOpen()
    return item


def _tells_who(question: str, called: tuple[str, ...]) -> bool:
    said = {word.strip(".,;:!?()\"'“”‘’").casefold() for word in question.split()}
    return any(word.casefold() in said for word in called)
