"""Every event type by its stored name."""

from types import UnionType
from typing import get_args

from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.case import CaseEvent
from bluevitaal_es.events.complaint import ComplaintEvent
from bluevitaal_es.events.conference import ConferenceEvent
from bluevitaal_es.events.confidentiality import ConfidentialityEvent
from bluevitaal_es.events.contact import ContactEvent
from bluevitaal_es.events.enquiry import EnquiryEvent
from bluevitaal_es.events.erasure import ErasureEvent
from bluevitaal_es.events.first_request import FirstRequestEvent
from bluevitaal_es.events.notices import NoticeEvent
from bluevitaal_es.events.portal import PortalEvent
from bluevitaal_es.events.staff import StaffEvent


def _by_stored_name(*unions: UnionType) -> dict[str, type[Event]]:
    named: dict[str, type[Event]] = {}
    for union in unions:
        for event_type in get_args(union):
            if event_type is Forgotten:
                continue
            if event_type.stored_as in named:
                raise ValueError(f"two event types are stored as {event_type.stored_as}")
            named[event_type.stored_as] = event_type
    return named


EVENT_TYPES: dict[str, type[Event]] = _by_stored_name(
    CaseEvent,
    PortalEvent,
    ConfidentialityEvent,
    ContactEvent,
    EnquiryEvent,
    FirstRequestEvent,
    ConferenceEvent,
    NoticeEvent,
    StaffEvent,
    ErasureEvent,
    ComplaintEvent,
)
