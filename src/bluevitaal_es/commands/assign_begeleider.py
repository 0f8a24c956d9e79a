"""Assign the first begeleider, or hand a case over; above the norm of open cases with a reason (S-075)."""

from datetime import date
from typing import Any
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_open,
)
from bluevitaal_es.events.case import BegeleiderAssigned, BegeleiderReassigned


class GivingCommand(CaseCommand):
    """Gives a case to somebody who has `open_cases` already; at the norm that takes a reason."""

    act = Act.ASSIGN_BEGELEIDER

    begeleider_id: UUID
    open_cases: int = 0
    above_norm_reason: str | None = None

    def _above_norm(self) -> dict[str, Any]:
        """Return what is recorded of the norm; raises CaseloadIsAboveNorm without a reason."""
        if not above_norm(self.open_cases):
            return {}
        if not self.above_norm_reason:
            raise staff_refusals.CaseloadIsAboveNorm(field="above_norm_reason")
        return {"open_cases": self.open_cases, "above_norm_reason": self.above_norm_reason}


def above_norm(open_cases: int) -> bool:
    """Say whether one case more is above the norm for somebody who has so many open ones."""
    return open_cases >= catalogue().norms.caseload_per_begeleider


class AssignBegeleider(GivingCommand):
    """The first begeleider takes the case on."""

    on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the begeleider was assigned."""
        require_open(case)
        if case.begeleider_id is not None:
            raise refusals.BegeleiderIsAlreadyAssigned()
        assigned = BegeleiderAssigned(begeleider_id=self.begeleider_id, **self._above_norm())
        return [fact_since_registration(case, given, assigned, self.on)]


class ReassignBegeleider(GivingCommand):
    """Another begeleider takes over; the reason counts as an indicator (S-020)."""

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
                    **self._above_norm(),
                )
            )
        ]
