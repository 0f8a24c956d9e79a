"""Each kind of fact: its short name, its group in the filter, and the parts of its sentence."""

from bluevitaal_es.web.code_texts import band_label, in_sentence
from bluevitaal_es.web.complaint_words import COMPLAINT_KINDS
from bluevitaal_es.web.conference_kinds import CONFERENCE_KINDS
from bluevitaal_es.web.confidentiality_kinds import CONFIDENTIALITY_KINDS
from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.fact_words import (
    CONSENT,
    CORRECTION,
    COURSE,
    EVALUATION,
    OTHER,
    REFERRAL,
    SAFETY,
    SCREENING,
    SIGNAL,
    TALKS,
    Fact,
    Kind,
    Told,
)
from bluevitaal_es.web.fact_words import more as _more
from bluevitaal_es.web.notice_kinds import NOTICE_KINDS
from bluevitaal_es.web.own_page_kinds import OWN_PAGE_KINDS
from bluevitaal_es.web.request_kinds import REQUEST_KINDS
from bluevitaal_es.web.staff_kinds import STAFF_KINDS


def _registered(fact: Fact) -> Told:
    hidden = (
        "anoniem voor de werkgever" if fact.data.get("anonymous_to_employer") else "bekend bij de werkgever"
    )
    group = fact.label("target_group")
    return Told("meldde", f"traject {fact.data.get('number', '')}", "aan", _more(group, hidden))


def _assigned(fact: Fact) -> Told:
    begeleider = str(fact.data.get("begeleider_id"))
    if begeleider == fact.actor_id:
        return Told("nam", "dit traject op zich", more=_above_norm(fact))
    name = fact.names.get(begeleider, "een begeleider")
    return Told("wees", f"{name} als begeleider", "aan", _above_norm(fact))


def _above_norm(fact: Fact) -> str:
    """Return why somebody got a case above the norm, "" where it was not above it."""
    reason = fact.quoted("above_norm_reason") if fact.data.get("above_norm_reason") else ""
    return f"boven de norm ({reason})" if reason else ""


def _reassigned(fact: Fact) -> Told:
    name = fact.names.get(str(fact.data.get("begeleider_id")), "een andere begeleider")
    reason = fact.label("reason")
    return Told("droeg", f"het traject over aan {name}", more=_more(reason, _above_norm(fact)))


def _covered(fact: Fact) -> Told:
    name = fact.names.get(str(fact.data.get("begeleider_id")), "een andere begeleider")
    return Told("liet", f"{name} tot en met {fact.day('until')} waarnemen")


def _intake(fact: Fact) -> Told:
    return Told("hield", "de intake", more=fact.label("help_primary"))


def _consent(fact: Fact) -> Told:
    given = fact.data.get("decision") == "granted"
    what = "de toestemming van de cliënt" if given else "de weigering van de cliënt"
    line = f"{fact.classes()} delen met {fact.label('recipient')}, met als doel {fact.label('purpose')}"
    return Told("legde", what, "vast", line)


def _goal(fact: Fact) -> Told:
    return Told("legde", "een doel", "vast", fact.quoted("words"))


def _rated(fact: Fact) -> Told:
    by = "de cliënt" if fact.data.get("rater") == "client" else "de begeleider"
    return Told("legde", f"het cijfer van {by} voor een doel", "vast", f"{fact.data.get('rating')} van 10")


def _product(fact: Fact) -> Told:
    most, ends = fact.data.get("max_talks"), fact.day("ends_on")
    limit = f"ten hoogste {dutch_count(most, 'gesprek', 'gesprekken')}" if isinstance(most, int) else ""
    label = fact.label("product")
    return Told("startte", f"het aanbod {label}", more=_more(limit, f"tot en met {ends}" if ends else ""))


def _planned(fact: Fact) -> Told:
    what = "een crisiscontact" if fact.data.get("crisis") else "een gesprek"
    how = _more(fact.moment("planned_for"), fact.label("channel"), fact.label("place"))
    return Told("plande", what, more=how)


