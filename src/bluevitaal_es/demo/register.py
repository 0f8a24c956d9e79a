"""What the register of staff says in the demonstration: teams, and what people are qualified for."""

from collections.abc import Iterator
from datetime import date, timedelta

from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.place_staff import JoinTeam
from bluevitaal_es.commands.record_competence import RecordCompetence
from bluevitaal_es.demo.people import LEAD, STAFF

NORTH, SOUTH = "Team Noord", "Team Zuid"
#: By name: the team, and what somebody is qualified for. Two of the five have something to catch up on.
BEGELEIDERS = {
    "Noor van Dam": (SOUTH, "police_context legal_position ride_along guideline screening suicide_talk"),
    "Sem Bakker": (SOUTH, "police_context legal_position ride_along guideline crisis"),
    "Fenna Prins": (SOUTH, "police_context legal_position ride_along guideline peer_support screening"),
    "Joris Vos": (NORTH, "police_context legal_position ride_along emdr"),
    "Mila Kuiper": (NORTH, "police_context guideline"),
}
#: What ends soon, and whose it is.
ENDS_SOON = ("Sem Bakker", "crisis", timedelta(days=18))
SHOWN_BY = {"ride_along": "Verslag van de dienst", "emdr": "Lidmaatschap Vereniging EMDR Nederland"}


def entries(begin: date, today: date) -> Iterator[StaffCommand]:
    """Yield what beheer records on the day on which the story begins; `today` is where it ends."""
    for person in STAFF:
        team, competences = BEGELEIDERS.get(person.name, ("", ""))
        teams = (NORTH, SOUTH) if person is LEAD else filter(None, [team])
        for name in teams:
            yield JoinTeam(staff_id=person.staff_id, team=name, valid_from=begin)
        for competence in competences.split():
            ends = ENDS_SOON[:2] == (person.name, competence)
            yield RecordCompetence(
                staff_id=person.staff_id,
                competence=competence,
                valid_from=begin,
                valid_until=today + ENDS_SOON[2] if ends else None,
                shown_by=SHOWN_BY.get(competence, "Certificaat"),
            )
