"""The verbs of the command line: results on standard output, everything else on standard error."""

import sys
from collections.abc import Sequence

import click
import typer

from bluevitaal_es.catalogue import CatalogueFault
from bluevitaal_es.cli import (
    account,
    backup,
    checkpoint,
    consistency,
    demo,
    doctor,
    export_log,
    figures,
    forget,
    import_,
    proof,
    rebuild,
    remove_looks,
    replay,
    restore,
    rotate_keys,
    serve,
    verify,
)
from bluevitaal_es.database import DatabaseFault
from bluevitaal_es.log import set_up_logging
from bluevitaal_es.settings import ConfigurationFault

cli = typer.Typer(
    name="bluevitaal",
    help="BlueVitaal: begeleiding van mentaal overbelaste politiemedewerkers en hun naasten.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.command("serve")(serve.serve)
cli.command("web")(serve.web)
cli.command("projections")(serve.run_projections)
cli.command("scheduler")(serve.scheduler)
cli.command("demo")(demo.demo)
cli.command("import")(import_.import_caseload)
cli.command("replay")(replay.replay)
cli.command("figures")(figures.figures)
cli.command("verify")(verify.verify)
cli.command("checkpoint")(checkpoint.checkpoint)
cli.command("export-log")(export_log.export_log)
cli.command("proof")(proof.proof)
cli.command("consistency")(consistency.consistency)
cli.command("rebuild")(rebuild.rebuild)
cli.command("forget")(forget.forget)
cli.command("legal-hold")(forget.legal_hold)
cli.command("remove-looks")(remove_looks.remove_looks)
cli.command("backup")(backup.backup)
cli.command("backup-key")(backup.backup_key)
cli.command("restore")(restore.restore)
cli.command("rotate-keys")(rotate_keys.rotate_keys)
cli.command("account")(account.account)
cli.command("account-reset")(account.account_reset)
cli.command("doctor")(doctor.doctor)


def run(words: Sequence[str]) -> int:
    """Run the verb in `words`; return 0 only if what it says is so. A known fault is one line, no trace."""
    set_up_logging("console" if sys.stderr.isatty() else "json")
    try:
        status = cli(args=list(words), standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except (ConfigurationFault, CatalogueFault) as fault:
        typer.echo(str(fault), err=True)
        return 1
    except DatabaseFault as fault:
        typer.echo(f"De database antwoordt niet: {' '.join(str(fault).split())}", err=True)
        return 1
    return status if isinstance(status, int) else 0