def _held(fact: Fact) -> Told:
    what = "een crisiscontact" if fact.data.get("crisis") else "een gesprek"
    minutes = fact.data.get("minutes")
    lasted = dutch_count(minutes, "minuut", "minuten") if isinstance(minutes, int) else ""
    return Told("legde", what, "vast", _more(lasted, fact.label("channel"), fact.label("place")))


def _missed(fact: Fact) -> Told:
    return Told("legde vast", "dat een gesprek niet doorging", more=fact.label("reason"))


def _counted(fact: Fact) -> Told:
    count = fact.data.get("count")
    talks = (
        dutch_count(count, "eerder gesprek", "eerdere gesprekken") if isinstance(count, int) else "gesprekken"
    )
    return Told("telde", f"{talks} zonder eigen datum", "mee")


def _instrument(fact: Fact) -> Told:
    label, band = fact.label("instrument"), fact.data.get("band")
    meaning = in_sentence(band_label(str(fact.data.get("instrument")), band)) if isinstance(band, str) else ""
    over = "op of over de grens" if fact.data.get("at_or_over_cut_off") else "niet over de grens"
    word = "" if meaning in {"op of over de grens", "onder de grens"} else meaning
    early = "te vroeg na de gebeurtenis" if fact.data.get("interpretation") == "too_early" else ""
    return Told("legde", f"de {label}", "vast", _more(f"score {fact.data.get('total')}", over, word, early))


def _decision_opened(fact: Fact) -> Told:
    label = fact.label("instrument")
    what = (
        f"de vraag om te overleggen of te verwijzen na een score van {fact.data.get('total')} op de {label}"
    )
    return Told("kreeg", what, more=f"besluit uiterlijk {fact.day('due_on')}")


def _decision_settled(fact: Fact) -> Told:
    choice = fact.label("choice")
    return Told("nam", "een besluit na een score", more=_more(choice, fact.quoted("reason")))


def _safety_opened(fact: Fact) -> Told:
    if fact.data.get("trigger") == "questionnaire":
        why = "een antwoord in een vragenlijst vraagt om een gesprek"
    else:
        why = "een acute zorg"
    return Told(
        "kreeg" if fact.data.get("trigger") == "questionnaire" else "opende", "een veiligheidstaak", more=why
    )


def _safety_settled(fact: Fact) -> Told:
    return Told("handelde", "een veiligheidstaak", "af", fact.label("outcome"))


def _referral_decided(fact: Fact) -> Told:
    open_ = "" if fact.data.get("identifying", True) else "zonder gegevens waaraan de cliënt te herkennen is"
    more = _more(fact.label("handover"), open_)
    return Told("besloot met de cliënt tot", f"een verwijzing naar {fact.label('target')}", more=more)


def _referral_answered(fact: Fact) -> Told:
    answer = fact.label("answer")
    return Told("legde", "het antwoord op een verwijzing", "vast", answer)


def _referral_dropped(fact: Fact) -> Told:
    return Told("liet", "een verwijzing", "vervallen", fact.quoted("reason"))


def _shared(fact: Fact) -> Told:
    more = f"{fact.classes()}, met als doel {fact.label('purpose')}"
    return Told("deelde", f"gegevens met {fact.label('recipient')}", more=more)


def _evaluated(fact: Fact) -> Told:
    most = fact.data.get("new_max_talks")
    more = f"tot {dutch_count(most, 'gesprek', 'gesprekken')}" if isinstance(most, int) else ""
    decision = fact.label("decision")
    return Told(
        "hield", f"de evaluatie met {fact.data.get('colleague', 'een collega')}", more=_more(decision, more)
    )


def _postponed(fact: Fact) -> Told:
    reason = fact.label("reason")
    return Told("stelde", "de evaluatie", f"uit tot {fact.day('until')}", reason)


