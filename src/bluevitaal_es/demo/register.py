"""What the register of staff says in the demonstration: teams, and what people are qualified for."""

from collections.abc import Iterator
from datetime import date, timedelta

from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.place_staff import JoinTeam
from bluevitaal_es.commands.record_competence import RecordCompetence
from bluevitaal_es.demo.people import STAFF

#: By name, as the people are written down; their lead is in both teams.
TEAMS = {
    "Noor van Dam": ("Team Zuid",),
    "Sem Bakker": ("Team Zuid",),
    "Fenna Prins": ("Team Zuid",),
    "Joris Vos": ("Team Noord",),
    "Mila Kuiper": ("Team Noord",),
    "Ilse Mulder": ("Team Noord", "Team Zuid"),
}
#: Two of the five have something to catch up on.
COMPETENCES = {
    "Noor van Dam": "police_context legal_position ride_along guideline screening suicide_talk",
    "Sem Bakker": "police_context legal_position ride_along guideline crisis",
    "Fenna Prins": "police_context legal_position ride_along guideline peer_support screening",
    "Joris Vos": "police_context legal_position ride_along emdr",
    "Mila Kuiper": "police_context guideline",
}
#: What ends soon, and whose it is.
ENDS_SOON = ("Sem Bakker", "crisis", timedelta(days=18))
SHOWN_BY = {"ride_along": "Verslag van de dienst", "emdr": "Lidmaatschap Vereniging EMDR Nederland"}


def entries(begin: date, today: date) -> Iterator[StaffCommand]:
    """Yield what beheer records on the day on which the story begins; `today` is where it ends."""
    for person in STAFF:
        for team in TEAMS.get(person.name, ()):
            yield JoinTeam(staff_id=person.staff_id, team=team, valid_from=begin)
        for competence in COMPETENCES.get(person.name, "").split():
            ends = ENDS_SOON[:2] == (person.name, competence)
            yield RecordCompetence(
                staff_id=person.staff_id,
                competence=competence,
                valid_from=begin,
                valid_until=today + ENDS_SOON[2] if ends else None,
                shown_by=SHOWN_BY.get(competence, "Certificaat"),
            )
