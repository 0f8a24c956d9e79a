"""Register a case: somebody asks for help, under a name or without one."""

from datetime import date

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known
from bluevitaal_es.events.case import CaseRegistered


class RegisterCase(CaseCommand):
    """Everything but the target group may stay unknown; anonymous until the client says otherwise (S-014)."""

    act = Act.REGISTER_CASE

    number: str
    target_group: str
    anonymous_to_employer: bool = True
    unit: str | None = None
    channel: str | None = None
    route: str | None = None
    reason_not_internal: str | None = None
    client_name: str | None = None
    contact_wish: str | None = None
    help_primary: str | None = None
    help_others: tuple[str, ...] = ()
    registered_on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the case was registered."""
        if case.exists:
            raise refusals.CaseIsAlreadyRegistered()
        codes = catalogue()
        require_known(self.target_group in codes.target_groups, "target_group", self.target_group)
        for field, known in (
            ("channel", codes.channels),
            ("route", codes.routes),
            ("reason_not_internal", codes.reasons_not_internal),
        ):
            value = getattr(self, field)
            require_known(value is None or value in known, field, str(value))
        for question in (self.help_primary, *self.help_others):
            require_known(question is None or question in codes.help_questions, "help_primary", str(question))
        day = self.registered_on or day_of(given.now)
        if self.unit is not None:
            require_known(self.unit in codes.units, "unit", self.unit)
            if not codes.units[self.unit].is_valid_on(day):
                raise refusals.UnitWasNotThereThen(unit=self.unit, on=day)
        registered = CaseRegistered(
            number=self.number,
            target_group=self.target_group,
            anonymous_to_employer=self.anonymous_to_employer,
            unit=self.unit,
            channel=self.channel,
            route=self.route,
            reason_not_internal=self.reason_not_internal,
            client_name=self.client_name,
            contact_wish=self.contact_wish,
            help_primary=self.help_primary,
            help_others=self.help_others,
        )
        return [given.fact(registered, self.registered_on)]
