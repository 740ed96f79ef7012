"""Several people at one moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def together(*actions: Callable[[], Any]) -> list[Exception | None]:
    """Run the actions at one moment, each with a connection of its own; return what each raised or None."""
    start = threading.Barrier(len(actions))
    raised: list[Exception | None] = [None] * len(actions)

    def run(number: int, action: Callable[[], Any]) -> None:
        try:
            start.wait()
            action()
        except Exception as error:  # noqa: BLE001
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
