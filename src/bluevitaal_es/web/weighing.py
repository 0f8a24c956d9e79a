"""Acts that weigh: for whom they are, and after a second proof of the last ten minutes."""

from collections.abc import Awaitable, Callable

from fastapi import Depends
from starlette.requests import Request

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.web.session import requires, requires_fresh_factor


def requires_freshly(act: Act) -> Callable[..., Awaitable[Actor]]:
    """Return a dependency like `requires`, that asks who may do `act` to prove anew who they are.

    Others get a page not found, and no question.
    """
    in_role = requires(act)

    async def in_role_and_proven(request: Request, actor: Actor = Depends(in_role)) -> Actor:
        return await requires_fresh_factor(request, actor)

    return in_role_and_proven
