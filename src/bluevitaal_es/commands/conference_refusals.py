"""Every reason to say no around case conferences; the Dutch stands in web/conference_words.py."""

from bluevitaal_es.commands.refusals import Refusal


class DiscussionWasNotAgreed(Refusal):
    """Each discussion needs the client to be informed and to agree, before it and for itself (S-028)."""


class DiscussionIsNotOpen(Refusal):
    """Only what is on the agenda can be discussed, taken off, or objected to."""


class MeetingIsOver(Refusal):
    """A case is put on the agenda of a meeting that is still to come."""


class QuestionTellsWho(Refusal):
    """A question for a meeting that may not know who it is about names neither number nor name."""
