"""Each way in which anything is written, tried for real: admin screens, clock, import, command line.

A trigger on every table of the log writes down which function changed it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from starlette.testclient import TestClient

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.app import Parts
from bluevitaal_es.cli.account import account, account_reset
from bluevitaal_es.cli.import_ import import_caseload
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.scheduler import clockwork_of
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.session import cookie_name
from bluevitaal_es.web.session_table import Sessions
from tests.cli.test_import import SOUND, sheet
from tests.conftest import TestPostgres
from tests.faults.late import late_cases
from tests.staff import accepts_code
from tests.web.conftest import BEHEER
from tests.web.posting import posted_to

WITNESS = """
CREATE TABLE public.witness (changed text NOT NULL, inside text NOT NULL);
CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE stack text;
BEGIN
    GET DIAGNOSTICS stack = PG_CONTEXT;
    INSERT INTO public.witness VALUES (
        TG_TABLE_NAME, coalesce((regexp_match(stack, 'function (log\\.[a-z_]+)\\('))[1], 'nobody'));
    RETURN NULL;
END $$;
"""
PASSWORD = "een lange zin om te onthouden"
#: A checkpoint signs what the log holds, and a case number is only counted: neither is a fact.
NO_FACTS = {"checkpoint", "case_number"}


@pytest.fixture
def parts(postgres: TestPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """A service with a case that is late, in which every change of the log is seen."""
    place = late_cases(postgres, tmp_path, 1).place
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(place.database_url, autocommit=True) as owner:
        owner.execute(WITNESS)
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'log'").fetchall()
        for (table,) in tables:
            owner.execute(
                f"CREATE TRIGGER seen AFTER INSERT OR UPDATE OR DELETE ON log.{table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION public.see()"
            )
    with app.opened(Settings(data_dir=place.folder, database_url=place.database_url)) as opened:
        opened.projector.catch_up()
        yield opened


class Seen:
    """What changed in the log since it was last asked."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._head = parts, parts.store.head()

    def grew(self) -> list[str]:
        """Return what came into the log meanwhile, after looking who wrote it there."""
        with psycopg.connect(self._parts.settings.database_url or "") as owner:
            found = owner.execute("DELETE FROM public.witness RETURNING changed, inside").fetchall()
        inside = {(changed, by) for changed, by in found if changed not in NO_FACTS}
        assert inside <= {("event", "log.append"), ("event", "log.append_one"), ("event", "log.append_each")}
        new = self._parts.store.read_log(after=self._head, limit=1000)
        assert bool(new) == bool(inside)
        self._head, grown = self._parts.store.head(), [found.event.stored_as for found in new]
        self._parts.projector.catch_up()
        return grown


def admin(parts: Parts) -> tuple[TestClient, UUID]:
    """Return a browser of a beheerder, and the id of a begeleider with an account."""
    ids = {"gea": uuid4(), "anna": uuid4()}
    for name, role in (("gea", Role.BEHEER), ("anna", Role.BEGELEIDER)):
        parts.desk.handle(AddStaffMember(staff_id=ids[name], name=name, role=role), BEHEER)
        parts.desk.handle(accepts_code(ids[name]), Actor(str(ids[name]), name, role))
        Accounts(parts.database).add(Account(name, name, role, ids[name]), PASSWORD)
    parts.projector.catch_up()
    browser = TestClient(parts.application(), headers={"Origin": "http://testserver"}, follow_redirects=False)
    token = Sessions(parts.database).open("gea", proved_at=clock.now())
    browser.cookies.set(cookie_name(parts.settings), token, domain="testserver.local", path="/")
    return browser, ids["anna"]


@pytest.mark.slow("a service of its own, written to in every way")
@pytest.mark.requirement("S-157")
def test_everything_is_written_through_the_log(parts: Parts, tmp_path: Path) -> None:
    seen = Seen(parts)
    browser, anna = admin(parts)
    person, access = f"/beheer/medewerkers/{anna}", "/beheer/toegang/anna"
    day = f"{clock.today():%d-%m-%Y}"
    assert len(seen.grew()) == 4

    joined = {
        "naam": "Hans Nieuweling",
        "rol": "planner",
        "werkgever": "service",
        "gebruikersnaam": "hans",
        "wachtwoord-nieuw": PASSWORD,
    }
    screens = [
        ("/beheer/medewerker-toevoegen", joined, "staff.member_added"),
        (f"{person}/rol-geven", {"wat": "planner", "van": day}, "staff.role_given"),
        (f"{person}/rol-stoppen", {"wat": "planner", "tot": day}, "staff.role_taken"),
        (f"{person}/team-geven", {"wat": "Noord", "van": day}, "staff.team_joined"),
        (f"{person}/team-stoppen", {"wat": "Noord", "tot": day}, "staff.team_left"),
        (f"{person}/eenheid-geven", {"wat": "LX", "van": day}, "staff.unit_joined"),
        (f"{person}/eenheid-stoppen", {"wat": "LX", "tot": day}, "staff.unit_left"),
        (f"{person}/bekwaamheid-geven", {"wat": "crisis", "van": day}, "staff.competence_recorded"),
        (f"{person}/bekwaamheid-stoppen", {"wat": "crisis", "tot": day}, "staff.competence_ended"),
    ]
    for path, answers, stored_as in screens:
        answer = posted_to(browser, path, answers)
        assert answer.status_code == 303, (path, answer.text)
        assert seen.grew() == [stored_as], path

    token = {"csrf": hidden(browser, access)}
    buttons = [
        (f"{access}/uitloggen", {}, "staff.sessions_ended"),
        (f"{access}/wachtwoordcode", {}, "staff.password_code_made"),
        (f"{access}/tweede-stap", {}, "staff.factors_removed"),
        (access, {"toegang": "stoppen"}, "staff.access_ended"),
        (access, {"toegang": "geven"}, "staff.access_given_back"),
    ]
    for path, answers, stored_as in buttons:
        assert browser.post(path, data={**token, **answers}).status_code in (200, 303)
        assert seen.grew() == [stored_as], path

    posted_to(browser, f"{person}/uit-dienst", {"tot": day})
    assert seen.grew() == ["staff.left_service"]

    with clock.standing_at(clock.now() + timedelta(days=40)):
        clockwork_of(parts, lead=False).tick()
    assert seen.grew() == ["case.evaluation_moment_overdue"]

    assert import_caseload(Path(sheet(tmp_path, SOUND))) == 0
    assert {"staff.placeholder_added", "case.registered"} <= set(seen.grew())

    assert account("eva", "Eva Nagemaakt", "auditor", PASSWORD) == 0
    assert seen.grew() == ["staff.member_added"]
    assert account_reset("eva") == 0
    assert seen.grew() == ["staff.factors_removed", "staff.sessions_ended", "staff.password_code_made"]

    with parts.database.pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("INSERT INTO log.event SELECT * FROM log.event LIMIT 1")


def hidden(browser: TestClient, path: str) -> str:
    """Return the form token of a page."""
    page = browser.get(path).text
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
