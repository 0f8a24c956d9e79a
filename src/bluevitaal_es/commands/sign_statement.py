"""Sign a statement: the client puts a name to the lines of consent as they stand, in words that are kept."""

from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given
from bluevitaal_es.events.confidentiality import StatementSigned
from bluevitaal_es.rules.statement import digest, standing, statement_text
from bluevitaal_es.vocabulary import Role


class SignStatement(CaseCommand):
    """`text_sha256` is that of the text the client had before their eyes; another text is refused.

    On paper a scan is needed, sealed and kept before this; on screen the client signs with name or pseudonym.
    """

    act: ClassVar[Act] = Act.SIGN_STATEMENT

    statement_id: UUID
    text_sha256: str
    signed: Literal["on_paper", "on_screen"]
    signer: str | None = None
    scan_sha256: str | None = None
    scan_type: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the statement with its exact text; in a closed case too, for one's mind has no end."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        if self.statement_id in case.statements:
            return []
        today = day_of(given.now)
        lines = standing(case.consents, today)
        if not lines:
            raise refusals.StatementSaysNothing()
        version = catalogue().consent.text_on(today).version
        text = statement_text(lines, version)
        if digest(text) != self.text_sha256:
            raise refusals.StatementHasChanged()
        if self.signed == "on_screen" and given.actor.role is not Role.CLIENT:
            raise refusals.OnlyTheClientSignsOnScreen()
        if not (self.signer or "").strip() and self.signed == "on_screen":
            raise refusals.SignatureIsMissing()
        if self.signed == "on_paper" and not (self.scan_sha256 and self.scan_type):
            raise refusals.SignatureIsMissing()
        signed = StatementSigned(
            statement_id=self.statement_id,
            line_ids=tuple(line.line_id for line in lines),
            text_version=version,
            text=text,
            text_sha256=self.text_sha256,
            signed=self.signed,
            signer=self.signer,
            scan_sha256=self.scan_sha256,
            scan_type=self.scan_type,
        )
        return [given.fact(signed)]
