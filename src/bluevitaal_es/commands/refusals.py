"""Every reason to say no, one class each; the name is the rule, the Dutch stands in web/texts.py."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from bluevitaal_es.events.base import Event

Detail = str | int | date | datetime | UUID | tuple[str, ...] | None


class Refusal(Exception):
    """A command was refused by a rule. `details` are the values that the Dutch sentence needs."""

    def __init__(self, **details: Detail) -> None:
        super().__init__(type(self).__name__)
        self.details = details
        self.left: Event | None = None

    def leaving(self, event: Event) -> Self:
        """Let the attempt itself be recorded as `event`."""
        self.left = event
        return self


class NotAllowed(Refusal):
    """This role, or this person for this case, may not do this."""


class ChangedMeanwhile(Refusal):
    """Somebody else changed the case after the page was drawn."""


class CaseIsNotKnown(Refusal):
    """There is no such case."""


class CaseIsAlreadyRegistered(Refusal):
    """A case is registered once."""


class CaseIsClosed(Refusal):
    """Nothing is added to a closed case before it is reopened, corrections apart."""


class CaseIsNotClosed(Refusal):
    """Only a closed case can be reopened."""


class LiesInTheFuture(Refusal):
    """What has happened cannot have happened later than now."""


class BeforeRegistration(Refusal):
    """Nothing in a case happened before somebody registered."""


class CodeIsNotKnown(Refusal):
    """Only codes of the catalogue can be recorded."""


class UnitWasNotThereThen(Refusal):
    """A unit counts only on days on which it existed."""


class BegeleiderIsAlreadyAssigned(Refusal):
    """The first begeleider is assigned once; after that the case is handed over with a reason."""


class BegeleiderIsTheSame(Refusal):
    """A case is handed over to somebody else."""


class NoBegeleiderYet(Refusal):
    """There is nobody to take over from, or to do this work."""


class CoverIsByTheSame(Refusal):
    """Nobody stands in for themselves."""


class CoverIsTooLong(Refusal):
    """Standing in ends within weeks; after that the case is handed over."""


class CoverIsOverAlready(Refusal):
    """Standing in ends today or later."""


class IntakeWasAlreadyHeld(Refusal):
    """A case has one intake; what was wrong in it is corrected."""


class IntakeWasNotHeld(Refusal):
    """Help starts with an intake."""


class PrimaryQuestionIsAmongTheOthers(Refusal):
    """A question for help is the primary one or one of the others."""


class IndexEventIsContradicted(Refusal):
    """There is one event with a day, or there is no single event."""


class ConsentLineIsNotOffered(Refusal):
    """Some recipients may never be told some things, whatever is signed (AP, De zieke werknemer)."""


class ConsentPeriodIsEmpty(Refusal):
    """A line of consent ends after it begins."""


class ConsentIsNotInForce(Refusal):
    """Only a line of consent that is in force can be withdrawn."""


class ConsentIsMissing(Refusal):
    """Nothing that identifies a client leaves without a matching consent in force (S-027)."""


class NothingToShare(Refusal):
    """Sharing names at least one class of data."""


class OutcomeTellsNobody(Refusal):
    """Who was told, and why, is said only of an outcome in which somebody was told."""


class BreachIsNotConfirmed(Refusal):
    """Without consent nobody is told before a second person agreed (S-031)."""


class NotInformingNeedsAReason(Refusal):
    """Who breaks confidentiality without telling the client says why (S-031)."""


class ConsentIsThere(Refusal):
    """Confidentiality need not be broken for what the client allows."""


class BreachIsNotOpen(Refusal):
    """A proposal to break confidentiality is answered once."""


class BreachNeedsASecondPerson(Refusal):
    """Who proposes to break confidentiality does not confirm it (S-031)."""


class StatementSaysNothing(Refusal):
    """A statement needs at least one line of consent, yes or no."""


class StatementHasChanged(Refusal):
    """Signed is only the text that the client had before their eyes (S-035)."""


class OnlyTheClientSignsOnScreen(Refusal):
    """On screen the client signs, logged in as the client."""


class SignatureIsMissing(Refusal):
    """A statement on paper needs its scan, one on screen a name or pseudonym."""


class GoalIsNotKnown(Refusal):
    """Only a goal of this case can be rated."""


class RatingIsOutOfRange(Refusal):
    """A rating lies within its scale."""


class ProductIsNotOffered(Refusal):
    """Only a product of the catalogue that is offered can start (S-001, S-002)."""


class ProductNeedsReasonAndEnd(Refusal):
    """Case management needs a concrete reason and an end date (S-048)."""


class EvaluationIsDue(Refusal):
    """No further talk is planned before the evaluation was held or postponed (S-042)."""


class TalkLimitIsReached(Refusal):
    """At the maximum of talks a decision comes first: stop, refer, or extend (S-045)."""


class GoalComesFirst(Refusal):
    """There is no second talk without a goal in the client's words (S-037)."""


class ApproachComesFirst(Refusal):
    """There is no second talk before it was agreed how to work on a goal (S-037)."""


