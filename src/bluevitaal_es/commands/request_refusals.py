"""Every reason to say no around requests without an account; the Dutch stands in web/refusal_texts.py."""

from bluevitaal_es.commands.refusals import Refusal


class RequestIsOver(Refusal):
    """A request that was withdrawn, closed or registered takes nothing more (S-162)."""


class RequestNeedsANumber(Refusal):
    """Who asks to be called gives a number; who does not want to gets a code to call with (S-162)."""
