"""The next piece of a file is read while this one is written: two things that wait for different machines."""

import threading
from collections.abc import Iterator
from queue import Full, Queue
from typing import Final, TypeVar

T = TypeVar("T")
LOOK_SECONDS: Final = 0.2  # how often a reader looks whether anybody still wants what it has read


class _Over:
    """The items have ended, by an error where there is one."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a thread of its own while the one before it is in use.

    What makes them must not touch the database, whose connection belongs to this thread. An error is raised
    here where its item would have come.
    """
    ready: Queue[T | _Over] = Queue(maxsize=1)
    unwanted = threading.Event()
    reader = threading.Thread(target=_read, args=(items, ready, unwanted), daemon=True)
    reader.start()
    try:
        while True:
            item = ready.get()
            if isinstance(item, _Over):
                break
            yield item
    finally:
        unwanted.set()
        reader.join()
    if item.error is not None:
        raise item.error


def _read(items: Iterator[T], ready: "Queue[T | _Over]", unwanted: threading.Event) -> None:
    over = _Over()
    try:
        for item in items:
            if not _put(ready, item, unwanted):
                return
            del item  # only the queue holds it
    except BaseException as error:  # noqa: BLE001 - it is raised again where the items are used
        over = _Over(error)
    _put(ready, over, unwanted)


def _put(ready: "Queue[T | _Over]", item: "T | _Over", unwanted: threading.Event) -> bool:
    while not unwanted.is_set():
        try:
            ready.put(item, timeout=LOOK_SECONDS)
        except Full:
            continue
        return True
    return False
