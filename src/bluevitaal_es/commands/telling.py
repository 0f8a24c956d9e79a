"""The one gate to the outside: whoever tells something about a client asks here under which consent."""

from datetime import date
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import Given, require_known
from bluevitaal_es.rules.agenda import forbids_theme
from bluevitaal_es.rules.consent import as_of, may_tell


def require_consent(
    case: Case,
    given: Given,
    recipient: str,
    purpose: str,
    data_classes: tuple[str, ...],
    on: date | None = None,
) -> tuple[UUID, ...]:
    """Return the lines under which `data_classes` may go to `recipient` now, or on an earlier day.

    Raises CodeIsNotKnown, NothingToShare, and ConsentIsMissing when the client's word does not allow it. The
    only way around is the procedure in break_confidentiality.py, for nobody is above this (S-027, S-031).
    """
    consent = catalogue().consent
    require_known(recipient in consent.recipients, "recipient", recipient)
    require_known(purpose in consent.purposes, "purpose", purpose)
    for data_class in data_classes:
        require_known(data_class in consent.data_classes, "data_classes", data_class)
    if not data_classes:
        raise refusals.NothingToShare()
    moment = as_of(on or day_of(given.now), given.now)
    answer = may_tell(case.consents, recipient, purpose, data_classes, moment)
    if not answer.yes:
        raise refusals.ConsentIsMissing(recipient=recipient, purpose=purpose, data_classes=data_classes)
    return answer.lines


def require_no_objection(
    case: Case,
    given: Given,
    recipient: str,
    purpose: str,
    data_classes: tuple[str, ...],
    on: date,
) -> None:
    """Raise ConsentIsMissing when the client said no to what tells nothing about anybody (S-025)."""
    answer = may_tell(case.consents, recipient, purpose, data_classes, as_of(on, given.now))
    if forbids_theme(answer):
        raise refusals.ConsentIsMissing(recipient=recipient, purpose=purpose, data_classes=data_classes)


def may_be_told_until(
    case: Case, given: Given, recipient: str, purpose: str, data_class: str, last: date
) -> bool:
    """Say whether the client's word of now lets a class of data go to `recipient` up to and on a day."""
    return may_tell(case.consents, recipient, purpose, (data_class,), as_of(last, given.now)).yes


def require_some_consent(
    case: Case, given: Given, recipient: str, data_classes: tuple[str, ...]
) -> tuple[UUID, ...]:
    """Return the lines under which `data_classes` may go to `recipient` now, for whatever purpose there is.

    Raises as `require_consent` does.
    """
    purposes = catalogue().consent.recipients[recipient].purposes
    for purpose in purposes[:-1]:
        answer = may_tell(case.consents, recipient, purpose, data_classes, given.now)
        if answer.yes:
            return answer.lines
    return require_consent(case, given, recipient, purposes[-1], data_classes)
