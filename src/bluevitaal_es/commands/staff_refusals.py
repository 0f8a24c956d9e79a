"""Reasons to say no about the register of staff; the Dutch stands in web/staff_refusal_texts.py."""

from bluevitaal_es.commands.refusals import Refusal


class RoleIsHeldAlready(Refusal):
    """Nobody gets a role for days on which they have it."""


class RoleIsNotHeld(Refusal):
    """Only a role that somebody has, or is to get, can be taken."""


class RolesDoNotGoTogether(Refusal):
    """Who checks others, or gives them their rights, has no second role beside it."""


class PeriodIsBackwards(Refusal):
    """The last day of a period is not before its first."""


class ThePastIsNotChanged(Refusal):
    """What somebody could do on a day that has passed was so."""


class NobodyChangesTheirOwnEntry(Refusal):
    """Another person gives and takes what somebody may do."""


class PlaceIsHeldAlready(Refusal):
    """Somebody joins a team or unit in which they are not."""


class PlaceIsNotHeld(Refusal):
    """Only who is in a team or unit can leave it."""


class CompetenceIsHeldAlready(Refusal):
    """A competence is recorded once for the same days."""


class CompetenceIsNotHeld(Refusal):
    """Only a competence that was recorded can end."""


class HasLeftTheService(Refusal):
    """Who has left gets nothing any more; who comes back is appointed anew."""


class CodeIsPersonal(Refusal):
    """Everybody accepts or refuses the code of confidentiality for themselves."""


class CodeIsNotInForce(Refusal):
    """Only the version of the code that holds today can be answered."""


class CaseloadIsAboveNorm(Refusal):
    """Who has as many open cases as the norm gets another one only with a reason (S-075)."""
