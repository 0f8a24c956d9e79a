import re
from pathlib import Path

from bluevitaal_es.commands import refusals

SEEN = re.compile(r"(?:then_refused|pytest\.raises)\(\s*\w*refusals\.(\w+)")


def test_each_is_seen_to_say_no() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    seen = {name for text in texts for name in SEEN.findall(text)}

    assert {found.__name__ for found in refusals.Refusal.__subclasses__()} - seen == set()


def test_each_says_which_rule_it_guards() -> None:
    assert [found.__name__ for found in refusals.Refusal.__subclasses__() if not found.__doc__] == []


def test_carries_what_its_sentence_needs() -> None:
    refusal = refusals.TalkLimitIsReached(maximum=6, held=6)

    assert refusal.details == {"maximum": 6, "held": 6}
    assert str(refusal) == "TalkLimitIsReached"
