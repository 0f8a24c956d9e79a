"""A registration as it was kept in a caseload, made from one row of a sheet when all in it is sound."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid5

from bluevitaal_es.catalogue import Catalogue
from bluevitaal_es.importing import problems
from bluevitaal_es.importing.columns import Column
from bluevitaal_es.importing.fields import RowFields
from bluevitaal_es.vocabulary import NAMESPACE

_HIGHEST_NUMBER = 999_999_999
_MOST_TALKS = 9_999

#: Where a registration was found says nothing about whether it is the same one.
_PLACE = frozenset({"sheet", "row", "source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One client's registration as kept before. Codes are keys of the catalogue; absent is not filled in.

    `talks` is a count of talks whose days were not kept, `tsq` a total of 0 to 10, `rating` the client's
    mark of 1 to 10. `source` names whose caseload it is, for teams that number their cases apart.
    """

    number: int
    registered_on: date
    channel: str | None
    route: str | None
    target_group: str
    unit: str | None
    name: str | None
    anonymous: bool
    reason_not_internal: str | None
    help_primary: str | None
    help_others: tuple[str, ...]
    begeleider_label: str | None
    intake_on: date | None
    product: str | None
    talks: int | None
    tsq: int | None
    referred_to: str | None
    referred_on: date | None
    work_start: str | None
    work_end: str | None
    closed_on: date | None
    rating: int | None
    remarks: str | None
    sheet: str
    row: int
    source: str = ""

    @property
    def identity(self) -> UUID:
        """The same for the same registration, whichever file or format it comes in."""
        name = f"registration:{self.source}:{self.number}:{self.registered_on.isoformat()}"
        return uuid5(NAMESPACE, name)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over all that the registration says; differs when anything in it has changed."""
        said = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in _PLACE}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def read_row(row: RowFields, catalogue: Catalogue, source: str) -> Registration | None:
    """Return the registration in the row, or None when the row has an error.

    Every field is looked at, so that all that is wrong comes at once. The limits of a field are those of the
    questionnaire or list it holds; rules about planning do not apply to what already happened.
    """
    case_number = _case_number(row)
    registered_on = _registered_on(row)
    target_group = _target_group(row, catalogue)
    unit = _unit(row, catalogue, registered_on)
    help_primary = row.code(Column.HELP_PRIMARY, catalogue.help_questions)
    help_others = row.several_codes(Column.HELP_OTHERS, catalogue.help_questions)
    channel = row.code(Column.CHANNEL, catalogue.channels)
    route = row.code(Column.ROUTE, catalogue.routes)
    name = row.text(Column.NAME)
    anonymous = _anonymous(row)
    reason_not_internal = row.code(Column.REASON_NOT_INTERNAL, catalogue.reasons_not_internal)
    begeleider_label = row.text(Column.BEGELEIDER)
    intake_on = row.day(Column.INTAKE_ON, registered_on)
    product = _product(row, catalogue)
    talks = row.whole(Column.TALKS, 0, _MOST_TALKS)
    tsq = row.whole(Column.TSQ, 0, 10)
    referred_to = row.code(Column.REFERRED_TO, catalogue.referral_targets)
    referred_on = row.day(Column.REFERRED_ON, registered_on)
    work_start = row.code(Column.WORK_START, catalogue.work_statuses)
    work_end = row.code(Column.WORK_END, catalogue.work_statuses)
    closed_on = row.day(Column.CLOSED_ON, registered_on)
    rating = row.whole(Column.RATING, 1, 10)
    remarks = row.free_text(Column.REMARKS)
    _look_at_referral(row)
    if row.has_errors or case_number is None or registered_on is None or target_group is None:
        return None
    return Registration(
        number=case_number,
        registered_on=registered_on,
        channel=channel,
        route=route,
        target_group=target_group,
        unit=unit,
        name=name,
        anonymous=anonymous,
        reason_not_internal=reason_not_internal,
        help_primary=help_primary,
        help_others=tuple(key for key in help_others if key != help_primary),
        begeleider_label=begeleider_label,
        intake_on=intake_on,
        product=product,
        talks=talks,
        tsq=tsq,
        referred_to=referred_to,
        referred_on=referred_on,
        work_start=work_start,
        work_end=work_end,
        closed_on=closed_on,
        rating=rating,
        remarks=remarks,
        sheet=row.sheet,
        row=row.row,
        source=source,
    )


def _case_number(row: RowFields) -> int | None:
    if row.is_blank(Column.NUMBER):
        row.add(problems.NUMBER_MISSING, Column.NUMBER)
        return None
    return row.whole(Column.NUMBER, 1, _HIGHEST_NUMBER, problems.NUMBER_NOT_WHOLE)


def _registered_on(row: RowFields) -> date | None:
    if row.is_blank(Column.REGISTERED_ON):
        row.add(problems.DATE_MISSING, Column.REGISTERED_ON)
        return None
    return row.day(Column.REGISTERED_ON)


def _target_group(row: RowFields, catalogue: Catalogue) -> str | None:
    if row.is_blank(Column.TARGET_GROUP):
        row.add(problems.TARGET_GROUP_MISSING, Column.TARGET_GROUP)
        return None
    return row.code(Column.TARGET_GROUP, catalogue.target_groups)


def _unit(row: RowFields, catalogue: Catalogue, registered_on: date | None) -> str | None:
    """Judge the unit by the day of registration; without a sound day only by its name."""
    text = row.text(Column.UNIT)
    if text is None:
        return None
    unit = catalogue.units.find(text)
    if unit is None:
        row.add(problems.unknown_unit([each.name for each in catalogue.units], text), Column.UNIT)
        return None
    if registered_on and not unit.is_valid_on(registered_on):
        row.add(problems.unit_not_valid(unit.name, unit.valid_from, unit.valid_until), Column.UNIT)
        return None
    return unit.code


def _product(row: RowFields, catalogue: Catalogue) -> str | None:
    text = row.text(Column.PRODUCT)
    why_not = text and catalogue.products.why_not(text)
    if why_not:
        row.add(problems.no_product(why_not), Column.PRODUCT)
        return None
    return row.code(Column.PRODUCT, catalogue.products)


def _anonymous(row: RowFields) -> bool:
    """Without an answer a client stays anonymous: what the employer was told cannot be untold."""
    if row.has(Column.ANONYMOUS) and row.is_blank(Column.ANONYMOUS):
        row.add(problems.YES_ASSUMED, Column.ANONYMOUS, "notice")
    return row.yes_or_no(Column.ANONYMOUS) is not False


def _look_at_referral(row: RowFields) -> None:
    target_missing, day_missing = row.is_blank(Column.REFERRED_TO), row.is_blank(Column.REFERRED_ON)
    if target_missing and not day_missing:
        row.add(problems.REFERRAL_WITHOUT_TARGET, Column.REFERRED_TO, "notice")
    elif day_missing and not target_missing:
        row.add(problems.REFERRAL_WITHOUT_DATE, Column.REFERRED_ON, "notice")
