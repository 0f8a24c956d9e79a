"""Who takes a request back before anybody took it on is forgotten at once, and that is told."""

from typing import ClassVar

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.erasure import Erasure
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import Fact, Given
from bluevitaal_es.commands.forget_person import CertifyErasure
from bluevitaal_es.events.erasure import ErasureRequested, PersonForgotten


class CertifyLetGo(CertifyErasure):
    """Tells that whoever made a request took it back, and which key was destroyed for it.

    Nobody approves: they are nobody's client, and the database looks itself whether nobody took it on.
    """

    act: ClassVar[Act] = Act.SPEAK_IN_REQUEST

    number: str

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer the wish and the certificate, once."""
        if erasure.forgotten:
            return []
        if erasure.holds:
            raise refusals.LegalHoldIsInForce()
        wish = ErasureRequested(
            case_id=self.case_id, number=self.number, ground="client_request", retention_ends=None
        )
        certificate = PersonForgotten(
            case_id=self.case_id,
            number=self.number,
            key_id=self.key_id,
            facts=self.facts,
            destroyed_at=self.destroyed_at,
        )
        return [given.fact(wish), given.fact(certificate)]
