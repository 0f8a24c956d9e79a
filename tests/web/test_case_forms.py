from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.assign_begeleider import ReassignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.decide_referral import DecideReferral, SendReferral
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.case import router as case_page
from bluevitaal_es.web.pages.case_act import router as acts
from bluevitaal_es.web.pages.case_forms import ACTIONS
from tests.web.conftest import actor_of, staff_id_of
from tests.web.posting import hidden_in, posted_to

ROUTERS = (case_page, acts)

TODAY = dutch_date_short(clock.today())
TOMORROW = dutch_date_short(clock.today() + timedelta(days=1))
MOMENT = {"wanneer-datum": TODAY, "wanneer-tijd": "00:05"}
NEXT = {"wanneer-datum": TOMORROW, "wanneer-tijd": "14:00", "hoe": "phone"}


@dataclass
class Desk:
    """A begeleider at work on one case of their own, in a browser."""

    browser: TestClient
    house: House
    give: Callable[..., Any]
    case_id: CaseId
    number: str

    @property
    def page(self) -> str:
        return f"/trajecten/{self.number}"

    @property
    def dossier(self) -> Dossier:
        dossier = self.house.case_file.dossier(actor_of("begeleider"), self.number)
        assert dossier is not None
        return dossier

    def fill(self, slug: str, **answers: Any) -> Any:
        return posted_to(self.browser, f"{self.page}/{slug}", answers)

    def done(self, slug: str, **answers: Any) -> Dossier:
        answer = self.fill(slug, **answers)
        assert answer.status_code == 303, unescape(answer.text)
        self.browser.get(answer.headers["location"])
        return self.dossier

    def refused(self, slug: str, **answers: Any) -> str:
        answer = self.fill(slug, **answers)
        assert answer.status_code in (409, 422), answer.status_code
        assert "<title>Fout:" in answer.text
        return unescape(answer.text)


@pytest.fixture
def desk(
    log_in: Callable[..., TestClient], house: House, give: Callable[..., Any], a_case: Callable[..., Any]
) -> Desk:
    browser = log_in("begeleider")
    made = a_case(registered_on=clock.today() - timedelta(days=2))
    return Desk(browser, house, give, made.case_id, made.number)


def five_talks(desk: Desk) -> None:
    for _ in range(5):
        desk.give(HoldTalk(case_id=desk.case_id, talk_id=uuid4(), held_at=clock.now(), channel="phone"))


def goal(desk: Desk, words: str = "Weer doorslapen") -> UUID:
    goal_id = uuid4()
    desk.give(SetGoal(case_id=desk.case_id, goal_id=goal_id, words=words))
    return goal_id


def consent(desk: Desk, recipient: str = "general_practitioner", data_class: str = "help_question") -> UUID:
    line_id = uuid4()
    desk.give(
        RecordConsent(
            case_id=desk.case_id,
            line_id=line_id,
            recipient=recipient,
            purpose="referral",
            data_class=data_class,
            decision="granted",
            valid_from=clock.today(),
            given_by="told",
        )
    )
    return line_id


def referral(desk: Desk, *, identifying: bool = False, sent: bool = False) -> UUID:
    referral_id = uuid4()
    desk.give(
        DecideReferral(
            case_id=desk.case_id,
            referral_id=referral_id,
            target="general_practitioner",
            identifying=identifying,
            data_classes=("help_question",),
        )
    )
    if sent:
        desk.give(SendReferral(case_id=desk.case_id, referral_id=referral_id))
    return referral_id


def planned(desk: Desk, at: datetime | None = None) -> UUID:
    talk_id = uuid4()
    desk.give(
        PlanTalk(
            case_id=desk.case_id,
            talk_id=talk_id,
            planned_for=at or clock.now() - timedelta(hours=1),
            channel="phone",
        )
    )
    return talk_id


def tsq(desk: Desk, total: int = 7) -> None:
    desk.give(
        RecordInstrument(
            case_id=desk.case_id,
            result_id=uuid4(),
            instrument="tsq",
            completed_on=clock.today(),
            total=total,
            index_event_on=date(2020, 1, 1),
        )
    )


# --- talks


def test_plans_a_talk(desk: Desk) -> None:
    dossier = desk.done("gesprek-plannen", **NEXT, plek="outdoors")

    assert [(talk.status, talk.channel, talk.place) for talk in dossier.talks] == [
        ("planned", "phone", "outdoors")
    ]


