"""What threatens confidentiality: anonymity that stands in the way of help, and pressure from outside."""

from datetime import date
from typing import Literal

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_open,
)
from bluevitaal_es.events.confidentiality import AnonymityDiscussed, PressureRecorded


class DiscussAnonymity(CaseCommand):
    """The client was told that staying anonymous stands in the way of help, and chose (S-030)."""

    obstacle: str
    explained: str
    choice: Literal["stay_anonymous", "known_to_some", "known", "thinks_it_over"]
    discussed_on: date

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer what was said and chosen; who may know is recorded as consent, apart from this."""
        require_open(case)
        require_known(self.obstacle in catalogue().anonymity_obstacles, "obstacle", self.obstacle)
        discussed = AnonymityDiscussed(obstacle=self.obstacle, explained=self.explained, choice=self.choice)
        return [fact_since_registration(case, given, discussed, self.discussed_on)]


class RecordPressure(CaseCommand):
    """Somebody of the organisation pressed; that it happened is counted, what was said stays here (S-033)."""

    pressed_by: str
    aim: str
    description: str
    happened_on: date

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the incident."""
        require_open(case)
        require_known(self.pressed_by in catalogue().pressure_sources, "pressed_by", self.pressed_by)
        require_known(self.aim in catalogue().pressure_aims, "aim", self.aim)
        pressed = PressureRecorded(pressed_by=self.pressed_by, aim=self.aim, description=self.description)
        return [fact_since_registration(case, given, pressed, self.happened_on)]
