"""What the pages are given: the desk that takes commands and the views that answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from bluevitaal_es.access import Actor
from bluevitaal_es.commands.handle import Desk, Outcome
from bluevitaal_es.database import Database
from bluevitaal_es.looking import Look, Seen
from bluevitaal_es.projections.agenda.view import AgendaView
from bluevitaal_es.projections.audit_trail.view import AuditTrailView
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.case_file.view import CaseFileView
from bluevitaal_es.projections.case_history.view import CaseHistoryView
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.projections.complaints.view import ComplaintsView
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.emergencies.view import EmergenciesView
from bluevitaal_es.projections.erasures.view import ErasuresView
from bluevitaal_es.projections.figures.replay import FiguresReplay
from bluevitaal_es.projections.figures.view import FiguresView
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import CaseId


@dataclass(frozen=True)
class House:
    """Everything behind the pages, put together in app.py.

    `wait_for(position)` returns once every view shows the event at that position, or says False after a
    few seconds. `seal` and `unseal` (purpose, bytes) keep drafts unreadable in the database. `record_look`
    raises when a look could not be recorded; `looks_at(actor, case)` says who looked, newest first,
    and `looks_since` of which moment the oldest look is that is kept.
    `keep_file(case, content)` seals a file under the client's key and names it by a hash;
    `open_file(case, hash)` gives it back, None when the file or its key is not there.
    `forget(case, number, actor)` destroys the key of an approved erasure and certifies that; or a Refusal.
    """

    settings: Settings
    database: Database
    desk: Desk
    wait_for: Callable[[int], bool]
    seal: Callable[[str, bytes], bytes]
    unseal: Callable[[str, bytes], bytes]
    caseload: CaseloadView
    case_file: CaseFileView
    duties: DutiesView
    history: CaseHistoryView
    audit: AuditTrailView
    staff: StaffView
    figures: FiguresView
    past_figures: FiguresReplay
    erasures: ErasuresView
    emergencies: EmergenciesView
    first_requests: FirstRequestsView
    complaints: ComplaintsView
    agenda: AgendaView
    replay: CaseReplay
    keep_file: Callable[[UUID, bytes], str]
    open_file: Callable[[UUID, str], bytes | None]
    record_look: Callable[[Look], object]
    looks_at: Callable[[Actor, UUID], list[Seen]]
    looks_since: Callable[[], datetime | None]
    forget: Callable[[CaseId, str, Actor], Outcome]


def house_of(request: Request) -> House:
    """Return the house of the running app."""
    house = request.app.state.house
    assert isinstance(house, House)
    return house