@pytest.mark.requirement("S-042")
def test_refuses_a_sixth_talk_before_the_evaluation_and_keeps_what_was_typed(desk: Desk) -> None:
    five_talks(desk)

    page = desk.refused("gesprek-plannen", **NEXT)

    assert "Houd eerst de evaluatie met een collega" in page
    assert f'value="{TOMORROW}"' in page


@pytest.mark.requirement("S-042")
def test_plans_crisis_contact_while_an_evaluation_is_due(desk: Desk) -> None:
    five_talks(desk)

    dossier = desk.done("gesprek-plannen", **NEXT, crisis="ja")

    assert dossier.talks[-1].crisis


def test_plans_one_talk_when_the_button_is_pressed_twice(desk: Desk) -> None:
    path = f"{desk.page}/gesprek-plannen"
    answers = hidden_in(desk.browser.get(path).text) | NEXT

    first, second = (desk.browser.post(path, data=answers) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    desk.browser.get(desk.page)
    assert len(desk.dossier.talks) == 1


def test_records_a_planned_talk(desk: Desk) -> None:
    talk_id = planned(desk)

    dossier = desk.done(
        f"gesprek-vastleggen?gesprek={talk_id}",
        **MOMENT,
        hoe="phone",
        minuten="50",
        notitie="Het gaat beter.",
    )

    assert [(talk.status, talk.minutes, talk.note) for talk in dossier.talks] == [
        ("held", 50, "Het gaat beter.")
    ]


def test_records_a_talk_that_was_not_planned(desk: Desk) -> None:
    assert desk.done("gesprek-vastleggen", **MOMENT, hoe="video").talks_held == 1


def test_refuses_an_unplanned_talk_without_reason_while_an_evaluation_is_due(desk: Desk) -> None:
    five_talks(desk)

    page = desk.refused("gesprek-vastleggen", **MOMENT, hoe="phone", notitie="Belde zelf op.")

    assert "5 gesprekken" in page
    assert "Belde zelf op." in page
    again = desk.done("gesprek-vastleggen", **MOMENT, hoe="phone", toch="De cliënt belde zelf.")
    assert again.talks_held == 6


def test_refuses_a_second_record_of_one_talk_and_keeps_the_note(desk: Desk) -> None:
    talk_id = planned(desk)
    path = f"{desk.page}/gesprek-vastleggen?gesprek={talk_id}"
    hidden = hidden_in(desk.browser.get(path).text)
    desk.done(f"gesprek-vastleggen?gesprek={talk_id}", **MOMENT, hoe="phone")

    answer = desk.browser.post(path, data=hidden | MOMENT | {"hoe": "phone", "notitie": "Ook dit."})

    assert answer.status_code == 409
    assert "Dit gesprek is al vastgelegd." in unescape(answer.text)
    assert "Ook dit." in answer.text
    assert "al vastgelegd" in desk.browser.get(path).text


def test_records_that_a_talk_was_missed(desk: Desk) -> None:
    dossier = desk.done(f"gesprek-gemist?gesprek={planned(desk)}", reden="client_ill")

    assert [(talk.status, talk.reason) for talk in dossier.talks] == [("missed", "client_ill")]


def test_asks_why_a_talk_was_missed(desk: Desk) -> None:
    page = desk.refused(f"gesprek-gemist?gesprek={planned(desk)}", notitie="Later terugbellen.")

    assert "Maak een keuze bij “Waarom ging het niet door?”" in page
    assert "Later terugbellen." in page


# --- goals


@pytest.mark.requirement("S-037")
def test_sets_a_goal_in_the_words_of_the_client(desk: Desk) -> None:
    dossier = desk.done("doel", woorden="Ik wil weer doorslapen", aanpak="Elke dag wandelen")

    assert [(one.words, one.approach) for one in dossier.goals] == [
        ("Ik wil weer doorslapen", "Elke dag wandelen")
    ]


def test_asks_for_the_words_of_a_goal(desk: Desk) -> None:
    page = desk.refused("doel", woorden="", aanpak="Elke dag wandelen")

    assert "Vul in wat de cliënt wil bereiken" in page
    assert "Elke dag wandelen" in page


@pytest.mark.requirement("S-038")
def test_rates_a_goal_for_client_and_begeleider_apart(desk: Desk) -> None:
    goal_id = goal(desk)

    desk.done(f"doel-beoordelen?doel={goal_id}", wie="client", cijfer="4")
    dossier = desk.done(f"doel-beoordelen?doel={goal_id}", wie="begeleider", cijfer="6")

    assert (dossier.goals[0].latest("client"), dossier.goals[0].latest("begeleider")) == (4, 6)


def test_refuses_a_rating_outside_its_scale(desk: Desk) -> None:
    page = desk.refused(f"doel-beoordelen?doel={goal(desk)}", wie="client", cijfer="11")

    assert "een getal van 0 tot en met 10" in page
    assert 'value="11"' in page


# --- consent

LINE = {
    "besluit": "granted",
    "ontvanger": "general_practitioner",
    "waarvoor": "referral",
    "gegevens": "help_question",
    "vanaf": TODAY,
    "gegeven": "signed_on_paper",
}


@pytest.mark.requirement("S-024")
def test_records_a_line_of_consent(desk: Desk) -> None:
    dossier = desk.done("toestemming", **LINE)

    (line,) = dossier.consents
    assert (line.recipient, line.data_class, line.given_by) == (
        "general_practitioner",
        "help_question",
        "signed_on_paper",
    )


def test_goes_on_to_the_next_line_for_the_same_recipient(desk: Desk) -> None:
    answer = desk.fill("toestemming", **LINE, actie="bewaar")

    assert answer.headers["location"] == (
        f"{desk.page}/toestemming?ontvanger=general_practitioner&waarvoor=referral"
    )
    page = unescape(desk.browser.get(answer.headers["location"]).text)
    assert "Verwijzen · Uw hulpvraag" in page


@pytest.mark.requirement("S-028")
def test_refuses_consent_that_nobody_may_ask_for(desk: Desk) -> None:
    page = desk.refused(
        "toestemming", **LINE | {"ontvanger": "manager", "waarvoor": "work_agreement", "tot": "1-1-2030"}
    )

    assert "Een leidinggevende mag alleen weten" in page
    assert 'value="1-1-2030"' in page


def test_refuses_a_period_that_ends_before_it_begins(desk: Desk) -> None:
    page = desk.refused("toestemming", **LINE, tot="1-1-2020")

    assert "De laatste dag ligt vóór de eerste dag" in page
    assert 'value="1-1-2020"' in page


@pytest.mark.requirement("S-026")
def test_takes_a_line_of_consent_back(desk: Desk) -> None:
    line_id = consent(desk)

    dossier = desk.done(f"toestemming-intrekken?regel={line_id}", notitie="Bedenkt zich")

    assert dossier.consents[0].withdrawn
    again = desk.browser.get(f"{desk.page}/toestemming-intrekken?regel={line_id}")
    assert again.status_code == 409
    assert "geldt niet meer" in again.text


def test_refuses_to_take_back_what_was_taken_back(desk: Desk) -> None:
    line_id = consent(desk)
    path = f"{desk.page}/toestemming-intrekken?regel={line_id}"
    hidden = hidden_in(desk.browser.get(path).text)
    desk.done(f"toestemming-intrekken?regel={line_id}")

    answer = desk.browser.post(path, data=hidden | {"opdracht": str(uuid4()), "notitie": "Nog eens"})

    assert answer.status_code == 409
    assert "niets om in te trekken" in answer.text
    assert "Nog eens" in answer.text


# --- questionnaires

EVENT = {"gebeurtenis": "een", "gebeurtenis-dag": "1-3-2024"}


def answers_to(values: list[int]) -> dict[str, str]:
    return {f"antwoorden-{number}": str(value) for number, value in enumerate(values, 1)} | {
        "ingevuld": TODAY
    }


@pytest.mark.requirement("S-053")
def test_says_what_a_score_at_its_cut_off_means_and_what_follows(desk: Desk) -> None:
    answer = desk.fill("vragenlijst?lijst=tsq", **answers_to([1] * 7 + [0] * 3), **EVENT)

    page = unescape(desk.browser.get(answer.headers["location"]).text)
    assert "Score 7 van 10: op of boven de grens van 6." in page
    assert "een besluit: overleggen, verwijzen, of geen van beide met reden" in page
    (decision,) = desk.dossier.decisions
    assert f"besluit?besluit={decision.decision_id}" in page


def test_asks_each_question_of_a_questionnaire(desk: Desk) -> None:
    page = desk.refused("vragenlijst?lijst=tsq", **answers_to([1] * 9), **EVENT)

    assert "Kies een antwoord bij vraag 10." in page
    assert 'name="antwoorden-9" value="1" checked' in page


def test_asks_for_the_day_of_a_known_event(desk: Desk) -> None:
    page = desk.refused("vragenlijst?lijst=tsq", **answers_to([1] * 10), gebeurtenis="een")

    assert "Vul de dag van de gebeurtenis in" in page


def test_takes_a_total_alone(desk: Desk) -> None:
    dossier = desk.done("vragenlijst?lijst=who5&wijze=totaal", ingevuld=TODAY, totaal="44")

    assert [(one.instrument, one.total, one.answers) for one in dossier.results] == [("who5", 44, None)]


def test_refuses_a_total_that_no_answers_give(desk: Desk) -> None:
    page = desk.refused("vragenlijst?lijst=who5&wijze=totaal", ingevuld=TODAY, totaal="45")

    assert "kan de score van de" in page
    assert 'value="45"' in page


@pytest.mark.requirement("S-051", "S-052")
def test_says_which_questionnaires_are_not_used_and_why(desk: Desk) -> None:
    page = unescape(desk.browser.get(f"{desk.page}/vragenlijst").text)

    assert "vragenlijst?lijst=tsq" in page
    assert "SVL-15" in page
    assert "DSM-III" in page


def test_opens_a_safety_task_on_an_answer_that_asks_for_a_human(desk: Desk) -> None:
    answer = desk.fill("vragenlijst?lijst=phq9", **answers_to([0] * 8 + [1]))

    page = unescape(desk.browser.get(answer.headers["location"]).text)
    (task,) = desk.dossier.open_safety
    assert "Praat vandaag met de cliënt over veiligheid" in page
    assert "0800-0113" in page
    assert f"veiligheid?taak={task.task_id}" in page


def test_opens_a_safety_task_on_a_total_with_that_answer_named(desk: Desk) -> None:
    desk.done(
        "vragenlijst?lijst=phq9&wijze=totaal", **{"ingevuld": TODAY, "totaal": "3", "veiligheid-9": "ja"}
    )

    assert len(desk.dossier.open_safety) == 1


def test_settles_a_decision_and_goes_on_to_the_referral(desk: Desk) -> None:
    tsq(desk)
    (decision,) = desk.dossier.decisions

    answer = desk.fill(f"besluit?besluit={decision.decision_id}", keuze="refer", reden="Naar de huisarts")

    assert answer.headers["location"] == f"{desk.page}/verwijzing"
    desk.browser.get(desk.page)
    assert [(one.choice, one.reason) for one in desk.dossier.decisions] == [("refer", "Naar de huisarts")]


def test_asks_a_reason_with_a_decision(desk: Desk) -> None:
    tsq(desk)

    page = desk.refused("besluit", keuze="neither", reden="")

    assert "Schrijf op waarom u dit besluit." in page
    assert 'value="neither" checked' in page


# --- safety


def test_raises_an_acute_concern(desk: Desk) -> None:
    (task,) = desk.done("zorg-om-veiligheid", zorg="Zei dat het niet meer hoeft").open_safety

    assert (task.trigger, task.note) == ("acute_concern", "Zei dat het niet meer hoeft")


def test_asks_what_the_concern_is(desk: Desk) -> None:
    assert "Schrijf kort op wat er aan de hand is." in desk.refused("zorg-om-veiligheid", zorg="  ")


TALKED = {
    "gesprek": "Rustig gesproken",
    "middelen": "ja",
    "afspraken": "Morgen weer bellen",
    "uitkomst": "safety_plan",
}


def test_records_the_conversation_about_safety(desk: Desk) -> None:
    desk.give(OpenSafetyTask(case_id=desk.case_id, task_id=uuid4(), note="Zorg"))
    (task,) = desk.dossier.open_safety

    dossier = desk.done(f"veiligheid?taak={task.task_id}", **TALKED)

    assert dossier.open_safety == ()
    assert dossier.safety_tasks[0].agreements == "Morgen weer bellen"


def test_asks_whom_and_on_which_ground_somebody_was_told(desk: Desk) -> None:
    desk.give(OpenSafetyTask(case_id=desk.case_id, task_id=uuid4(), note="Zorg"))

    page = desk.refused("veiligheid", **TALKED | {"uitkomst": "crisis_service"})

    assert "Vul in wie er is geïnformeerd." in page
    assert "Kies op welke grond" in page
    assert "Rustig gesproken" in page


# --- referrals and sharing

REFERRAL = {
    "naar": "general_practitioner",
    "reden": "Medicijnen",
    "herkenbaar": "ja",
    "gegevens": ["help_question"],
    "overdracht": "warm",
    "besloten": TODAY,
}


@pytest.mark.requirement("S-027")
def test_refuses_a_referral_without_consent_and_says_which_is_missing(desk: Desk) -> None:
    page = desk.refused("verwijzing", **REFERRAL)

    assert "Er is geen geldige toestemming" in page
    assert "Er ontbreekt toestemming om te delen met: Huisarts" in page
    assert "toestemming?ontvanger=general_practitioner&waarvoor=referral&gegevens=help_question" in page
    assert "Medicijnen" in page


def test_decides_on_a_referral_under_consent(desk: Desk) -> None:
    consent(desk)

    (found,) = desk.done("verwijzing", **REFERRAL).referrals

    assert (found.target, found.status, found.data_classes) == (
        "general_practitioner",
        "decided",
        ("help_question",),
    )


def test_sends_a_referral(desk: Desk) -> None:
    referral_id = referral(desk)

    assert desk.done(f"verwijzing-versturen?verwijzing={referral_id}", verstuurd=TODAY).referrals[0].sent_at


def test_refuses_to_send_after_consent_was_taken_back(desk: Desk) -> None:
    line_id = consent(desk)
    referral(desk, identifying=True)
    desk.done(f"toestemming-intrekken?regel={line_id}")

    page = desk.refused("verwijzing-versturen", verstuurd=TODAY)

    assert "Er is geen geldige toestemming" in page
    assert f'value="{TODAY}"' in page


def test_records_the_answer_to_a_referral(desk: Desk) -> None:
    referral_id = referral(desk, sent=True)

    dossier = desk.done(f"verwijzing-antwoord?verwijzing={referral_id}", antwoord="accepted")

    assert (dossier.referrals[0].status, dossier.referrals[0].answer) == ("answered", "accepted")


def test_refuses_an_answer_to_what_was_not_sent(desk: Desk) -> None:
    referral_id = referral(desk)

    page = desk.refused(
        f"verwijzing-antwoord?verwijzing={referral_id}", antwoord="declined", notitie="Belde terug"
    )

    assert "verwijzing die nog niet is verstuurd" in page
    assert "Belde terug" in page


def test_lets_a_referral_go(desk: Desk) -> None:
    dossier = desk.done(f"verwijzing-laten-vervallen?verwijzing={referral(desk)}", reden="Wil niet meer")

    assert (dossier.referrals[0].status, dossier.referrals[0].note) == ("dropped", "Wil niet meer")


def test_asks_why_a_referral_is_let_go(desk: Desk) -> None:
    referral(desk)

    assert "Schrijf op waarom de verwijzing niet doorgaat." in desk.refused("verwijzing-laten-vervallen")


SHARED = {
    "ontvanger": "general_practitioner",
    "waarvoor": "referral",
    "gegevens": ["help_question"],
    "samenvatting": "Slaapt slecht",
    "gedeeld": TODAY,
}


def test_records_what_was_shared_under_consent(desk: Desk) -> None:
    consent(desk)

    assert desk.done("delen", **SHARED).disclosures[0].summary == "Slaapt slecht"


@pytest.mark.requirement("S-027")
def test_refuses_to_share_without_consent(desk: Desk) -> None:
    page = desk.refused("delen", **SHARED)

    assert "Toestemming ontbreekt" in page
    assert "Slaapt slecht" in page


# --- evaluation

EVALUATION = {
    "gehouden": TODAY,
    "collega": "Bram Bedacht",
    "afhankelijk": "no",
    "conclusie": "Gaat goed",
    "besluit": "continue",
}


@pytest.mark.requirement("S-043", "S-044")
def test_holds_an_evaluation_so_that_a_talk_can_be_planned_again(desk: Desk) -> None:
    goal(desk)
    five_talks(desk)
    asked = unescape(desk.browser.get(f"{desk.page}/evaluatie").text)
    assert "Weer doorslapen" in asked
    assert "5 gesprekken sinds" in asked

    desk.done("evaluatie", **EVALUATION)

    assert desk.done("gesprek-plannen", **NEXT).evaluations[0].colleague == "Bram Bedacht"


@pytest.mark.requirement("S-045")
def test_asks_how_far_an_extension_goes(desk: Desk) -> None:
    page = desk.refused("evaluatie", **EVALUATION | {"besluit": "extend"})

    assert "Vul dan het nieuwe hoogste aantal gesprekken in" in page
    assert "Gaat goed" in page


def test_postpones_an_evaluation(desk: Desk) -> None:
    until = clock.today() + timedelta(days=14)

    dossier = desk.done("evaluatie-uitstellen", tot=dutch_date_short(until), reden="client_ill")

    assert (dossier.evaluations[0].status, dossier.evaluations[0].until) == ("postponed", until)


def test_refuses_to_postpone_for_too_long(desk: Desk) -> None:
    far = dutch_date_short(clock.today() + timedelta(days=60))

    page = desk.refused("evaluatie-uitstellen", tot=far, reden="client_ill")

    assert "Uitstellen kan, maar niet voor lang." in page
    assert f'value="{far}"' in page


# --- product, work, notes


def test_starts_a_product(desk: Desk) -> None:
    product = desk.done("product", aanbod="short_help", gestart=TODAY).product

    assert product is not None
    assert (product.product, product.max_talks) == ("short_help", 6)


@pytest.mark.requirement("S-048")
def test_asks_reason_and_end_of_case_management(desk: Desk) -> None:
    page = desk.refused("product", aanbod="case_management", gestart=TODAY)

    assert "Schrijf op waarom casemanagement nodig is." in page
    assert "Vul in tot wanneer casemanagement duurt." in page
    assert 'value="case_management" checked' in page


def test_records_work(desk: Desk) -> None:
    dossier = desk.done("werkstatus", werk="partly_working", procent="50", moment="during", dag=TODAY)

    assert [(one.status, one.percent) for one in dossier.work_statuses] == [("partly_working", 50)]


def test_refuses_work_on_a_day_to_come(desk: Desk) -> None:
    page = desk.refused("werkstatus", werk="working", moment="during", dag=TOMORROW)

    assert "niet na vandaag" in page
    assert f'value="{TOMORROW}"' in page


def test_adds_a_note(desk: Desk) -> None:
    assert desk.done("notitie", tekst="Belde zelf.").notes[0].text == "Belde zelf."


def test_refuses_a_note_without_words(desk: Desk) -> None:
    assert "Schrijf een notitie." in desk.refused("notitie", tekst="")


def test_keeps_the_mark_of_the_client(desk: Desk) -> None:
    assert desk.done("rapportcijfer", cijfer="8").satisfaction == 8


def test_refuses_a_mark_outside_its_scale(desk: Desk) -> None:
    page = desk.refused("rapportcijfer", cijfer="0")

    assert "een getal van 1 tot en met 10" in page
    assert 'value="0"' in page


# --- closing

CLOSING = {"uitkomst": "can_go_on_alone", "verwachting": "yes", "dag": TODAY, "samenvatting": "Slaapt weer"}


@pytest.mark.requirement("S-038")
def test_closes_a_case_with_both_ratings_of_each_goal(desk: Desk) -> None:
    goal_id = goal(desk)

    dossier = desk.done("afsluiten", **CLOSING, **{f"client-{goal_id}": "8", f"begeleider-{goal_id}": "7"})

    assert (dossier.status, dossier.outcome) == ("closed", "can_go_on_alone")
    assert (dossier.goals[0].latest("client"), dossier.goals[0].latest("begeleider")) == (8, 7)


@pytest.mark.requirement("S-038")
def test_refuses_to_close_without_rating_of_the_client_or_a_reason(desk: Desk) -> None:
    goal_id = goal(desk)
    rated = {f"begeleider-{goal_id}": "7"}

    page = desk.refused("afsluiten", **CLOSING, **rated)

    assert "ontbreekt het cijfer van de cliënt" in page
    assert "Slaapt weer" in page
    closed = desk.done("afsluiten", **CLOSING, **rated, **{"geen-cijfer": "client_unreachable"})
    assert closed.status == "closed"


def test_refuses_to_close_with_an_open_safety_task(desk: Desk) -> None:
    desk.give(OpenSafetyTask(case_id=desk.case_id, task_id=uuid4(), note="Zorg"))

    page = desk.refused("afsluiten", **CLOSING)

    assert "Er staat nog een veiligheidstaak open." in page
    assert "Afsluiten kan nog niet" in page


def test_reopens_a_closed_case(desk: Desk) -> None:
    close(desk)

    assert desk.done("heropenen", reden="Klachten zijn terug").status == "running"


def test_asks_why_a_case_is_reopened(desk: Desk) -> None:
    close(desk)

    assert "Schrijf op waarom u dit traject heropent." in desk.refused("heropenen")


def close(desk: Desk) -> None:
    desk.give(CloseCase(case_id=desk.case_id, outcome="question_answered", closed_on=clock.today()))


# --- who guides


def test_lets_the_team_lead_assign_without_opening_the_dossier(
    house: House, log_in: Callable[..., TestClient], a_case: Callable[..., Any]
) -> None:
    log_in("begeleider2")
    waiting = a_case(client_name="Klaas Verzonnen", assigned=False, intake=False)
    browser = log_in("teamleider")
    path = f"/trajecten/{waiting.number}/toewijzen"
    page = browser.get(path).text
    assert waiting.number in page
    assert "Klaas" not in page
    assert browser.get(f"/trajecten/{waiting.number}").status_code == 404

    answer = posted_to(browser, path, {"begeleider": str(staff_id_of("begeleider2")), "dag": TODAY})

    assert (answer.status_code, answer.headers["location"]) == (303, "/team")
    browser.get(path)
    involvement = house.caseload.involvement(actor_of("teamleider"), waiting.number)
    assert involvement is not None
    assert involvement.begeleider_id == staff_id_of("begeleider2")


def test_refuses_a_begeleider_who_is_not_in_the_list(
    log_in: Callable[..., TestClient], a_case: Callable[..., Any]
) -> None:
    waiting = a_case(assigned=False, intake=False)

    answer = posted_to(
        log_in("teamleider"),
        f"/trajecten/{waiting.number}/toewijzen",
        {"begeleider": str(uuid4()), "dag": "1-2-2020"},
    )

    assert answer.status_code == 422
    assert "Kies een antwoord uit de lijst" in answer.text
    assert 'value="1-2-2020"' in answer.text


@pytest.mark.requirement("S-020")
def test_hands_a_case_over_and_leads_who_may_no_longer_open_it_to_their_own_work(
    desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    log_in("begeleider2")

    answer = desk.fill(
        "overdragen", begeleider=str(staff_id_of("begeleider2")), reden="caseload", overdracht="Belt liever"
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert desk.browser.get(desk.page).status_code == 404


def test_refuses_to_hand_over_to_the_same_begeleider(desk: Desk) -> None:
    page = desk.refused(
        "overdragen", begeleider=str(staff_id_of("begeleider")), reden="caseload", overdracht="Belt liever"
    )

    assert "Kies iemand anders." in page
    assert "Belt liever" in page


# --- all acts


def test_shows_what_others_changed_meanwhile_and_keeps_what_was_typed(desk: Desk) -> None:
    path = f"{desk.page}/notitie"
    hidden = hidden_in(desk.browser.get(path).text)
    for username, reason in (("begeleider2", "absence"), ("begeleider", "match")):
        handed = ReassignBegeleider(case_id=desk.case_id, begeleider_id=staff_id_of(username), reason=reason)
        desk.give(handed, "teamleider")

    answer = desk.browser.post(path, data=hidden | {"tekst": "Mijn notitie"})

    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "Iemand anders heeft dit traject intussen gewijzigd" in page
    assert "Cora Verzonnen" in page
    assert "Mijn notitie" in page
    sent = desk.browser.post(path, data=hidden_in(answer.text) | {"tekst": "Mijn notitie"})
    assert sent.status_code == 303


def test_hides_every_act_from_who_does_not_guide_the_case(
    desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    stranger, lead = log_in("begeleider2"), log_in("teamleider")

    found = {slug: stranger.get(f"{desk.page}/{slug}").status_code for slug in ACTIONS}
    led = {slug for slug in ACTIONS if lead.get(f"{desk.page}/{slug}").status_code != 404}

    assert set(found.values()) == {404}
    assert led == {"toewijzen", "overdragen"}


def test_knows_no_other_acts(desk: Desk) -> None:
    assert desk.browser.get(f"{desk.page}/verzinsel").status_code == 404
    assert desk.browser.post(f"{desk.page}/vragenlijst?lijst=svl15", data={}).status_code in (403, 404)
    assert desk.browser.get(f"{desk.page}/gesprek-vastleggen?gesprek={uuid4()}").status_code == 404
