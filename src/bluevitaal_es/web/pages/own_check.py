"""All that somebody needs to check the log without us: checker, key, checkpoints, proofs that it grew."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.projections.audit_trail.view import SignedCheckpoint
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
verifier = requires(Act.VERIFY_LOG)

#: The one copy of the checker; `tools/verify_log.py` leads to it.
CHECKER: Final = Path(__file__).parents[1] / "downloads" / "verify_log.py"
#: Checkpoints on the page before somebody asks for all of them: some two months.
NEWEST: Final = 60


@router.get("/audit/zelf-controleren")
def own_check(request: Request, alles: str = "", actor: Actor = Depends(verifier)) -> Response:
    """Show in three steps how to check the log on one's own computer, with all there is to download."""
    return _page(request, actor, everything=bool(alles))


@router.get("/audit/zelf-controleren/verify_log.py", dependencies=[Depends(verifier)])
def checker() -> Response:
    """Hand out the program that checks, as it is in the source."""
    return _file(CHECKER.read_text(encoding="utf-8"), "verify_log.py", "text/x-python")


@router.get("/audit/zelf-controleren/sleutel.pem")
def public_key(request: Request, actor: Actor = Depends(verifier)) -> Response:
    """Hand out the key that signatures are checked with."""
    house = house_of(request)
    key = house.audit.public_key(actor, house.settings)
    return not_found(request) if key is None else _file(key[1], "sleutel.pem", "application/x-pem-file")


@router.get("/audit/controlepunt")
def newest_checkpoint(request: Request, actor: Actor = Depends(verifier)) -> Response:
    """Hand out the newest kept checkpoint, as the text that can be checked anywhere."""
    return _checkpoint(request, house_of(request).audit.checkpoint(actor))


@router.get("/audit/controlepunt/{which}")
def one_checkpoint(request: Request, which: int, actor: Actor = Depends(verifier)) -> Response:
    """Hand out one of the kept checkpoints."""
    kept = house_of(request).audit.checkpoints(actor)
    return _checkpoint(request, next((each for each in kept if each.which == which), None))


@router.get("/audit/controlepunt/{which}/aansluiting")
def growth(request: Request, which: int, actor: Actor = Depends(verifier)) -> Response:
    """Hand out the proof that the newest checkpoint contains this one unchanged, or say why there is none."""
    try:
        found = house_of(request).audit.growth(actor, which)
    except ConfigurationFault as fault:
        return _page(request, actor, trouble=str(fault))
    if found is None:
        return not_found(request)
    return _file(found[1], f"aansluiting-{_day(found[0].made_at)}.txt")


def _page(request: Request, actor: Actor, *, everything: bool = False, trouble: str = "") -> Response:
    house = house_of(request)
    kept = house.audit.checkpoints(actor)
    return render(
        request,
        "own_check.html",
        409 if trouble else 200,
        title="Zelf controleren",
        breadcrumbs=[("/audit", "Controle")],
        trouble=trouble,
        key=house.audit.public_key(actor, house.settings),
        kept=kept if everything else kept[:NEWEST],
        everything=len(kept),
        command=_command(kept),
    )


def _command(kept: list[SignedCheckpoint]) -> tuple[str, ...]:
    """Return what to type, word for word, with the names of files of the newest checkpoint but one."""
    day = f"-{_day(kept[1].made_at)}" if len(kept) > 1 else ""
    files = f"aansluiting{day}.txt", "--controlepunt", f"controlepunt{day}.txt", "--sleutel", "sleutel.pem"
    return ("python3", CHECKER.name, *files)


def _checkpoint(request: Request, found: SignedCheckpoint | None) -> Response:
    if found is None:
        return not_found(request)
    return _file(found.text, f"controlepunt-{_day(found.made_at)}.txt")


def _file(text: str, name: str, kind: str = "text/plain") -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
