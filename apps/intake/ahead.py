"""The next piece of a file is read while this one is written: two things that wait for different machines."""

import threading
from collections.abc import Iterator
from queue import Queue
from typing import TypeVar

T = TypeVar("T")


class _Over:
    """The items have ended, by an error where there is one."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a thread of its own while the one before it is in use: two at a time.

    What makes them must not touch the database, whose connection belongs to this thread. An error is raised
    here where its item would have come.
    """
    ready: Queue[T | _Over] = Queue()
    wanted = threading.Semaphore(1)
    unwanted = threading.Event()
    reader = threading.Thread(target=_read, args=(items, ready, wanted, unwanted), daemon=True)
    reader.start()
    try:
        while True:
            item = ready.get()
            wanted.release()
            if isinstance(item, _Over):
                break
            yield item
    finally:
        unwanted.set()
        wanted.release()
        reader.join()
    if item.error is not None:
        raise item.error


def _read(
    items: Iterator[T], ready: "Queue[T | _Over]", wanted: threading.Semaphore, unwanted: threading.Event
) -> None:
    over = _Over()
    try:
        while wanted.acquire() and not unwanted.is_set():
            ready.put(next(items))
    except StopIteration:
        pass
    except BaseException as error:  # noqa: BLE001 - it is raised again where the items are used
        over = _Over(error)
    ready.put(over)