class TalkIsNotPlanned(Refusal):
    """Only a planned talk can be held as planned, or missed."""


class TalkWasAlreadyRecorded(Refusal):
    """A talk is recorded once."""


class InstrumentIsNotInUse(Refusal):
    """An instrument without cut-off, moment and rule cannot be used (S-051, S-052)."""


class AnswersDoNotFit(Refusal):
    """A score is computed from a whole and valid set of answers only."""


class DecisionIsNotOpen(Refusal):
    """Only an open decision can be settled."""


class SafetyTaskIsNotOpen(Refusal):
    """Only an open safety task can be settled."""


class InformingNeedsAGround(Refusal):
    """Who told somebody outside says whom, and on which ground."""


class SafetyTaskIsOpen(Refusal):
    """A case with an open safety task cannot be closed."""


class DecisionIsOpen(Refusal):
    """A case in which a score waits for a decision cannot be closed."""


class ReferralIsNotSent(Refusal):
    """A case with a referral decided, not sent and not dropped stays open; that is how they get lost."""


class ReferralIsNotKnown(Refusal):
    """Only a referral of this case can go on."""


class ReferralWasAlreadySent(Refusal):
    """A referral is sent once."""


class ReferralHasEnded(Refusal):
    """A referral that was answered or dropped has ended."""


class GoalsAreNotRated(Refusal):
    """Closing needs each goal rated by both, or a reason why the client's rating is missing (S-038)."""


class PostponedTooFar(Refusal):
    """An evaluation is put off to a day ahead, by four weeks at most."""


class ExtensionNeedsALimit(Refusal):
    """An extension names its new, higher maximum of talks (S-045)."""


class PercentDoesNotFit(Refusal):
    """A percentage of work lies between 0 and 100."""


class FactIsNotKnown(Refusal):
    """Only a fact of this case can be corrected."""


class FactCannotBeCorrected(Refusal):
    """What the clock flagged, and corrections themselves, are not corrected."""


class CorrectionBreaksTheCase(Refusal):
    """A correction must leave a history that could have happened."""


class NothingChanged(Refusal):
    """A correction changes something."""


class OutsiderNeverSeesDossiers(Refusal):
    """Who works for the police or for whoever pays gets figures and nothing else (S-032)."""


class StaffMemberIsKnown(Refusal):
    """A member of staff or label is added once."""


class StaffMemberIsNotKnown(Refusal):
    """Only a member of staff can be linked."""


class PlaceholderIsAlreadyLinked(Refusal):
    """A label stands for one person."""


class EmergencyIsNotNeeded(Refusal):
    """Who may open a dossier already needs no emergency for it."""


class EmergencyNeedsAnExplanation(Refusal):
    """Opening a dossier in an emergency says in words why it cannot wait."""


class EmergencyIsNotKnown(Refusal):
    """Only an opening of this case can be judged."""


class EmergencyNeedsASecondPerson(Refusal):
    """Whoever opened a dossier in an emergency does not judge that."""


class EmergencyWasReviewed(Refusal):
    """An emergency is judged once."""


class JudgementNeedsAReason(Refusal):
    """Who judges that there was no emergency says why."""


class ErasureWasNotRequested(Refusal):
    """Only a request can be approved, and only an approved one carried out."""


class ErasureIsNotApproved(Refusal):
    """Nothing is destroyed but what the log says was asked and approved, with no hold since."""


class ErasureNeedsASecondPerson(Refusal):
    """Whoever asks that a client be forgotten does not approve it (S-178)."""


class ErasureNeedsASecondRole(Refusal):
    """Asking and approving are done from two positions, not by two people of one (S-178)."""


class LegalHoldIsInForce(Refusal):
    """Nothing of a client is destroyed while a legal hold stands."""


class LegalHoldIsNotInForce(Refusal):
    """Only a legal hold that stands can be lifted."""


class RetentionHasNotEnded(Refusal):
    """Without a request of the client, a dossier is kept until its term has ended."""


class MessageIsEmpty(Refusal):
    """A message, a request or an answer says something."""


class MessageIsNotOpen(Refusal):
    """Only a message that waits can be put down as read."""


class TalkCannotBeRated(Refusal):
    """Only a talk that was held can be rated, and it is rated once."""


class RatingSaysNothing(Refusal):
    """A rating answers at least one question."""


class RatingIsNotOpen(Refusal):
    """Only a low rating that waits can be followed up."""


class RequestIsNotOpen(Refusal):
    """Only a request that waits can be answered."""


class HomeFrontNeedsParts(Refusal):
    """Whoever is let in at home is shown at least one part that exists."""


class HomeFrontEndsTooLate(Refusal):
    """What somebody at home may see ends by itself, within a year."""


class HomeFrontIsNotInvited(Refusal):
    """Only an invitation that stands can be ended."""


class PersonIsForgotten(Refusal):
    """What was destroyed cannot be destroyed again, nor kept."""


class InvitationIsNotOpen(Refusal):
    """An invitation lets one person in, in time, unless it was taken back (S-161)."""


class InvitationWasUsed(Refusal):
    """An invitation that let somebody in cannot be taken back."""
