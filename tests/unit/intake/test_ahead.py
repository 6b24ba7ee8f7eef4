"""Items made ahead in another thread: the same items, errors and ends."""

import threading
from collections.abc import Iterator

import pytest

from apps.intake.ahead import ahead


def counted(upto: int, made: list[int], error: Exception | None = None) -> Iterator[int]:
    for n in range(upto):
        made.append(n)
        yield n
    if error is not None:
        raise error


def readers() -> int:
    return sum(
        thread.name.startswith("Thread") and "_read" in thread.name for thread in threading.enumerate()
    )


def test_the_items_come_in_their_order() -> None:
    assert list(ahead(counted(50, []))) == list(range(50))
    assert list(ahead(iter([]))) == []


def test_the_next_one_is_made_while_one_is_in_use() -> None:
    next_one = threading.Event()

    def two() -> Iterator[int]:
        yield 1
        next_one.set()
        yield 2

    items = ahead(two())
    assert next(items) == 1
    assert next_one.wait(10)
    assert list(items) == [2]


def test_an_error_comes_after_what_was_made_before_it() -> None:
    got: list[int] = []
    with pytest.raises(ValueError, match="no more"):
        got.extend(ahead(counted(3, [], ValueError("no more"))))
    items = ahead(counted(3, [], ValueError("no more")))
    assert [next(items), next(items), next(items)] == [0, 1, 2]
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    made: list[int] = []
    before = readers()
    items = ahead(counted(1000, made))
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert readers() == before
    assert len(made) <= 4
