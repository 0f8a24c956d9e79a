"""From an answer to the words that a page shows for it."""

from datetime import date, datetime

from bluevitaal_es.web.choices import Choice, YesNo
from bluevitaal_es.web.dutch import Month, dutch_date, dutch_moment
from bluevitaal_es.web.fields import Field, Value


def in_words(question: Field, value: Value) -> str:
    """Return the answer as it reads: the label of a choice, a date in full, "" for no answer."""
    if value is None:
        return ""
    if isinstance(question, Choice):
        labels = {option.value: option.label for option in question.options}
        chosen = value if isinstance(value, tuple) else (value,)
        return ", ".join(labels[one] for one in chosen if isinstance(one, str))
    if isinstance(value, bool):
        if isinstance(question, YesNo):
            return question.yes if value else question.no
        return "Ja" if value else "Nee"
    if isinstance(value, datetime):
        return dutch_moment(value)
    if isinstance(value, date | Month):
        return dutch_date(value)
    return str(value)
