"""Something long that a worker waits for, with a sign of life meanwhile."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def alongside(make: Callable[[], T], *, beat: Callable[[], None], every: float) -> T:
    """What `make` gives, made in a thread of its own while this one calls `beat` every so many seconds.

    `make` must not touch the database, whose connection belongs to this thread. Its error is raised here. An
    error of `beat` ends the beats; it is raised once `make` has ended, whose outcome then counts no more.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(make())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            errors.append(error)

    maker = threading.Thread(target=run, daemon=True)
    maker.start()
    try:
        while maker.is_alive():
            maker.join(every)
            if maker.is_alive():
                beat()
    finally:
        maker.join()
    if errors:
        raise errors[0]
    return results[0]
