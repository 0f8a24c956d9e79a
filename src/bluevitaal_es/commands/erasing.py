"""From an approved erasure to its certificate: the key goes, then it is told, and read models let go."""

from collections.abc import Iterator

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.forget_person import CertifyErasure
from bluevitaal_es.commands.handle import Desk, Outcome
from bluevitaal_es.store.forgetting import Forgetting, NotApproved
from bluevitaal_es.vocabulary import CaseId, erasure_stream


def carry_out(desk: Desk, forgetting: Forgetting, case_id: CaseId, number: str, actor: Actor) -> Outcome:
    """Destroy the key of a client and certify that; done before, it only certifies.

    Read models drop their rows when they come to the certificate. Raises ErasureIsNotApproved, with nothing
    destroyed, when the log does not hold an approval by a second person in another role, and NotAllowed.
    """
    if not may(actor, Act.FORGET_PERSON):
        raise refusals.NotAllowed()
    try:
        gone = forgetting.destroy(case_id, erasure_stream(case_id), number)
    except NotApproved as refused:
        raise refusals.ErasureIsNotApproved() from refused
    certify = CertifyErasure(
        case_id=case_id, key_id=gone.key_id, facts=gone.facts, destroyed_at=gone.destroyed_at
    )
    return desk.handle(certify, actor)


def finish(desk: Desk, forgetting: Forgetting, actor: Actor) -> Iterator[CaseId]:
    """Certify what was destroyed by a process that ended before it could tell; give the cases."""
    for stream_id in forgetting.uncertified():
        case_id = CaseId(stream_id)
        carry_out(desk, forgetting, case_id, "", actor)
        yield case_id
