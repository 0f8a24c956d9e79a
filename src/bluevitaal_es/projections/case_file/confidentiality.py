"""What a dossier knows of its own confidentiality: statements, emergencies, requests, anonymity, pressure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from bluevitaal_es.events import confidentiality as events
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that the client signed, in the words that were signed."""

    version: int
    statement_id: UUID
    signed_at: datetime
    text_version: str
    text: str
    text_sha256: str
    signed: str
    signer: str | None
    scan_sha256: str | None
    scan_type: str | None
    line_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """A proposal to speak without consent, and how a second person answered it."""

    version: int
    breach_id: UUID
    proposed_at: datetime
    proposed_by: str
    ground: str
    reason: str
    recipient: str
    recipient_name: str | None
    data_classes: tuple[str, ...]
    told: str
    client_informed: bool
    not_informed_reason: str | None
    status: Literal["proposed", "confirmed", "rejected"] = "proposed"
    answered_at: datetime | None = None
    answered_by: str | None = None
    rejected_because: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Information that another carer was asked for, and under which lines of consent."""

    version: int
    recipient: str
    data_classes: tuple[str, ...]
    question: str
    requested_at: datetime
    consent_line_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AnonymityTalk:
    """That anonymity stood in the way, what the client was told, and what they chose."""

    version: int
    obstacle: str
    explained: str
    choice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pressure:
    """Pressure by somebody of the organisation."""

    version: int
    pressed_by: str
    aim: str
    description: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Confidentiality:
    """All of it, each in the order in which it was recorded."""

    statements: tuple[Statement, ...] = ()
    breaches: tuple[Breach, ...] = ()
    requests: tuple[Request, ...] = ()
    anonymity: tuple[AnonymityTalk, ...] = ()
    pressure: tuple[Pressure, ...] = ()

    @property
    def last_statement(self) -> Statement | None:
        """The statement that was signed last, if one was."""
        return self.statements[-1] if self.statements else None

    def breach(self, breach_id: UUID) -> Breach | None:
        """Return one proposal, if it is there."""
        return next((one for one in self.breaches if one.breach_id == breach_id), None)


def guarded(state: Confidentiality, recorded: Recorded) -> Confidentiality:
    """Return what is known after one more fact that holds."""
    at, version = recorded.happened_at, recorded.version
    match recorded.event:
        case events.StatementSigned() as event:
            statement = Statement(
                version,
                event.statement_id,
                at,
                event.text_version,
                event.text,
                event.text_sha256,
                event.signed,
                event.signer,
                event.scan_sha256,
                event.scan_type,
                event.line_ids,
            )
            return replace(state, statements=(*state.statements, statement))
        case events.BreachProposed() as event:
            breach = Breach(
                version,
                event.breach_id,
                at,
                recorded.actor_id,
                event.ground,
                event.reason,
                event.recipient,
                event.recipient_name,
                event.data_classes,
                event.told,
                event.client_informed,
                event.not_informed_reason,
            )
            return replace(state, breaches=(*state.breaches, breach))
        case events.BreachConfirmed() | events.BreachRejected():
            return replace(state, breaches=tuple(_answered(one, recorded) for one in state.breaches))
        case events.InformationRequested() as event:
            request = Request(
                version, event.recipient, event.data_classes, event.question, at, event.consent_line_ids
            )
            return replace(state, requests=(*state.requests, request))
        case events.AnonymityDiscussed() as event:
            talk = AnonymityTalk(version, event.obstacle, event.explained, event.choice, at)
            return replace(state, anonymity=(*state.anonymity, talk))
        case events.PressureRecorded() as event:
            pressure = Pressure(version, event.pressed_by, event.aim, event.description, at)
            return replace(state, pressure=(*state.pressure, pressure))
        case _:
            return state


def _answered(breach: Breach, recorded: Recorded) -> Breach:
    event = recorded.event
    match event:
        case events.BreachConfirmed() if event.breach_id == breach.breach_id:
            status: Literal["confirmed", "rejected"] = "confirmed"
            because = None
        case events.BreachRejected() if event.breach_id == breach.breach_id:
            status, because = "rejected", event.reason
        case _:
            return breach
    return replace(
        breach,
        status=status,
        answered_at=recorded.happened_at,
        answered_by=recorded.actor_id,
        rejected_because=because,
    )
