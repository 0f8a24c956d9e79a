"""How the facts of the own page change the dossier."""

from dataclasses import replace

from bluevitaal_es.events import portal as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.projections.case_file import own_side as parts
from bluevitaal_es.projections.case_file.own_side import OwnSide
from bluevitaal_es.rules.portal import is_low


def evolve(own: OwnSide, recorded: Recorded) -> OwnSide | None:
    """Return what came from the own page after one more fact; None when the fact is not one of those."""
    at = recorded.happened_at
    match recorded.event:
        case events.MessageSent() as event:
            older = own.messages
            if event.sender == "begeleider":
                older = tuple(replace(one, settled=True) for one in older)
            message = parts.Message(event.message_id, event.sender, event.text, at)
            return replace(own, messages=(*older, message))
        case events.MessagesRead() as event:
            read = tuple(
                replace(one, settled=True) if one.message_id in event.message_ids else one
                for one in own.messages
            )
            return replace(own, messages=read)
        case events.TalkRated() as event:
            rating = parts.TalkRating(
                event.talk_id, event.heard, event.helped, event.confidential, event.note, at, is_low(event)
            )
            return replace(own, ratings=(*own.ratings, rating))
        case events.TalkRatingFollowedUp() as event:
            followed = tuple(
                replace(one, done=event.done, done_at=at) if one.talk_id == event.talk_id else one
                for one in own.ratings
            )
            return replace(own, ratings=followed)
        case events.ClientAsked() as event:
            asked = parts.ClientRequest(event.request_id, event.kind, event.text, at, event.due_on)
            return replace(own, requests=(*own.requests, asked))
        case events.ClientAnswered() as event:
            answered = tuple(
                replace(one, outcome=event.outcome, answer=event.answer, answered_at=at)
                if one.request_id == event.request_id
                else one
                for one in own.requests
            )
            return replace(own, requests=answered)
        case events.EvaluationPrepared() as event:
            prepared = parts.Preparation(event.better, event.hard, event.wish, at)
            return replace(own, preparations=(*own.preparations, prepared))
        case events.HomeFrontInvited() as event:
            invited = parts.HomeFront(event.invitation_id, event.called, event.parts, event.until, at)
            return replace(own, home_front=(*own.home_front, invited))
        case events.HomeFrontJoined() as event:
            came = tuple(
                replace(one, joined_at=at) if one.invitation_id == event.invitation_id else one
                for one in own.home_front
            )
            return replace(own, home_front=came)
        case events.HomeFrontEnded() as event:
            left = tuple(
                replace(one, ended_at=at) if one.invitation_id == event.invitation_id else one
                for one in own.home_front
            )
            return replace(own, home_front=left)
        case _:
            return None
