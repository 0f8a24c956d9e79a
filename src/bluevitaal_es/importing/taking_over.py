"""From sound registrations to cases: the ordinary commands, all of a file in one append or none of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from bluevitaal_es.access import IMPORTER
from bluevitaal_es.commands.add_note import AddNote, RateSatisfaction
from bluevitaal_es.commands.add_staff_member import AddPlaceholder
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import CaseCommand, Command
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.decide_referral import DecideReferral, SendReferral
from bluevitaal_es.commands.handle import Context, Desk
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import CountTalks
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_past import RecordPast
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.events.case import ImportSource
from bluevitaal_es.importing.rows import Registration
from bluevitaal_es.vocabulary import NAMESPACE, CaseId


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What an import did: cases added, cases there with the same content, and with other content."""

    imported: int
    already_there: int
    differing: tuple[Registration, ...]
    position: int


def take_over(desk: Desk, registrations: Iterable[Registration], file_sha256: str, today: date) -> TakenOver:
    """Record every registration that is not in the log yet, together, as facts of the past.

    A registration that is there with other content is left as it is and reported. Raises a Refusal when a
    registration tells what cannot have happened, and VersionConflict when another import came between;
    nothing was recorded then.
    """
    commands: list[Command[Any]] = []
    there, differing = 0, []
    labels: dict[str, UUID] = {}
    for registration in registrations:
        known = desk.begun_from(registration.identity)
        if known is not False:
            same = isinstance(known, ImportSource) and known.fingerprint == registration.fingerprint
            there += same
            if not same:
                differing.append(registration)
            continue
        label = registration.begeleider_label
        if label is not None:
            labels.setdefault(label, placeholder_id(label, registration.source))
        number = desk.next_case_number(registration.registered_on.year)
        commands.append(_past_of(registration, number, file_sha256, today))
    if not commands:
        return TakenOver(0, there, tuple(differing), 0)
    people: list[Command[Any]] = [
        AddPlaceholder(staff_id=staff_id, label=label)
        for label, staff_id in labels.items()
        if desk.begun_from(staff_id) is False
    ]
    outcome = desk.handle_together([*people, *commands], IMPORTER, Context.fresh())
    return TakenOver(len(commands), there, tuple(differing), outcome.position)


def placeholder_id(label: str, source: str) -> UUID:
    """Return the id of the begeleider that a register names by a label only, the same at every import."""
    return uuid5(NAMESPACE, f"label:{source}:{label.casefold()}")


def _past_of(registration: Registration, number: str, file_sha256: str, today: date) -> RecordPast:
    source = ImportSource(
        file_sha256=file_sha256,
        sheet=registration.sheet,
        row=registration.row,
        fingerprint=registration.fingerprint,
    )
    case_id = CaseId(registration.identity)
    past = _Past(registration, case_id, number, today)
    return RecordPast(case_id=case_id, source=source, steps=tuple(past.steps()))


@dataclass(frozen=True, slots=True)
class _Past:
    """The commands that one registration stands for, in the order in which they were once done."""

    one: Registration
    case_id: CaseId
    number: str
    today: date

    def steps(self) -> Iterator[CaseCommand]:
        """Give them all."""
        yield from self._registered()
        yield from self._helped()
        yield from self._referred()
        yield from self._at_work()
        yield from self._ended()

    def _registered(self) -> Iterator[CaseCommand]:
        one, case_id = self.one, self.case_id
        asked_later = one.intake_on is not None
        yield RegisterCase(
            case_id=case_id,
            number=self.number,
            target_group=one.target_group,
            anonymous_to_employer=one.anonymous,
            unit=one.unit,
            channel=one.channel,
            route=one.route,
            reason_not_internal=one.reason_not_internal,
            client_name=one.name,
            help_primary=None if asked_later else one.help_primary,
            help_others=() if asked_later else one.help_others,
            registered_on=one.registered_on,
        )
        if one.begeleider_label is not None:
            begeleider_id = placeholder_id(one.begeleider_label, one.source)
            yield AssignBegeleider(case_id=case_id, begeleider_id=begeleider_id, on=one.registered_on)

    def _helped(self) -> Iterator[CaseCommand]:
        one, case_id = self.one, self.case_id
        if one.intake_on is not None:
            yield HoldIntake(
                case_id=case_id,
                held_on=one.intake_on,
                help_primary=one.help_primary,
                help_others=one.help_others,
            )
        began_on = one.intake_on or one.registered_on
        if one.product is not None:
            yield StartProduct(case_id=case_id, product=one.product, started_on=began_on)
        if one.talks is not None:
            yield CountTalks(case_id=case_id, count=one.talks, on=one.closed_on)
        if one.tsq is not None:
            yield RecordInstrument(
                case_id=case_id,
                result_id=uuid5(case_id, "tsq"),
                instrument="tsq",
                completed_on=began_on,
                total=one.tsq,
            )

    def _referred(self) -> Iterator[CaseCommand]:
        one, case_id = self.one, self.case_id
        if one.referred_to is None:
            if one.referred_on is not None:
                text = f"Verwezen op {one.referred_on:%d-%m-%Y}; naar wie is niet vastgelegd."
                yield AddNote(case_id=case_id, text=text, on=one.referred_on)
            return
        day = one.referred_on or one.intake_on or one.registered_on
        reason = None if one.referred_on else "De dag van de verwijzing is niet vastgelegd."
        referral_id = uuid5(case_id, "referral")
        yield DecideReferral(
            case_id=case_id, referral_id=referral_id, target=one.referred_to, reason=reason, decided_on=day
        )
        yield SendReferral(case_id=case_id, referral_id=referral_id, sent_on=day)

    def _at_work(self) -> Iterator[CaseCommand]:
        one, case_id = self.one, self.case_id
        if one.work_start is not None:
            yield RecordWorkStatus(
                case_id=case_id, status=one.work_start, moment="start", recorded_on=one.registered_on
            )
        if one.work_end is not None:
            yield RecordWorkStatus(
                case_id=case_id, status=one.work_end, moment="end", recorded_on=one.closed_on or self.today
            )

    def _ended(self) -> Iterator[CaseCommand]:
        one, case_id = self.one, self.case_id
        if one.rating is not None:
            yield RateSatisfaction(case_id=case_id, rating=one.rating, on=one.closed_on)
        if one.remarks is not None:
            yield AddNote(case_id=case_id, text=one.remarks, on=one.closed_on)
        if one.closed_on is not None:
            yield CloseCase(case_id=case_id, outcome="not_recorded", closed_on=one.closed_on)
