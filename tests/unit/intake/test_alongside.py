"""A long step with signs of life meanwhile."""

import threading

import pytest

from apps.intake.alongside import alongside

OFTEN = 0.01
LONGEST = 20


def test_what_is_made_comes_back_and_what_is_quick_needs_no_beat() -> None:
    beats: list[int] = []
    assert alongside(lambda: "made", beat=lambda: beats.append(1), every=LONGEST) == "made"
    assert beats == []


def test_beats_come_from_the_thread_that_waits() -> None:
    beaten = threading.Event()
    threads: list[int] = []

    def beat() -> None:
        threads.append(threading.get_ident())
        if len(threads) >= 3:
            beaten.set()

    def make() -> tuple[bool, int]:
        return beaten.wait(LONGEST), threading.get_ident()

    in_time, maker = alongside(make, beat=beat, every=OFTEN)
    assert in_time
    assert set(threads) == {threading.get_ident()}
    assert maker != threading.get_ident()


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        alongside(fail, beat=lambda: None, every=LONGEST)


def test_an_error_of_a_beat_ends_the_beats_and_counts_more_than_what_was_made() -> None:
    failed, over = threading.Event(), threading.Event()
    beats: list[int] = []

    def beat() -> None:
        beats.append(1)
        failed.set()
        raise LookupError

    def make() -> None:
        failed.wait(LONGEST)
        over.set()
        raise KeyError("x")

    with pytest.raises(LookupError):
        alongside(make, beat=beat, every=OFTEN)
    assert over.is_set()  # nothing goes on by itself
    assert beats == [1]
