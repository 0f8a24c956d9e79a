"""The library's subscription on our log: catches up from any position, then is woken by each append."""

from collections.abc import Sequence
from threading import Thread

import psycopg
from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

#: Seconds between looks at whether the subscription was stopped.
LOOK_UP = 0.1


class LogSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """Yields notifications in order of position, without holes, and blocks after the newest one."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        dsn: str,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._dsn = dsn
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __exit__(self, *args: object, **kwargs: object) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listener.join()

    def _listen(self) -> None:
        try:
            with psycopg.connect(self._dsn, autocommit=True) as connection:
                connection.execute("LISTEN log_appended")
                # What was appended before the LISTEN took effect is fetched by this first wake-up.
                self._has_been_notified.set()
                while not self._has_been_stopped and self._thread_error is None:
                    for _ in connection.notifies(timeout=LOOK_UP, stop_after=1):
                        self._has_been_notified.set()
        except psycopg.Error as fault:
            if self._thread_error is None:
                self._thread_error = fault
            self.stop()
