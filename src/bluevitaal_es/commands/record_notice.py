"""What became of a notice to a client: sent, not sent, or taken over by a human."""

from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands import notice_refusals as refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given
from bluevitaal_es.events.notices import NoticeNotSent, NoticeSent, NoticeSettled

Why = Literal["not_set_up", "refused", "unreachable", "too_late", "unsure"]


class RecordNoticeSent(CaseCommand):
    """The clock handed a notice over to whoever delivers it; said twice, the answer is silence."""

    act: ClassVar[Act] = Act.SEND_NOTICES

    notice_id: UUID
    notice: str
    via: Literal["email", "sms"]

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was sent, once."""
        if not case.exists or case.reach.notice(self.notice_id) is not None:
            return []
        return [given.fact(NoticeSent(notice_id=self.notice_id, notice=self.notice, via=self.via))]


class RecordNoticeNotSent(CaseCommand):
    """The clock gave a notice up; somebody must call instead."""

    act: ClassVar[Act] = Act.SEND_NOTICES

    notice_id: UUID
    notice: str
    why: Why

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was not sent, once."""
        if not case.exists or case.reach.notice(self.notice_id) is not None:
            return []
        return [given.fact(NoticeNotSent(notice_id=self.notice_id, notice=self.notice, why=self.why))]


class SettleNotice(CaseCommand):
    """The begeleider called, or saw that it was no longer needed."""

    notice_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that nobody needs to call any more."""
        notice = case.reach.notice(self.notice_id)
        if notice is None or not notice.waits:
            raise refusals.NoticeIsNotOpen()
        return [given.fact(NoticeSettled(notice_id=self.notice_id))]
