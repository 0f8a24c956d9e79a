"""Puts the catalogue together from its data files, once, and checks what one file says about another."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bluevitaal_es.catalogue.codes import (
    Code,
    CodeList,
    Competence,
    HelpQuestion,
    MissedReason,
    Outcome,
    ReferralTarget,
    RequestGroup,
    Route,
    SafetyOutcome,
    TargetGroup,
    WeaponAccess,
    WorkStatus,
    read_code_list,
)
from bluevitaal_es.catalogue.confidentiality import CodeOfConfidentiality, read_code
from bluevitaal_es.catalogue.consent import Consent, SpokenCode, read_consent
from bluevitaal_es.catalogue.instruments import Instruments, read_instruments
from bluevitaal_es.catalogue.norms import Norms, read_norms
from bluevitaal_es.catalogue.notices import Notices, read_notices
from bluevitaal_es.catalogue.products import Products, read_products
from bluevitaal_es.catalogue.reading import CatalogueFault
from bluevitaal_es.catalogue.units import Units, read_units


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that a site may set as data: what exists, what it is called and how soon it must be done."""

    units: Units
    products: Products
    instruments: Instruments
    consent: Consent
    norms: Norms
    code: CodeOfConfidentiality
    competences: CodeList[Competence]
    notices: Notices
    target_groups: CodeList[TargetGroup]
    client_traits: CodeList[Code]
    channels: CodeList[Code]
    routes: CodeList[Route]
    reasons_not_internal: CodeList[Code]
    help_questions: CodeList[HelpQuestion]
    reassign_reasons: CodeList[Code]
    work_statuses: CodeList[WorkStatus]
    work_moments: CodeList[Code]
    outcomes: CodeList[Outcome]
    rating_missing_reasons: CodeList[Code]
    referral_targets: CodeList[ReferralTarget]
    referral_answers: CodeList[Code]
    handover_kinds: CodeList[Code]
    consult_or_refer_choices: CodeList[Code]
    talk_places: CodeList[Code]
    talk_channels: CodeList[Code]
    missed_reasons: CodeList[MissedReason]
    postpone_reasons: CodeList[Code]
    contact_subjects: CodeList[Code]
    contact_outcomes: CodeList[Code]
    correction_reasons: CodeList[Code]
    weapon_access: CodeList[WeaponAccess]
    safety_outcomes: CodeList[SafetyOutcome]
    inform_grounds: CodeList[Code]
    instrument_skip_reasons: CodeList[Code]
    breach_grounds: CodeList[SpokenCode]
    anonymity_obstacles: CodeList[Code]
    pressure_sources: CodeList[Code]
    pressure_aims: CodeList[Code]
    emergency_reasons: CodeList[Code]
    emergency_silence_grounds: CodeList[Code]
    request_groups: CodeList[RequestGroup]
    request_ends: CodeList[Code]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the package; raises CatalogueFault when a data file is wrong."""
    return read_catalogue(files("bluevitaal_es.catalogue") / "data")


def read_catalogue(folder: Traversable) -> Catalogue:
    """Return the catalogue of this folder; raises CatalogueFault naming the file and key that are wrong."""
    read = Catalogue(
        units=read_units(folder),
        products=read_products(folder),
        instruments=read_instruments(folder),
        consent=read_consent(folder),
        norms=read_norms(folder),
        code=read_code(folder),
        competences=read_code_list(folder, "competences", Competence),
        notices=read_notices(folder),
        target_groups=read_code_list(folder, "target_groups", TargetGroup),
        client_traits=read_code_list(folder, "client_traits", Code),
        channels=read_code_list(folder, "channels", Code),
        routes=read_code_list(folder, "routes", Route),
        reasons_not_internal=read_code_list(folder, "reasons_not_internal", Code),
        help_questions=read_code_list(folder, "help_questions", HelpQuestion),
        reassign_reasons=read_code_list(folder, "reassign_reasons", Code),
        work_statuses=read_code_list(folder, "work_statuses", WorkStatus),
        work_moments=read_code_list(folder, "work_moments", Code),
        outcomes=read_code_list(folder, "outcomes", Outcome),
        rating_missing_reasons=read_code_list(folder, "rating_missing_reasons", Code),
        referral_targets=read_code_list(folder, "referral_targets", ReferralTarget),
        referral_answers=read_code_list(folder, "referral_answers", Code),
        handover_kinds=read_code_list(folder, "handover_kinds", Code),
        consult_or_refer_choices=read_code_list(folder, "consult_or_refer_choices", Code),
        talk_places=read_code_list(folder, "talk_places", Code),
        talk_channels=read_code_list(folder, "talk_channels", Code),
        missed_reasons=read_code_list(folder, "missed_reasons", MissedReason),
        postpone_reasons=read_code_list(folder, "postpone_reasons", Code),
        contact_subjects=read_code_list(folder, "contact_subjects", Code),
        contact_outcomes=read_code_list(folder, "contact_outcomes", Code),
        correction_reasons=read_code_list(folder, "correction_reasons", Code),
        weapon_access=read_code_list(folder, "weapon_access", WeaponAccess),
        safety_outcomes=read_code_list(folder, "safety_outcomes", SafetyOutcome),
        inform_grounds=read_code_list(folder, "inform_grounds", Code),
        instrument_skip_reasons=read_code_list(folder, "instrument_skip_reasons", Code),
        breach_grounds=read_code_list(folder, "breach_grounds", SpokenCode),
        anonymity_obstacles=read_code_list(folder, "anonymity_obstacles", Code),
        pressure_sources=read_code_list(folder, "pressure_sources", Code),
        pressure_aims=read_code_list(folder, "pressure_aims", Code),
        emergency_reasons=read_code_list(folder, "emergency_reasons", Code),
        emergency_silence_grounds=read_code_list(folder, "emergency_silence_grounds", Code),
        request_groups=read_code_list(folder, "request_groups", RequestGroup),
        request_ends=read_code_list(folder, "request_ends", Code),
    )
    _check_help_questions(read)
    _check_referral_targets(read)
    _check_safety_outcomes(read)
    return read


def _check_help_questions(read: Catalogue) -> None:
    questions = read.help_questions
    for question in questions:
        place = f"codes.{question.key}"
        if not question.products and not question.refer_to:
            raise CatalogueFault(questions.name, place, "leads to no product and to nobody else (S-006)")
        _all_known(questions.name, f"{place}.products", question.products, (p.key for p in read.products))
        _all_known(questions.name, f"{place}.refer_to", question.refer_to, read.referral_targets.keys())
        _all_known(
            questions.name,
            f"{place}.screeners",
            question.screeners,
            (i.key for i in read.instruments.active()),
        )


def _check_safety_outcomes(read: Catalogue) -> None:
    told = [outcome.recipient for outcome in read.safety_outcomes if outcome.recipient]
    _all_known(read.safety_outcomes.name, "recipient", told, read.consent.recipients.keys())


def _check_referral_targets(read: Catalogue) -> None:
    recipients = read.consent.recipients
    for target in read.referral_targets:
        place = f"codes.{target.key}.recipient"
        _all_known(read.referral_targets.name, place, (target.recipient,), recipients.keys())
        if "referral" not in recipients[target.recipient].purposes:
            raise CatalogueFault(read.referral_targets.name, place, "no consent to refer there can be given")


def _all_known(file: str, place: str, keys: Iterable[str], known: Iterable[str]) -> None:
    for strange in sorted(set(keys).difference(known)):
        raise CatalogueFault(file, place, f"there is no {strange!r}")
