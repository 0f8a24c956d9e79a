"""Record the intake: what the client asks, expects and went through, and the service weapon."""

from datetime import date

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_open,
)
from bluevitaal_es.events.case import IntakeHeld

#: The intake form of the Loket and our version of it (S-023).
INTAKE_PROCEDURE = "6305/1"


class HoldIntake(CaseCommand):
    """One primary question and any others (S-015); the expectation is compared at closing (S-010).

    Of an index event whose day is not known, `index_event_on` is the first day of its month.
    """

    held_on: date
    help_primary: str | None
    help_others: tuple[str, ...] = ()
    expectation: str | None = None
    index_event_on: date | None = None
    index_event_month_only: bool = False
    no_single_event: bool = False
    weapon_access: str | None = None
    place: str | None = None
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the intake was held."""
        require_open(case)
        if case.intake_was_held:
            raise refusals.IntakeWasAlreadyHeld()
        codes = catalogue()
        if self.help_primary is None and given.past is None:
            raise refusals.CodeIsNotKnown(field="help_primary", value="")
        for question in (self.help_primary, *self.help_others):
            require_known(question is None or question in codes.help_questions, "help_others", str(question))
        if self.help_primary is not None and self.help_primary in self.help_others:
            raise refusals.PrimaryQuestionIsAmongTheOthers()
        if self.weapon_access is not None:
            require_known(self.weapon_access in codes.weapon_access, "weapon_access", self.weapon_access)
        if self.place is not None:
            require_known(self.place in codes.talk_places, "place", self.place)
        if self.no_single_event and self.index_event_on is not None:
            raise refusals.IndexEventIsContradicted()
        if self.index_event_on is not None and self.index_event_on > self.held_on:
            raise refusals.LiesInTheFuture(on=self.index_event_on)
        held = IntakeHeld(
            help_primary=self.help_primary,
            help_others=self.help_others,
            expectation=self.expectation,
            index_event_on=self.index_event_on,
            index_event_month_only=self.index_event_month_only,
            no_single_event=self.no_single_event,
            weapon_access=self.weapon_access,
            place=self.place,
            note=self.note,
            procedure=INTAKE_PROCEDURE,
        )
        return [fact_since_registration(case, given, held, self.held_on)]
