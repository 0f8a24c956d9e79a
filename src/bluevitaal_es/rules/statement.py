"""The text that a client signs: the words in use, and one row for each line of consent that stands."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.rules.consent import ConsentLine, ConsentLines


def standing(lines: ConsentLines, day: date) -> tuple[ConsentLine, ...]:
    """Return the last word on each matter, yes or no, leaving out what was taken back or is over on `day`.

    In the order in which they were said, whatever the order of `lines`: a read model keeps another one.
    """
    stands = (
        line
        for line in lines.values()
        if line.ended_at is None and (line.valid_until is None or day <= line.valid_until)
    )
    return tuple(sorted(stands, key=lambda line: (line.said, line.matter)))


def statement_text(lines: Iterable[ConsentLine], text_version: str) -> str:
    """Return the statement about `lines` in one version of the words, in the client's voice.

    The same lines give the same text for ever, so that its hash can be compared. Raises LookupError for a
    version that does not exist.
    """
    consent = catalogue().consent
    words = consent.statement
    rows = [f"{number}. {_row(line)}" for number, line in enumerate(lines, 1)]
    return "\n\n".join((words.title, consent.text(text_version).text, "\n".join(rows)))


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _row(line: ConsentLine) -> str:
    consent = catalogue().consent
    words = consent.statement
    since = f"{line.valid_from:%d-%m-%Y}"
    period = words.since.format(since=since)
    if line.valid_until is not None:
        period = words.between.format(since=since, until=f"{line.valid_until:%d-%m-%Y}")
    return words.row.format(
        answer=words.yes if line.granted else words.no,
        recipient=consent.recipients.label(line.recipient),
        purpose=consent.purposes[line.purpose].to_client,
        data_class=consent.data_classes[line.data_class].to_client,
        period=period,
    )
