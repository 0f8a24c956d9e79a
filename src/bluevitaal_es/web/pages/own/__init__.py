"""The pages of a client, all reached from /mijn; each tells who reads what is typed and what happens next."""

from bluevitaal_es.web.pages.own import (
    calendar,
    complaints,
    conference,
    consent,
    home_code,
    home_front,
    looks,
    messages,
    overview,
    own_data,
    reaching,
    recovery,
    sending,
)

ROUTERS = (
    overview.router,
    recovery.router,
    consent.router,
    conference.router,
    looks.router,
    own_data.router,
    complaints.router,
    messages.router,
    home_front.router,
    home_code.router,
    reaching.router,
    calendar.router,
    sending.router,
)
