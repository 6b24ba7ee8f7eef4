"""Two or more writers at once, each with a connection of its own, let go at one moment."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def race(*contestants: Callable[[], T], within: float = 60.0) -> Sequence[T | Exception]:
    """Run all at once and return, in their order, what each returned or raised. Needs `transactional_db`."""
    barrier = Barrier(len(contestants), timeout=within)
    outcomes: list[T | Exception | None] = [None] * len(contestants)

    def run(place: int, contestant: Callable[[], T]) -> None:
        try:
            barrier.wait()
            outcomes[place] = contestant()
        except Exception as error:  # noqa: BLE001  an outcome like any other
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(i, c), daemon=True) for i, c in enumerate(contestants)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(within)
        assert not thread.is_alive(), "a contestant hangs"
    return outcomes  # type: ignore[return-value]