def _work(fact: Fact) -> Told:
    percent = fact.data.get("percent")
    share = f"{percent} procent" if isinstance(percent, int) else ""
    more = _more(fact.label("status"), share, fact.label("moment"))
    return Told("legde", "de werksituatie", "vast", more)


def _satisfaction(fact: Fact) -> Told:
    return Told("legde", "het cijfer van de cliënt voor de hulp", "vast", f"{fact.data.get('rating')} van 10")


def _invited(fact: Fact) -> Told:
    until = f"te gebruiken tot en met {fact.day('valid_until')}"
    return Told("nodigde", "de cliënt", "uit voor een eigen account", until)


def _closed(fact: Fact) -> Told:
    return Told("sloot", "het traject", "af", fact.label("outcome"))


def _reopened(fact: Fact) -> Told:
    return Told("heropende", "het traject", more=fact.quoted("reason"))


def _evaluation_overdue(fact: Fact) -> Told:
    return Told("zag", f"de evaluatie van {fact.day('due_at')} niet op tijd was gehouden of uitgesteld")


def _duty_overdue(fact: Fact) -> Told:
    task = fact.label("kind") or "een taak"
    return Told("zag", f"een taak over tijd was: {task}, uiterlijk {fact.moment('due_at')}")


def _emergency_opened(fact: Fact) -> Told:
    return Told("opende", "dit dossier in nood", f"tot {fact.moment('open_until')}", fact.label("reason"))


def _emergency_reviewed(fact: Fact) -> Told:
    return Told("keek", "een noodinzage", "na", fact.label("verdict"))


def _corrected(fact: Fact) -> Told:
    original = KINDS.get(str(fact.data.get("original_type")))
    about = f"({in_sentence(original.name)})" if original else ""
    reason = fact.label("reason")
    if fact.data.get("replacement") is None:
        return Told("streepte", f"een eerder feit {about}", "door", reason)
    return Told("corrigeerde", f"een eerder feit {about}", more=reason)


def _erasure(fact: Fact) -> Told:
    return Told("vroeg", "om een traject te vergeten", more=fact.label("ground"))


def _hold(fact: Fact) -> Told:
    return Told("stelde", "een bewaarplicht", "in", fact.label("ground"))


def _forgotten(fact: Fact) -> Told:
    return Told("liet", "een traject", "vergeten", f"{fact.data.get('facts')} feiten onleesbaar gemaakt")


def _contact(fact: Fact) -> Told:
    parts = (fact.label(field) for field in ("channel", "subject", "outcome"))
    return Told("legde", "een contact zonder naam", "vast", _more(*parts))


