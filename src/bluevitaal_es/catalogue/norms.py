"""The norms: how soon things must be done and how small a figure may be; each name says its unit."""

from datetime import time
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field

from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, read

FILE = "norms.toml"

Count = Annotated[int, Field(ge=1)]


class Norms(Entry):
    """Agreed times and sizes. They are local choices with a version, not law."""

    assignment_working_days: Count
    """From registration until a begeleider is assigned."""
    intake_days: Count
    """From registration until the intake: the norm."""
    intake_hard_days: Count
    """From registration until the intake: the hard signal (S-018)."""
    referral_send_working_days: Count
    """From the decision to refer until it is sent (S-065)."""
    referral_answer_days: Count
    """From sending a referral until we ask for the answer."""
    consult_or_refer_working_days: Count
    """From a score at its cut-off until the decision to consult or refer (S-053)."""
    safety_task_minutes: Count
    """From a safety signal until a human has settled it."""
    safety_escalation_minutes: Count
    """From a safety signal that nobody picks up until a second person is asked."""
    breach_answer_minutes: Count
    """From a proposal to break confidentiality until a second person has answered (S-031)."""
    evaluation_talks: Annotated[int, Field(ge=5, le=8)]
    """Talks after which an evaluation is due when no product says otherwise (S-042)."""
    evaluation_weeks: Count
    """Weeks after which an evaluation is due, if that comes first."""
    postpone_weeks_at_most: Count
    """How far ahead an evaluation that is due can be put off."""
    review_at_talks: Count
    """Talks after which colleagues and a medical-psychiatric view are asked for."""
    talk_recording_working_days: Count
    """From a planned talk until it is recorded as held or missed."""
    message_answer_working_days: Count
    """From a message of the client until the begeleider answers."""
    request_answer_working_days: Count
    """From a request without an account, or the last attempt, until we try to speak to them (S-162)."""
    request_urgent_minutes: Count
    """The same for one that cannot wait, counted while the office is open."""
    request_code_days: Count
    """Days for which the code of a request that was sent works."""
    talk_rating_days: Count
    """Days after a talk on which the client is still asked how it was."""
    client_request_months: Annotated[int, Field(ge=1, le=3)]
    """From a request of the client until our answer; one month by law (AVG 12(3)), at most two more."""
    complaint_take_up_working_days: Count
    """From filing a complaint until somebody took it in treatment: our proposal."""
    complaint_answer_weeks: Annotated[int, Field(ge=1, le=6)]
    """From filing a complaint until its answer; six weeks at most by law (Awb 9:11, Wkkgz 17)."""
    complaint_retention_years: Annotated[int, Field(ge=1, le=10)]
    """Years that a complaint is kept after it was closed: our proposal."""
    office_opens: time
    """Time in Amsterdam at which offices open on a working day (S-019)."""
    office_closes: time
    """Time in Amsterdam at which they close."""
    notices_from: time
    """Time in Amsterdam before which no notice is sent, on-call escalation apart (S-165)."""
    notices_until: time
    """Time in Amsterdam from which no notice is sent until the next morning (S-165)."""
    caseload_per_begeleider: Count
    """Open cases of one begeleider above which assigning needs a reason (S-075)."""
    emergency_hours: Annotated[int, Field(ge=1, le=24)]
    """Hours after which a dossier that was opened in an emergency closes by itself (S-155)."""
    emergency_review_working_days: Count
    """From opening a dossier in an emergency until a second person has judged it (S-155)."""
    client_draft_days: Count
    """Life of a form that a client left unfinished (S-181)."""
    client_invitation_days: Annotated[int, Field(ge=1, le=60)]
    """Days after the day of an invitation on which a client can still open an account with it (S-161)."""
    retention_years: Annotated[int, Field(ge=2, le=20)]
    """Years that a dossier is kept after its case was closed; no law says how many, the site does."""
    looks_retention_years: Annotated[int, Field(ge=5, le=20)]
    """Years that is kept who looked at what; five at least (NEN 7513, Staatscourant 2019, 38007)."""
    small_cell_external: Annotated[int, Field(ge=5)]
    """Smallest number of clients shown outside the care team (S-091)."""
    small_cell_internal: Annotated[int, Field(ge=5)]
    """Smallest number of clients shown inside the service."""


class _File(Provenance):
    norms: Norms


def read_norms(folder: Traversable) -> Norms:
    """Return the norms; raises CatalogueFault when one is missing or contradicts another."""
    norms = read(folder, FILE, _File).norms
    if norms.intake_days > norms.intake_hard_days:
        raise CatalogueFault(FILE, "norms.intake_hard_days", "comes before the norm intake_days")
    if norms.office_opens >= norms.office_closes:
        raise CatalogueFault(FILE, "norms.office_closes", "comes before office_opens")
    if norms.notices_from >= norms.notices_until:
        raise CatalogueFault(FILE, "norms.notices_until", "comes before notices_from")
    if norms.small_cell_internal > norms.small_cell_external:
        raise CatalogueFault(FILE, "norms.small_cell_external", "is smaller than small_cell_internal")
    return norms
