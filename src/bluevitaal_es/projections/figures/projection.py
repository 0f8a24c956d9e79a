"""Events in, one row of codes for each case and contact out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events import case as events
from bluevitaal_es.events.contact import ContactLogged
from bluevitaal_es.events.portal import TalkRated
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Cursor, FoldedProjection


@dataclass(frozen=True, slots=True)
class Counted:
    """The codes of one case or contact that are counted; nothing in here is anybody's words."""

    kind: str = ""
    day: date | None = None
    from_register: bool = False
    target_group: str = ""
    unit: str | None = None
    route: str | None = None
    reason: str | None = None
    product: str | None = None
    help_primary: str | None = None
    anonymous: bool = True
    referred: bool = False
    referred_to_unit: bool = False
    intake_on: date | None = None
    closed_on: date | None = None
    outcome: str | None = None
    talks: int = 0
    channel: str = ""
    subject: str = ""
    out_of_hours: bool = False
    confidential: str | None = None


class FiguresProjection(FoldedProjection[Counted]):
    """What is counted of every case and contact."""

    name: ClassVar[str] = "figures"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "counted_case": "case_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        name for name in EVENT_TYPES if name.startswith(("case.", "contact."))
    )
    empty = Counted()
    state_type: Any = Counted

    def evolve(self, state: Counted, recorded: Recorded) -> Counted:
        """Return the codes after one more fact that holds."""
        event, day = recorded.event, day_of(recorded.happened_at)
        match event:
            case events.CaseRegistered():
                return replace(
                    state,
                    kind="case",
                    day=day,
                    from_register=event.source is not None,
                    target_group=event.target_group,
                    unit=event.unit,
                    route=event.route,
                    reason=event.reason_not_internal,
                    anonymous=event.anonymous_to_employer,
                    help_primary=event.help_primary,
                )
            case events.IntakeHeld():
                return replace(state, intake_on=day, help_primary=event.help_primary or state.help_primary)
            case events.ProductStarted():
                return replace(state, product=event.product)
            case events.TalkHeld():
                return replace(state, talks=state.talks + 1)
            case events.TalksCounted():
                return replace(state, talks=state.talks + event.count)
            case events.ReferralDecided():
                target = catalogue().referral_targets.get(event.target)
                to_unit = target is not None and target.is_unit
                return replace(state, referred=True, referred_to_unit=state.referred_to_unit or to_unit)
            case events.CaseClosed():
                return replace(state, closed_on=day, outcome=event.outcome)
            case events.CaseReopened():
                return replace(state, closed_on=None, outcome=None)
            case TalkRated():
                return replace(state, confidential=event.confidential or state.confidential)
            case ContactLogged():
                return replace(
                    state,
                    kind="contact",
                    day=day,
                    channel=event.channel,
                    subject=event.subject,
                    unit=event.unit,
                    out_of_hours=event.out_of_hours,
                )
            case _:
                return state

    def draw(self, cursor: Cursor, changed: dict[UUID, Counted]) -> None:
        """Write the rows of the cases and contacts that changed."""
        cursor.execute("DELETE FROM counted_case WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO counted_case (case_id, registered_on, from_register, target_group, unit, route,"
            " reason, product, help_primary, anonymous, referred_to_unit, referred, intake_on, closed_on,"
            " outcome, talks, confidential)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    case_id,
                    found.day,
                    found.from_register,
                    found.target_group,
                    found.unit,
                    found.route,
                    found.reason,
                    found.product,
                    found.help_primary,
                    found.anonymous,
                    found.referred_to_unit,
                    found.referred,
                    found.intake_on,
                    found.closed_on,
                    found.outcome,
                    found.talks,
                    found.confidential,
                )
                for case_id, found in changed.items()
                if found.kind == "case"
            ],
        )
        cursor.executemany(
            "INSERT INTO counted_contact (contact_id, held_on, channel, subject, unit, out_of_hours)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (contact_id) DO NOTHING",
            [
                (contact_id, found.day, found.channel, found.subject, found.unit, found.out_of_hours)
                for contact_id, found in changed.items()
                if found.kind == "contact"
            ],
        )