KINDS: dict[str, Kind] = {
    **COMPLAINT_KINDS,
    **CONFIDENTIALITY_KINDS,
    **CONFERENCE_KINDS,
    **OWN_PAGE_KINDS,
    **REQUEST_KINDS,
    **STAFF_KINDS,
    **NOTICE_KINDS,
    "case.registered": Kind("Traject aangemeld", COURSE, _registered),
    "case.begeleider_assigned": Kind("Begeleider toegewezen", COURSE, _assigned),
    "case.begeleider_reassigned": Kind("Traject overgedragen", COURSE, _reassigned),
    "case.cover_granted": Kind("Vervanging geregeld", COURSE, _covered),
    "case.intake_held": Kind("Intake gehouden", COURSE, _intake),
    "case.consent_recorded": Kind("Toestemming vastgelegd", CONSENT, _consent),
    "case.consent_withdrawn": Kind(
        "Toestemming ingetrokken", CONSENT, Told("legde vast", "dat de cliënt een toestemming introk")
    ),
    "case.goal_set": Kind("Doel vastgelegd", COURSE, _goal),
    "case.goal_rated": Kind("Cijfer voor een doel vastgelegd", COURSE, _rated),
    "case.product_started": Kind("Aanbod gestart", COURSE, _product),
    "case.talk_planned": Kind("Gesprek gepland", TALKS, _planned),
    "case.talk_held": Kind("Gesprek vastgelegd", TALKS, _held),
    "case.talk_missed": Kind("Gesprek niet doorgegaan", TALKS, _missed),
    "case.talks_counted": Kind("Eerdere gesprekken geteld", TALKS, _counted),
    "case.instrument_recorded": Kind("Vragenlijst vastgelegd", SCREENING, _instrument),
    "case.consult_or_refer_opened": Kind("Besluit gevraagd na een score", SCREENING, _decision_opened),
    "case.consult_or_refer_settled": Kind("Besluit genomen na een score", SCREENING, _decision_settled),
    "case.safety_task_opened": Kind("Veiligheidstaak geopend", SAFETY, _safety_opened),
    "case.safety_task_settled": Kind("Veiligheidstaak afgehandeld", SAFETY, _safety_settled),
    "case.referral_decided": Kind("Verwijzing besloten", REFERRAL, _referral_decided),
    "case.referral_sent": Kind("Verwijzing verstuurd", REFERRAL, Told("verstuurde", "een verwijzing")),
    "case.referral_answered": Kind("Verwijzing beantwoord", REFERRAL, _referral_answered),
    "case.referral_dropped": Kind("Verwijzing vervallen", REFERRAL, _referral_dropped),
    "case.information_shared": Kind("Gegevens gedeeld", CONSENT, _shared),
    "case.evaluation_held": Kind("Evaluatie gehouden", EVALUATION, _evaluated),
    "case.evaluation_postponed": Kind("Evaluatie uitgesteld", EVALUATION, _postponed),
    "case.work_status_recorded": Kind("Werksituatie vastgelegd", COURSE, _work),
    "case.note_added": Kind("Notitie geschreven", COURSE, Told("schreef", "een notitie")),
    "case.satisfaction_rated": Kind("Cijfer voor de hulp vastgelegd", COURSE, _satisfaction),
    "case.client_invited": Kind("Cliënt uitgenodigd", COURSE, _invited),
    "case.client_invitation_withdrawn": Kind(
        "Uitnodiging ingetrokken", COURSE, Told("trok", "de uitnodiging voor een eigen account", "in")
    ),
    "case.client_joined": Kind("Cliënt heeft een account", COURSE, Told("opende", "een eigen account")),
    "case.closed": Kind("Traject afgesloten", COURSE, _closed),
    "case.reopened": Kind("Traject heropend", COURSE, _reopened),
    "case.evaluation_moment_overdue": Kind("Evaluatie te laat", SIGNAL, _evaluation_overdue),
    "case.duty_overdue": Kind("Taak te laat", SIGNAL, _duty_overdue),
    "case.emergency_opened": Kind("Dossier geopend in nood", SAFETY, _emergency_opened),
    "case.emergency_reviewed": Kind("Noodinzage nagekeken", SAFETY, _emergency_reviewed),
    "case.fact_corrected": Kind("Feit gecorrigeerd", CORRECTION, _corrected),
    "contact.logged": Kind("Contact zonder naam vastgelegd", OTHER, _contact),
    "erasure.requested": Kind("Vergeten gevraagd", OTHER, _erasure),
    "erasure.withdrawn": Kind(
        "Vergeten ingetrokken", OTHER, Told("trok", "het verzoek om een traject te vergeten", "in")
    ),
    "erasure.approved": Kind(
        "Vergeten goedgekeurd", OTHER, Told("keurde", "het vergeten van een traject", "goed")
    ),
    "erasure.hold_placed": Kind("Bewaarplicht ingesteld", OTHER, _hold),
    "erasure.hold_lifted": Kind("Bewaarplicht opgeheven", OTHER, Told("hief", "een bewaarplicht", "op")),
    "erasure.person_forgotten": Kind("Traject vergeten", OTHER, _forgotten),
}
