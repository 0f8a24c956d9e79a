"""What befalls the confidentiality of a case beside consent: statements, emergencies, anonymity, pressure."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.case import CaseFact


class StatementSigned(CaseFact):
    """The client signed for these lines of consent, in this text; a scan lies apart (S-026, S-035).

    `text` is exactly what was signed and `text_sha256` its SHA-256 (hex); `scan_sha256` is that of the sealed
    scan, so that neither can be exchanged later.
    """

    stored_as: ClassVar[str] = "case.statement_signed"

    statement_id: UUID
    line_ids: tuple[UUID, ...]
    text_version: str
    text: str
    text_sha256: str
    signed: Literal["on_paper", "on_screen"]
    signer: str | None = None
    scan_sha256: str | None = None
    scan_type: str | None = None


class BreachProposed(CaseFact):
    """Somebody sees no other way than to speak without consent, and asks a second person (S-031)."""

    stored_as: ClassVar[str] = "case.breach_proposed"

    breach_id: UUID
    ground: str
    reason: str
    recipient: str
    recipient_name: str | None = None
    data_classes: tuple[str, ...]
    told: str
    client_informed: bool
    not_informed_reason: str | None = None
    due_at: datetime


class BreachConfirmed(CaseFact):
    """A second person agreed: from this moment, and for this only, confidentiality was broken."""

    stored_as: ClassVar[str] = "case.breach_confirmed"
    tells_outside: ClassVar[bool] = True

    breach_id: UUID


class BreachRejected(CaseFact):
    """A second person did not agree; nothing may be told."""

    stored_as: ClassVar[str] = "case.breach_rejected"

    breach_id: UUID
    reason: str


class InformationRequested(CaseFact):
    """Another carer was asked for information; asking tells that somebody is a client (S-034)."""

    stored_as: ClassVar[str] = "case.information_requested"
    tells_outside: ClassVar[bool] = True

    recipient: str
    data_classes: tuple[str, ...]
    question: str
    consent_line_ids: tuple[UUID, ...]


class AnonymityDiscussed(CaseFact):
    """Staying anonymous stood in the way of help; the client was told so and chose (S-030)."""

    stored_as: ClassVar[str] = "case.anonymity_discussed"

    obstacle: str
    explained: str
    choice: Literal["stay_anonymous", "known_to_some", "known", "thinks_it_over"]


class PressureRecorded(CaseFact):
    """Somebody of the organisation pressed to change the help or to learn about it (S-033)."""

    stored_as: ClassVar[str] = "case.pressure_recorded"

    pressed_by: str
    aim: str
    description: str


ConfidentialityEvent = (
    StatementSigned
    | BreachProposed
    | BreachConfirmed
    | BreachRejected
    | InformationRequested
    | AnonymityDiscussed
    | PressureRecorded
)
