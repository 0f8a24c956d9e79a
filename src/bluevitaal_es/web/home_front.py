"""What somebody at home sees of a case: chosen parts alone, and only while consent is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.own_side import HomeFront
from bluevitaal_es.rules.portal import Invitation, parts_at_home
from bluevitaal_es.web.accounts import AT_HOME
from bluevitaal_es.web.texts import code_label


@dataclass(frozen=True, slots=True)
class AtHome:
    """The parts that may be seen, with what stands in them now; a part that may not be seen stays empty."""

    parts: tuple[str, ...]
    next_talk: datetime | None
    goals: tuple[tuple[str, int | None], ...]
    work: str


def shown_at_home(dossier: Dossier, invited: HomeFront, now: datetime) -> AtHome:
    """Return what one person at home may see at a moment."""
    invitation = Invitation(invited.parts, invited.until, invited.ended_at is not None)
    parts = parts_at_home(invitation, dossier.consent_lines, now)
    ahead = [talk.at for talk in dossier.talks if talk.status == "planned" and talk.at >= now]
    last = max(dossier.work_statuses, key=lambda status: status.at, default=None)
    return AtHome(
        parts,
        min(ahead, default=None) if "next_talk" in parts else None,
        tuple((goal.words, goal.latest("client")) for goal in dossier.goals) if "goals" in parts else (),
        code_label("status", last.status) if last is not None and "work" in parts else "",
    )


def names_at_home(invited: Iterable[HomeFront]) -> dict[str, str]:
    """Return what the client calls those at home, by the id under which they look."""
    return {f"{AT_HOME}{one.invitation_id}": one.called for one in invited}
