"""How a client wants to be reached: the questions in two voices, the command, and the answer in words."""

from typing import Final, Literal

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.rules.notices import Reach, Wishes, hours
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.dutch import dutch_moment
from bluevitaal_es.web.fields import Field, Value
from bluevitaal_es.web.forms import Filled, Option, Radio, Select, Text, YesNo
from bluevitaal_es.web.notice_words import not_sent_words, sent_words
from bluevitaal_es.web.texts import field_of, refusal

#: The controls of these questions.
KEYS: Final = ("berichten", "e-mail", "nummer", "van-uur", "tot-uur", "voicemail", "niet-via-werk")

Voice = Literal["client", "staff"]

#: Fields of the command, each with its control.
CONTROLS: Final = {"email": "e-mail", "phone": "nummer", "until_hour": "tot-uur"}


def questions(voice: Voice, *, optional: bool = False) -> tuple[Field, ...]:
    """Return the questions, to the client ("u") or about the client; `optional` when nobody has to answer."""
    you = voice == "client"
    norms = catalogue().norms
    first, last = norms.notices_from.hour, norms.notices_until.hour
    never = (
        f"Voor {norms.notices_from:%H.%M} uur en na {norms.notices_until:%H.%M} uur sturen wij nooit iets."
    )
    return (
        Radio(
            "berichten",
            "Hoe wilt u een seintje krijgen?" if you else "Hoe wil de cliënt een seintje krijgen?",
            hint="Bijvoorbeeld de dag voor een afspraak. In een seintje staat nooit waar het over gaat.",
            options=(
                Option("none", "Niet"),
                Option("email", "Per e-mail"),
                Option("sms", "Per sms"),
                Option("phone", "Niet, alleen bellen"),
            ),
            optional=optional,
            missing="Kies hoe u een seintje wilt, of kies “Niet”.",
        ),
        Text(
            "e-mail",
            "E-mailadres",
            hint="Alleen als u voor e-mail kiest." if you else "Alleen bij een seintje per e-mail.",
            optional=True,
            max_length=254,
            autocomplete="email" if you else "off",
            inputmode="email",
        ),
        Text(
            "nummer",
            "Veilig telefoonnummer",
            hint="Een nummer waarop alleen u opneemt."
            if you
            else "Een nummer waarop alleen de cliënt opneemt.",
            optional=True,
            max_length=20,
            width="medium",
            autocomplete="tel" if you else "off",
            inputmode="tel",
        ),
        Select(
            "van-uur",
            "Vanaf hoe laat?",
            hint=f"Leeg laten mag. {never}",
            optional=True,
            options=tuple(Option(str(hour), f"{hour}.00 uur") for hour in range(first, last)),
        ),
        Select(
            "tot-uur",
            "Tot hoe laat?",
            optional=True,
            options=tuple(Option(str(hour), f"{hour}.00 uur") for hour in range(first + 1, last + 1)),
        ),
        YesNo(
            "voicemail",
            "Mogen wij de voicemail inspreken?",
            hint="Anders hangen wij op zonder iets te zeggen.",
            optional=optional,
        ),
        YesNo(
            "niet-via-werk",
            "Nooit via het werk?",
            hint="Dan sturen wij niets naar een werkadres. Geef ook geen nummer van het werk.",
            yes="Ja, nooit via het werk",
            no="Nee, het mag ook via het werk",
            optional=optional,
        ),
    )


def answers_of(wishes: Wishes | None) -> dict[str, Value]:
    """Return the answers as they were given last; careful ones when they never were."""
    if wishes is None:
        return {"voicemail": False, "niet-via-werk": True}
    return {
        "berichten": wishes.wanted,
        "e-mail": wishes.email,
        "nummer": wishes.phone,
        "van-uur": None if wishes.from_hour is None else str(wishes.from_hour),
        "tot-uur": None if wishes.until_hour is None else str(wishes.until_hour),
        "voicemail": wishes.voicemail,
        "niet-via-werk": wishes.no_work_device,
    }


def wishes_command(case_id: CaseId, filled: Filled) -> SetContactWishes:
    """Return the order that the answers come to."""
    wanted: dict[str, Literal["none", "email", "sms", "phone"]] = {
        "email": "email",
        "sms": "sms",
        "phone": "phone",
    }
    first, last = filled.choice("van-uur"), filled.choice("tot-uur")
    return SetContactWishes(
        case_id=case_id,
        wanted=wanted.get(filled.choice("berichten") or "", "none"),
        email=filled.choice("e-mail"),
        phone=filled.choice("nummer"),
        from_hour=int(first) if first else None,
        until_hour=int(last) if last else None,
        voicemail=filled.has("voicemail") and filled.yes("voicemail"),
        no_work_device=not filled.has("niet-via-werk") or filled.yes("niet-via-werk"),
    )


def were_said(filled: Filled) -> bool:
    """Say whether anything was answered that must be kept."""
    return any(filled.has(key) for key in ("berichten", "e-mail", "nummer", "van-uur", "tot-uur"))


def examined(filled: Filled, case_id: CaseId) -> Filled:
    """Return the answers with what the rules say about them, at the field that it is about."""
    if not filled.ok or not were_said(filled):
        return filled
    try:
        wishes_command(case_id, filled).said()
    except Refusal as refused:
        return filled.with_error(CONTROLS.get(field_of(refused), "berichten"), refusal(refused))
    return filled


def in_short(wishes: Wishes | None) -> str:
    """Return in a few words how somebody is reached, for whoever is about to call."""
    if wishes is None:
        return "Nog niet gevraagd"
    by = {"none": "geen berichten", "email": "e-mail", "sms": "sms", "phone": "alleen bellen"}[wishes.wanted]
    parts = [by, "voicemail mag" if wishes.voicemail else "geen voicemail"]
    if wishes.from_hour is not None or wishes.until_hour is not None:
        parts.append(_between(wishes))
    if wishes.no_work_device:
        parts.append("nooit via het werk")
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}"


def wish_rows(wishes: Wishes | None) -> list[dict[str, object]]:
    """Return the wishes as rows of a summary."""
    if wishes is None:
        return []
    by = {"none": "Niet", "email": "Per e-mail", "sms": "Per sms", "phone": "Niet, alleen bellen"}
    rows: list[dict[str, object]] = [{"label": "Seintje", "value": by[wishes.wanted]}]
    if wishes.email:
        rows.append({"label": "E-mailadres", "value": wishes.email})
    if wishes.phone:
        rows.append({"label": "Telefoonnummer", "value": wishes.phone})
    rows.append({"label": "Uren", "value": _between(wishes)})
    rows.append({"label": "Voicemail inspreken", "value": "Ja" if wishes.voicemail else "Nee"})
    rows.append({"label": "Nooit via het werk", "value": "Ja" if wishes.no_work_device else "Nee"})
    return rows


def sent_lines(reach: Reach) -> list[dict[str, object]]:
    """Return what was sent and what was not, newest first, and whether somebody must call instead."""
    return [
        {
            "said": sent_words(one.kind, one.via) if one.via else not_sent_words(one.kind, one.why),
            "when": dutch_moment(one.at),
            "waits": one.waits,
            "failed": bool(one.why),
            "id": one.notice_id,
        }
        for one in reversed(reach.notices)
    ]


def gets_notices(wishes: Wishes | None) -> bool:
    """Say whether somebody gets a notice by themselves."""
    return wishes is not None and wishes.wanted in ("email", "sms")


def _between(wishes: Wishes) -> str:
    opens, closes = hours(wishes)
    return f"van {opens:%H.%M} tot {closes:%H.%M} uur"
