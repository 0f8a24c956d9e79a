"""One module for each page: its GET, and the POSTs of the forms on it."""

from bluevitaal_es.web.pages import (
    audit,
    case,
    case_act,
    cases,
    client,
    contact,
    correction,
    figures,
    health,
    history,
    intake,
    login,
    planning,
    may_tell,
    registration,
    staff,
    team,
    work,
)

#: In the order in which addresses are tried: the generic acts on a case come last.
ROUTERS = (
    health.router,
    login.router,
    work.router,
    cases.router,
    contact.router,
    registration.router,
    intake.router,
    history.router,
    correction.router,
    case.router,
    may_tell.router,
    team.router,
    planning.router,
    figures.router,
    audit.router,
    client.router,
    staff.router,
    case_act.router,
)
