"""From an approved erasure to its certificate: the key goes, then it is told, and read models let go."""

from collections.abc import Iterator
from uuid import UUID

from bluevitaal_es.access import Act, Actor, Involvement, asker, may
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.forget_person import CertifyErasure
from bluevitaal_es.commands.handle import Desk, Outcome
from bluevitaal_es.commands.let_go_of_request import CertifyLetGo
from bluevitaal_es.store.forgetting import Forgetting, NotApproved
from bluevitaal_es.vocabulary import CaseId, erasure_stream, request_reference


def carry_out(desk: Desk, forgetting: Forgetting, case_id: CaseId, number: str, actor: Actor) -> Outcome:
    """Destroy the key of a client and certify that; done before, it only certifies.

    Read models drop their rows when they come to the certificate. Raises ErasureIsNotApproved, with nothing
    destroyed, when the log does not hold an approval by a second person in another role, and NotAllowed.

    Whoever asked for contact without an account lets go of what they asked: see `let_go`.
    """
    if may(actor, Act.SPEAK_IN_REQUEST, Involvement(case_id, None, None)):
        return let_go(desk, forgetting, case_id)
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


def let_go(desk: Desk, forgetting: Forgetting, request_id: UUID) -> Outcome:
    """Destroy the key of a request that was taken back before anybody took it on, and certify that.

    Raises ErasureIsNotApproved, with nothing destroyed, when the log says otherwise.
    """
    try:
        gone = forgetting.let_go(request_id, erasure_stream(request_id))
    except NotApproved as refused:
        raise refusals.ErasureIsNotApproved() from refused
    certify = CertifyLetGo(
        case_id=CaseId(request_id),
        number=request_reference(request_id),
        key_id=gone.key_id,
        facts=gone.facts,
        destroyed_at=gone.destroyed_at,
    )
    return desk.handle(certify, asker(request_id))


def finish(desk: Desk, forgetting: Forgetting, actor: Actor) -> Iterator[CaseId]:
    """Certify what was destroyed by a process that ended before it could tell; give the cases."""
    for stream_id in forgetting.uncertified():
        case_id = CaseId(stream_id)
        if forgetting.is_request(stream_id):
            let_go(desk, forgetting, stream_id)
        else:
            carry_out(desk, forgetting, case_id, "", actor)
        yield case_id
