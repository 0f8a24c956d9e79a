"""Every reason to say no around complaints; the Dutch stands in web/refusal_texts.py."""

from bluevitaal_es.commands.refusals import Refusal


class ComplaintIsNotOpen(Refusal):
    """Nothing is added to a complaint that is not there, was withdrawn or was closed."""


class ComplaintIsNotAnswered(Refusal):
    """A complaint is not closed without an answer."""
