"""Forms: what they accept, what they refuse, and in which words."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import (
    dutch_date,
    dutch_days_ago,
    dutch_days_late,
    dutch_moment,
    dutch_number,
    parse_date,
    parse_time,
)
from bluevitaal_es.web.forms import (
    Check,
    Checkboxes,
    DutchDate,
    DutchTime,
    Field,
    Filled,
    Form,
    Group,
    Item,
    Moment,
    Month,
    Number,
    Option,
    Password,
    Radio,
    Scale,
    Select,
    Text,
    TextArea,
    YesNo,
)

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
COLOURS = (Option("rood", "Rood"), Option("blauw", "Blauw"))


def asked(*fields: Field) -> Form:
    """Return a form of these questions."""
    return Form("proef", "Proef", fields, submit="Vastleggen")


def answered(field: Field, *texts: str) -> Filled:
    """Return the outcome of one question whose controls were given `texts`, in order."""
    return asked(field).read(dict(zip(field.parts, texts, strict=True)))


@pytest.mark.parametrize(
    "text",
    [
        "27-3-2026",
        "27-03-26",
        "27/3/2026",
        "27.3.2026",
        "2026-03-27",
        "27 maart 2026",
        " 27  Maart 2026 ",
        "vrijdag 27 maart 2026",
        "27 mrt 2026",
        "27-mrt-2026",
        "27 mrt. 26",
    ],
)
def test_reads_a_day_in_every_dutch_notation(text: str) -> None:
    assert answered(DutchDate("dag", "Dag"), text).day("dag") == date(2026, 3, 27)


@pytest.mark.parametrize("text", ["maart 2026", "Mrt 2026", "3-2026", "03/2026"])
def test_reads_a_month_where_the_day_may_be_unknown(text: str) -> None:
    filled = answered(DutchDate("dag", "Dag", unknown_day=True), text)

    assert filled.values["dag"] == Month(2026, 3)
    assert filled.day("dag") == date(2026, 3, 1)


def test_asks_for_the_day_where_it_must_be_known() -> None:
    filled = answered(DutchDate("dag", "Dag"), "maart 2026")

    assert filled.errors == {"dag": "Vul ook de dag in, bijvoorbeeld 27-3-2026."}


@pytest.mark.parametrize("text", ["31-2-2026", "gisteren", "27-13-2026", "99999999", "27 foo 2026", "١٠-x-١"])
def test_refuses_what_is_no_day_and_keeps_the_text(text: str) -> None:
    filled = answered(DutchDate("dag", "Dag"), text)

    assert filled.errors == {"dag": "Vul een bestaande datum in, bijvoorbeeld 27-3-2026."}
    assert filled.typed["dag"] == text


def test_puts_two_digit_years_near_now() -> None:
    with clock.standing_at(NOON):
        assert parse_date("1-1-36") == date(2036, 1, 1)
        assert parse_date("1-1-37") == date(1937, 1, 1)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_reads_back_every_day_that_it_writes(day: date) -> None:
    field = DutchDate("dag", "Dag")

    assert parse_date(dutch_date(day)) == day
    assert asked(field).read(asked(field).with_initial({"dag": day}).typed).day("dag") == day


def test_refuses_a_day_after_today_where_it_must_have_happened() -> None:
    with clock.standing_at(NOON):
        filled = answered(DutchDate("dag", "Dag", future=False), "22-11-2026")

    assert filled.errors == {"dag": "Vul een datum in die niet na vandaag (21 november 2026) ligt."}


def test_refuses_a_day_before_today_for_a_plan() -> None:
    with clock.standing_at(NOON):
        filled = answered(DutchDate("dag", "Dag", past=False), "20-11-2026")

    assert filled.errors == {"dag": "Vul een datum in vanaf vandaag (21 november 2026)."}


def test_refuses_a_year_that_must_be_a_slip() -> None:
    assert answered(DutchDate("dag", "Dag"), "1-1-0202").errors == {
        "dag": "Controleer het jaar van de datum."
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:05", time(14, 5)),
        ("14.05", time(14, 5)),
        ("9 uur", time(9)),
        ("9u30", time(9, 30)),
        ("25:00", None),
    ],
)
def test_reads_a_time_as_people_write_it(text: str, expected: time | None) -> None:
    assert parse_time(text) == expected
    assert answered(DutchTime("tijd", "Tijd"), text).ok == (expected is not None)


def test_takes_a_moment_as_amsterdam_time() -> None:
    filled = answered(Moment("gesprek", "Gesprek"), "27-3-2026", "14:05")
    summer = answered(Moment("gesprek", "Gesprek"), "27-6-2026", "14:05")

    assert filled.moment("gesprek") == datetime(2026, 3, 27, 13, 5, tzinfo=UTC)
    assert summer.moment("gesprek") == datetime(2026, 6, 27, 12, 5, tzinfo=UTC)


def test_names_the_part_of_a_moment_that_must_be_mended() -> None:
    filled = answered(Moment("gesprek", "Gesprek"), "27-3-2026", "")

    assert filled.errors == {"gesprek-tijd": "Vul een tijd in bij “Gesprek”, bijvoorbeeld 14:30."}


def test_lets_an_optional_moment_be_empty_but_not_half() -> None:
    field = Moment("gesprek", "Gesprek", optional=True)

    assert answered(field, "", "").values == {"gesprek": None}
    assert not answered(field, "", "14:05").ok


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Vul iets in bij “Cijfer”."),
        ("elf", "Vul bij “Cijfer” een getal in, bijvoorbeeld 1."),
        ("1e9999999", "Vul bij “Cijfer” een getal in, bijvoorbeeld 1."),
        ("7,5", "Vul bij “Cijfer” een heel getal in, bijvoorbeeld 1."),
        ("11", "Vul bij “Cijfer” een getal van 1 tot en met 10 in."),
    ],
)
def test_says_which_number_is_asked_for(text: str, message: str) -> None:
    assert answered(Number("cijfer", "Cijfer", minimum=1, maximum=10), text).errors == {"cijfer": message}


def test_reads_numbers_with_a_decimal_comma() -> None:
    assert answered(Number("n", "N"), "7").number("n") == 7
    assert answered(Number("n", "N", integer=False), "7,5").decimal("n") == Decimal("7.5")


@pytest.mark.parametrize("field", [Radio("kleur", "Kleur", COLOURS), Select("kleur", "Kleur", COLOURS)])
def test_refuses_an_answer_that_was_not_offered(field: Field) -> None:
    assert answered(field, "rood").text("kleur") == "rood"
    assert answered(field, "paars").errors == {"kleur": "Kies een antwoord uit de lijst bij “Kleur”."}
    assert answered(field, "").errors == {"kleur": "Maak een keuze bij “Kleur”."}


def test_gives_ticked_answers_in_the_order_of_the_options() -> None:
    form = asked(Checkboxes("kleur", "Kleur", COLOURS))

    assert form.read(FormData([("kleur", "blauw"), ("kleur", "rood")])).choices("kleur") == ("rood", "blauw")
    assert not form.read(FormData([("kleur", "blauw"), ("kleur", "paars")])).ok
    assert form.read(FormData()).errors == {"kleur": "Kies ten minste één antwoord bij “Kleur”."}


def test_reads_yes_and_no_and_a_box_that_must_be_ticked() -> None:
    assert answered(YesNo("wapen", "Wapen"), "ja").yes("wapen")
    assert not answered(YesNo("wapen", "Wapen"), "nee").yes("wapen")
    assert not answered(YesNo("wapen", "Wapen"), "").ok
    assert answered(Check("weet", "Weet het"), "ja").yes("weet")
    assert not answered(Check("weet", "Weet het"), "").ok
    assert not answered(Check("weet", "Weet het", optional=True), "").yes("weet")


def test_names_every_open_question_of_a_scale() -> None:
    scale = Scale("tsq", "TSQ", (Item("1", "Een"), Item("2", "Twee"), Item("3", "Drie")), COLOURS)

    assert answered(scale, "rood", "blauw", "rood").answers("tsq") == {"1": "rood", "2": "blauw", "3": "rood"}
    assert answered(scale, "rood", "", "paars").errors == {
        "tsq-2": "Kies een antwoord bij vraag 2.",
        "tsq-3": "Kies een antwoord uit de lijst bij “Drie”.",
    }


def test_refuses_text_that_is_too_long_or_unreadable_and_keeps_it() -> None:
    long = answered(Text("doel", "Doel", max_length=5), "doorslapen")
    null = answered(TextArea("doel", "Doel"), "door\x00slapen")

    assert long.errors == {"doel": "Maak de tekst 5 tekens korter: bij “Doel” passen 5 tekens."}
    assert long.typed["doel"] == "doorslapen"
    assert null.errors == {"doel": "Er staat een onleesbaar teken bij “Doel”. Typ de tekst opnieuw."}
    assert null.typed["doel"] == "doorslapen"


def test_never_writes_a_password_back() -> None:
    filled = answered(Password("wachtwoord", "Wachtwoord"), " geheim ")

    assert filled.text("wachtwoord") == " geheim "
    assert filled.typed == {"wachtwoord": ""}


def test_leaves_an_optional_question_open_as_none() -> None:
    filled = answered(Text("reden", "Reden", optional=True), "  ")

    assert filled.ok
    assert filled.choice("reden") is None
    assert filled.text("reden") == ""
    assert not filled.has("reden")


def test_carries_the_version_seen_and_one_command_for_one_page() -> None:
    form = asked(Text("reden", "Reden"))
    shown = form.with_initial(version=7)
    posted = {"reden": "", "versie": "7", "opdracht": str(shown.command_id), "actie": "bewaar"}

    first, second = form.read(posted), form.read(posted)

    assert first.version == 7
    assert first.command_id == second.command_id == shown.command_id
    assert first.keep
    assert first.with_version(8).command_id != first.command_id


def test_makes_a_command_of_its_own_from_a_broken_id() -> None:
    filled = asked(Text("reden", "Reden")).read({"reden": "x", "versie": "²", "opdracht": "geen"})

    assert isinstance(filled.command_id, UUID)
    assert filled.version is None


def test_shows_a_kept_draft_again_without_names_it_does_not_know() -> None:
    form = asked(Text("reden", "Reden"), DutchDate("dag", "Dag"))
    draft = form.read({"reden": "half", "dag": "31-2-2026"}).typed

    assert form.with_typed({**draft, "vreemd": "x"}).typed == {"reden": "half", "dag": "31-2-2026"}


def test_puts_a_refusal_at_its_question_or_above_the_form() -> None:
    filled = answered(Moment("gesprek", "Gesprek"), "27-3-2026", "14:05")

    assert filled.with_error("gesprek", "Kan niet.").errors == {"gesprek-datum": "Kan niet."}
    assert filled.with_error("", "Kan niet.").errors == {"": "Kan niet."}


def test_refuses_to_be_declared_with_one_name_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Form("x", "X", (Text("a", "A"), Group("B", (Text("a", "A"),))), submit="Ja")


def test_says_so_when_an_answer_is_asked_back_as_something_else() -> None:
    with pytest.raises(TypeError, match=r"proef\.n holds int"):
        answered(Number("n", "N"), "7").day("n")


TEXTS = st.text(max_size=30) | st.sampled_from(["ja", "rood", "1", "27-3-2026", "14:05", "\x00"])


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d-datum", "d-tijd", "e", "f-1", "g"]), TEXTS))
def test_has_a_value_or_a_dutch_message_for_whatever_is_posted(posted: dict[str, str]) -> None:
    fields: tuple[Field, ...] = (
        Text("a", "A", max_length=10),
        Number("b", "B"),
        DutchDate("c", "C"),
        Moment("d", "D"),
        Checkboxes("e", "E", COLOURS),
        Scale("f", "F", (Item("1", "Een"),), COLOURS),
        YesNo("g", "G"),
    )
    filled = asked(*fields).read(posted)

    for field in fields:
        wrong = [message for part in field.parts if (message := filled.errors.get(part))]
        assert (field.key in filled.values) != bool(wrong)
        assert all(message.endswith(".") for message in wrong)


def test_writes_dates_moments_and_numbers_in_dutch() -> None:
    assert dutch_date(date(2026, 3, 27)) == "27 maart 2026"
    assert dutch_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1 januari 2027"
    assert dutch_moment(datetime(2026, 7, 1, 12, 5, tzinfo=UTC)) == "1 juli 2026, 14:05 uur"
    assert dutch_days_ago(date(2026, 11, 20), TODAY) == "gisteren"
    assert dutch_days_ago(date(2026, 11, 18), TODAY) == "3 dagen geleden"
    assert dutch_days_ago(date(2026, 11, 25), TODAY) == "over 4 dagen"
    assert dutch_days_late(date(2026, 11, 20), TODAY) == "1 dag te laat"
    assert dutch_number(1234567) == "1.234.567"
    assert dutch_number(Decimal("1234.5")) == "1.234,5"
