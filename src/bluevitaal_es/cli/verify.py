"""`bluevitaal verify`: check the hash chains of both logs, and that they still hold what was signed."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, read_text, settings_for
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.checkpoint import (
    Checkpoint,
    CheckpointVerdict,
    Finding,
    check_against,
    kept_checkpoints,
    read_checkpoint,
)
from bluevitaal_es.store.reading_log import verify_reading
from bluevitaal_es.store.signing import PublicKey, open_signing_key, read_public_key, signing_key_file
from bluevitaal_es.store.verify import Verdict
from bluevitaal_es.store.verify import verify as verify_chain

#: What is wrong at the first wrong position, by the reason the check gives.
WRONG = {
    "changed": "gebeurtenis {position} is niet de gebeurtenis die is vastgelegd",
    "missing": "gebeurtenis {position} ontbreekt",
    "unexpected": "op plaats {position} staat een gebeurtenis die daar niet kan staan",
    "time": "gebeurtenis {position} draagt een tijd van vóór de gebeurtenis ervoor",
    "version": "bij gebeurtenis {position} klopt de volgorde binnen het traject niet",
}
#: The same of the log of who looked.
WRONG_LOOK = {
    "changed": "inzage {position} is niet de inzage die is vastgelegd",
    "missing": "inzage {position} ontbreekt",
    "unexpected": "op plaats {position} staat een inzage die daar niet kan staan",
    "time": "inzage {position} draagt een tijd van vóór de inzage ervoor",
    "list": "bij inzage {position} staan niet de trajecten die in de lijst stonden",
    "removed": "de inzagen tot en met {position} zijn anders verwijderd dan volgens de regels",
}
#: What is wrong with a checkpoint, by the reason the check gives.
NOT_AS_SIGNED = {
    "forged": "de handtekening klopt niet. Het controlepunt is veranderd of niet van ons",
    "other_key": "het is ondertekend met sleutel {key_id}, niet met de sleutel die is gegeven",
    "shorter": "toen waren er {position} gebeurtenissen, nu zijn het er {head}. De nieuwste zijn weg,"
    " of er is een oude back-up teruggezet",
    "rewritten": "bij gebeurtenis {position} of eerder staat nu iets anders dan toen, met nieuwe hashes",
    "broken": "de keten is gebroken vóór het einde van wat toen is ondertekend",
    "looks_shorter": "toen waren er {signed_looks} inzagen, nu zijn het er {looks}. De nieuwste zijn weg,"
    " of er is een oude back-up teruggezet",
    "looks_rewritten": "bij inzage {signed_looks} of eerder staat nu iets anders dan toen, met nieuwe hashes",
    "looks_broken": "de keten van de inzagen is gebroken vóór het einde van wat toen is ondertekend",
    "looks_removed": "van de {signed_looks} inzagen van toen zijn er verwijderd, binnen vijf jaar",
}

OfCheckpoint = Annotated[
    Path | None,
    typer.Option("--checkpoint", help="Controlepunt dat u bewaarde: staat alles van toen er nog?"),
]
OfKey = Annotated[
    Path | None,
    typer.Option(
        "--public-key", help="Openbare sleutel die u bewaarde; zonder deze de sleutel op deze machine."
    ),
]


def verify(checkpoint: OfCheckpoint = None, public_key: OfKey = None, data_dir: DataDir = None) -> int:
    """Controleer of geen gebeurtenis en geen inzage is veranderd, verwijderd, verwisseld of tussengevoegd."""
    started = time.monotonic()
    settings = settings_for(data_dir)
    given = None if checkpoint is None else read_checkpoint(read_text(checkpoint))
    with (
        app.opened(settings, join=True, pool_size=2) as parts,
        parts.database.pool.connection() as connection,
        progress_bar("Controleren") as progress,
    ):
        parts.reading.record(look_from_here("verify", "report", "controle"))
        kept = kept_checkpoints(connection)
        connection.commit()
        key = _key(settings, public_key, needed=given is not None)
        known = [each for each in kept if key is not None and each.key_id == key.key_id]
        if key is None:
            verdict = CheckpointVerdict(
                verify_chain(connection, progress), verify_reading(connection, progress)
            )
        else:
            verdict = check_against(connection, known if given is None else [*known, given], key, progress)
    _tell_chain(verdict.chain, time.monotonic() - started)
    _tell_looks(verdict.looks)
    if given is not None:
        _tell_given(verdict.findings[-1], verdict)
        if public_key is None:
            typer.echo("De sleutel kwam van deze machine; met --public-key geeft u uw eigen kopie.", err=True)
    _tell_kept(verdict.findings[: len(known)], verdict, unknown=len(kept) - len(known))
    return 0 if verdict.ok else 1


def _key(settings: Settings, file: Path | None, *, needed: bool) -> PublicKey | None:
    """Return the key that was given, else the one of this machine; None when that is not there nor needed."""
    if file is not None:
        return read_public_key(read_text(file))
    if not needed and not signing_key_file(settings).exists():
        return None
    return open_signing_key(settings, may_make=False).public


def _tell_chain(chain: Verdict, seconds: float) -> None:
    if chain.reason is not None:
        typer.echo(f"NIET GOED: {WRONG[chain.reason].format(position=chain.position)}.")
        typer.echo(f"Tot en met gebeurtenis {chain.head} sluit de keten.")
        return
    typer.echo(f"Goed: {chain.head} gebeurtenissen nagerekend in {seconds:.1f} seconden, de keten is heel.")
    typer.echo(f"Laatste hash: {chain.head_hash.hex()}")


def _tell_looks(looks: Verdict) -> None:
    if looks.reason is not None:
        typer.echo(f"NIET GOED: {WRONG_LOOK[looks.reason].format(position=looks.position)}.")
        typer.echo(f"Tot en met inzage {looks.head} sluit de keten van wie keek.")
        return
    typer.echo(f"Goed: {looks.head - looks.start} inzagen nagerekend, de keten van wie keek is heel.")
    if looks.start:
        typer.echo(f"De inzagen tot en met {looks.start} zijn verwijderd na hun bewaartermijn.")


def _tell_given(finding: Finding, verdict: CheckpointVerdict) -> None:
    signed = finding.checkpoint
    if finding.ok:
        typer.echo(
            f"Goed: de {signed.position} gebeurtenissen van controlepunt {_name(signed)} staan er nog"
            " precies zo."
        )
    else:
        typer.echo(f"NIET GOED: controlepunt {_name(signed)}: {_wrong(finding, verdict)}.")


def _tell_kept(findings: Sequence[Finding], verdict: CheckpointVerdict, *, unknown: int) -> None:
    """Tell about the checkpoints beside the log: how many hold, and between which two it went wrong."""
    wrong = [finding for finding in findings if not finding.ok]
    right = [finding.checkpoint for finding in findings if finding.ok]
    if wrong:
        typer.echo(
            f"NIET GOED: {len(wrong)} van de {len(findings)} bewaarde controlepunten kloppen niet. Het eerste"
            f" is {_name(wrong[0].checkpoint)}: {_wrong(wrong[0], verdict)}."
        )
        if right:
            last = max(right, key=lambda each: each.position)
            typer.echo(f"Tot en met gebeurtenis {last.position} klopt het nog ({_name(last)}).")
    elif right:
        many = (
            f"alle {len(right)} bewaarde controlepunten kloppen"
            if len(right) > 1
            else "het bewaarde controlepunt klopt"
        )
        typer.echo(f"Goed: {many}; het laatste is {_name(right[-1])}.")
    if unknown:
        typer.echo(
            f"Niet nagegaan: {unknown} bewaarde controlepunten; hun sleutel is hier niet. Geef die met"
            " --public-key."
        )


def _wrong(finding: Finding, verdict: CheckpointVerdict) -> str:
    if finding.reason is None:
        return ""
    signed = finding.checkpoint
    return NOT_AS_SIGNED[finding.reason].format(
        position=signed.position,
        head=verdict.chain.head,
        key_id=signed.key_id,
        signed_looks=signed.looks,
        looks=verdict.looks.head,
    )


def _name(checkpoint: Checkpoint) -> str:
    return f"van {checkpoint.made_at:%Y-%m-%d %H:%M:%S} UTC"
