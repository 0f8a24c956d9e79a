"""A complaint of a client of the demonstration, past everybody who helps, with a question to answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bluevitaal_es.access import complainant
from bluevitaal_es.commands.file_complaint import FileComplaint
from bluevitaal_es.commands.treat_complaint import AskComplainant
from bluevitaal_es.demo.course import Step
from bluevitaal_es.demo.people import CLIENTS, OMBUDS


def complaints(random: Random, now: datetime) -> Iterator[Step]:
    """Give a complaint that was filed on the own page and taken up, and an objection that waits."""
    complaint, objection = (UUID(int=random.getrandbits(128), version=4) for _ in range(2))
    yield Step(
        now - timedelta(days=4, hours=3),
        complainant(complaint),
        FileComplaint(
            complaint_id=complaint,
            kind="complaint",
            channel="own_page",
            text="Bij mijn tweede gesprek stond de deur open. Ik wil dat dit niet meer gebeurt.",
            about="De gesprekskamer",
            client_id=CLIENTS[0].case_id,
        ),
    )
    yield Step(
        now - timedelta(days=3),
        OMBUDS.actor,
        AskComplainant(complaint_id=complaint, text="Was dit één keer, of gebeurde het vaker?"),
    )
    yield Step(
        now - timedelta(days=1, hours=2),
        complainant(objection),
        FileComplaint(
            complaint_id=objection,
            kind="objection",
            channel="site",
            text="Ik wil niet dat mijn uitslagen meetellen in cijfers.",
            name="Iemand die hier vroeger kwam",
        ),
    )
