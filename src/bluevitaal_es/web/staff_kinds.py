"""The register of staff in Dutch: what each fact is called and how it is told."""

from bluevitaal_es.web.fact_words import OTHER, Fact, Kind, Told


def _member(fact: Fact) -> Told:
    role = fact.label("role")
    return Told("voegde", str(fact.data.get("name", "een medewerker")), f"toe als {role}")


def _placeholder(fact: Fact) -> Told:
    return Told("nam", f"de aanduiding {fact.quoted('label')} uit een oude registratie", "over")


def _linked(fact: Fact) -> Told:
    member = fact.names.get(str(fact.data.get("member_id")), "een medewerker")
    return Told("koppelde", f"een aanduiding aan {member}")


def _until(fact: Fact) -> str:
    first, last = fact.day("valid_from"), fact.day("valid_until")
    return f"vanaf {first} tot en met {last}" if last else f"vanaf {first}"


def _last(fact: Fact) -> str:
    return f"na {fact.day('last_day')}"


def _role_given(fact: Fact) -> Told:
    return Told("gaf", f"een medewerker de rol {fact.label('role')}", _until(fact))


def _role_taken(fact: Fact) -> Told:
    return Told("liet", f"de rol {fact.label('role')} van een medewerker", f"eindigen {_last(fact)}")


def _team_joined(fact: Fact) -> Told:
    return Told("plaatste", f"een medewerker in het team {fact.quoted('team')}", _until(fact))


def _team_left(fact: Fact) -> Told:
    return Told("haalde", f"een medewerker uit het team {fact.quoted('team')}", _last(fact))


def _unit_joined(fact: Fact) -> Told:
    return Told("plaatste", "een medewerker bij een eenheid", _until(fact), fact.label("unit"))


def _unit_left(fact: Fact) -> Told:
    return Told("haalde", "een medewerker bij een eenheid weg", _last(fact), fact.label("unit"))


def _competence(fact: Fact) -> Told:
    return Told("legde", "een bekwaamheid van een medewerker", "vast", fact.label("competence"))


def _competence_ended(fact: Fact) -> Told:
    what = "een bekwaamheid van een medewerker"
    return Told("liet", what, f"eindigen {_last(fact)}", fact.label("competence"))


def _left(fact: Fact) -> Told:
    return Told("schreef", "een medewerker", f"uit dienst {_last(fact)}")


def _accepted(fact: Fact) -> Told:
    return Told("ging", f"akkoord met versie {fact.data.get('code_version')} van de geheimhouding")


def _refused(fact: Fact) -> Told:
    return Told("ging", f"niet akkoord met versie {fact.data.get('code_version')} van de geheimhouding")


STAFF_KINDS: dict[str, Kind] = {
    "staff.member_added": Kind("Medewerker toegevoegd", OTHER, _member),
    "staff.member_refused": Kind(
        "Toegang geweigerd aan een buitenstaander",
        OTHER,
        Told("wilde", "iemand van buiten een rol geven die bij dossiers komt; dat is geweigerd"),
    ),
    "staff.placeholder_added": Kind("Aanduiding overgenomen", OTHER, _placeholder),
    "staff.placeholder_linked": Kind("Aanduiding gekoppeld", OTHER, _linked),
    "staff.role_given": Kind("Rol gegeven", OTHER, _role_given),
    "staff.role_taken": Kind("Rol beëindigd", OTHER, _role_taken),
    "staff.team_joined": Kind("In een team geplaatst", OTHER, _team_joined),
    "staff.team_left": Kind("Uit een team gehaald", OTHER, _team_left),
    "staff.unit_joined": Kind("Bij een eenheid geplaatst", OTHER, _unit_joined),
    "staff.unit_left": Kind("Bij een eenheid weggehaald", OTHER, _unit_left),
    "staff.competence_recorded": Kind("Bekwaamheid vastgelegd", OTHER, _competence),
    "staff.competence_ended": Kind("Bekwaamheid beëindigd", OTHER, _competence_ended),
    "staff.left_service": Kind("Uit dienst", OTHER, _left),
    "staff.access_ended": Kind("Toegang gestopt", OTHER, Told("stopte", "de toegang van een medewerker")),
    "staff.access_given_back": Kind(
        "Toegang teruggegeven", OTHER, Told("gaf", "een medewerker de toegang", "terug")
    ),
    "staff.password_code_made": Kind(
        "Wachtwoordcode gemaakt", OTHER, Told("maakte", "een eenmalige code voor een nieuw wachtwoord")
    ),
    "staff.factors_removed": Kind(
        "Tweede stap weggehaald", OTHER, Told("haalde", "de tweede stap van een medewerker", "weg")
    ),
    "staff.sessions_ended": Kind("Overal uitgelogd", OTHER, Told("logde", "een medewerker overal", "uit")),
    "staff.code_accepted": Kind("Akkoord met de geheimhouding", OTHER, _accepted),
    "staff.code_refused": Kind("Niet akkoord met de geheimhouding", OTHER, _refused),
}
