"""Reasons to say no about how a client is reached."""

from bluevitaal_es.commands.refusals import Refusal


class WorkAddressIsNotWanted(Refusal):
    """A client who is not to be reached by work gets no notice at an address of an employer (S-164)."""


class NoticeAddressIsMissing(Refusal):
    """A notice by mail or text message needs a usable address or number of the client."""


class HoursLeaveNothing(Refusal):
    """The hours of the client must leave time outside the quiet hours."""


class NoticeIsNotOpen(Refusal):
    """Only a notice that could not be sent waits for a human."""
