"""Let another begeleider stand in for an absent one until the end of a day; it then ends by itself."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open
from bluevitaal_es.events.case import CoverGranted

#: Who is away for longer hands the case over: cover is for illness and leave (S-168).
LONGEST: Final = timedelta(weeks=6)


class GrantCover(CaseCommand):
    """Somebody stands in; granted again for the same person, the new last day counts."""

    act = Act.ASSIGN_BEGELEIDER

    begeleider_id: UUID
    until: date

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the cover begins now."""
        require_open(case)
        if case.begeleider_id is None:
            raise refusals.NoBegeleiderYet()
        if case.begeleider_id == self.begeleider_id:
            raise refusals.CoverIsByTheSame()
        today = day_of(given.now)
        if self.until < today:
            raise refusals.CoverIsOverAlready()
        if self.until > today + LONGEST:
            raise refusals.CoverIsTooLong(weeks=LONGEST.days // 7)
        return [given.fact(CoverGranted(begeleider_id=self.begeleider_id, until=self.until))]
