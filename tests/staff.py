"""What a member of staff says before the pages open."""

from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.answer_code import AcceptCode


def accepts_code(staff_id: UUID) -> AcceptCode:
    """Return the answer that accepts the code of confidentiality that holds today."""
    return AcceptCode(staff_id=staff_id, code_version=catalogue().code.on(clock.today()).version)
