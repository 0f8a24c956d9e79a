"""`bluevitaal serve`: all in one process; `web`, `projections`, `scheduler`: the same parts apart."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from socket import socket
from typing import Annotated

import typer
import uvicorn

from bluevitaal_es import app
from bluevitaal_es.cli.options import DataDir, progress_bar, settings_for
from bluevitaal_es.demo.filling import fill, prepare_demo
from bluevitaal_es.scheduler import clockwork_of
from bluevitaal_es.settings import ConfigurationFault, Settings

Port = Annotated[int | None, typer.Option("--port", help="Poort; zonder deze: BLUEVITAAL_PORT of 8000.")]
Demo = Annotated[bool, typer.Option("--demo", help="Demonstratie met verzonnen trajecten.")]
Seconds = Annotated[float, typer.Option("--seconds", help="Om de hoeveel seconden de klok kijkt.")]

DEMO_CASES = 200


def serve(demo: Demo = False, port: Port = None, data_dir: DataDir = None) -> int:
    """Start alles in één proces: pagina's, leesmodellen en klok."""
    settings = settings_for(data_dir, port=port, demo=demo or None)
    with app.opened(settings) as parts:
        if settings.demo:
            prepare_demo(parts)
            with progress_bar("Demonstratie vullen") as progress:
                fill(parts, cases=DEMO_CASES, seed=1, progress=progress)
        else:
            _refuse_a_demonstration(parts)
        parts.projector.catch_up()
        clockwork = clockwork_of(parts)
        app.settle()
        with _running(parts.projector.run, clockwork.run, parts.forgetting.watch):
            _serve(parts)
    return 0


def web(port: Port = None, data_dir: DataDir = None) -> int:
    """Start alleen de pagina's; leesmodellen en klok draaien elders."""
    with app.opened(settings_for(data_dir, port=port), join=True) as parts, _forgetting(parts):
        app.settle()
        _serve(parts)
    return 0


def run_projections(data_dir: DataDir = None) -> int:
    """Houd alleen de leesmodellen bij."""
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts, _forgetting(parts):
        _until_told_to_stop(parts.projector.run)
    return 0


def scheduler(seconds: Seconds = 60.0, data_dir: DataDir = None) -> int:
    """Laat alleen de klok lopen."""
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts, _forgetting(parts):
        _until_told_to_stop(clockwork_of(parts, seconds=seconds).run)
    return 0


class _Server(uvicorn.Server):
    """Says where the pages are once they can be opened."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            typer.echo(f"BlueVitaal staat klaar op http://{self.config.host}:{self.config.port}", err=True)


def _serve(parts: app.Parts) -> None:
    settings: Settings = parts.settings
    config = uvicorn.Config(
        parts.application(),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    _Server(config).run()


def _refuse_a_demonstration(parts: app.Parts) -> None:
    if parts.store.origin() == "demo":
        raise ConfigurationFault(
            "In deze map staat een demonstratie. Start met --demo, of kies een andere map met --data-dir."
        )


@contextlib.contextmanager
def _running(*loops: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run loops in threads beside the block, and stop them after it."""
    stop = threading.Event()
    threads = [threading.Thread(target=loop, args=[stop], daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


def _forgetting(parts: app.Parts) -> contextlib.AbstractContextManager[None]:
    """Let go of destroyed keys while the block runs."""
    return _running(parts.forgetting.watch)


def _until_told_to_stop(loop: Callable[[threading.Event], None]) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop(stop)
