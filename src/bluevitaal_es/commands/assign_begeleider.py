"""Assign the first begeleider, or hand a case over to another with a reason."""

from datetime import date
from uuid import UUID

from bluevitaal_es.access import Act
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
from bluevitaal_es.events.case import BegeleiderAssigned, BegeleiderReassigned


class AssignBegeleider(CaseCommand):
    """The first begeleider takes the case on."""

    act = Act.ASSIGN_BEGELEIDER

    begeleider_id: UUID
    on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the begeleider was assigned."""
        require_open(case)
        if case.begeleider_id is not None:
            raise refusals.BegeleiderIsAlreadyAssigned()
        return [
            fact_since_registration(
                case, given, BegeleiderAssigned(begeleider_id=self.begeleider_id), self.on
            )
        ]


class ReassignBegeleider(CaseCommand):
    """Another begeleider takes over; the reason counts as an indicator (S-020)."""

    act = Act.ASSIGN_BEGELEIDER

    begeleider_id: UUID
    reason: str
    handover: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the case was handed over."""
        require_open(case)
        if case.begeleider_id is None:
            raise refusals.NoBegeleiderYet()
        if case.begeleider_id == self.begeleider_id:
            raise refusals.BegeleiderIsTheSame()
        require_known(self.reason in catalogue().reassign_reasons, "reason", self.reason)
        return [
            given.fact(
                BegeleiderReassigned(
                    begeleider_id=self.begeleider_id,
                    previous_id=case.begeleider_id,
                    reason=self.reason,
                    handover=self.handover,
                )
            )
        ]
