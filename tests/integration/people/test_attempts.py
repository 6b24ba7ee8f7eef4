"""Tries to sign in are counted once for all web processes, for the length of a window."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from apps.people.models import Attempt
from apps.people.operations.attempts import (
    WRONG_FOR_NAME,
    WRONG_FROM_ADDRESS,
    count_try,
    count_wrong,
    forget_wrong,
    seconds_left,
    too_many_wrong,
    tries,
)
from tests.people import AT
from tests.racing import race

ALMOST = WRONG_FOR_NAME.window - timedelta(seconds=1)


@pytest.mark.django_db
def test_a_name_is_closed_after_its_tries_and_opens_with_the_window() -> None:
    for _ in range(WRONG_FOR_NAME.most):
        assert not too_many_wrong(username="amy", address="10.0.0.1", at=AT)
        count_wrong(username="amy", address="10.0.0.1", at=AT)
    assert too_many_wrong(username=" AMY ", address="10.0.0.2", at=AT + ALMOST)
    assert not too_many_wrong(username="ben", address="10.0.0.1", at=AT)
    assert not too_many_wrong(username="amy", address="10.0.0.1", at=AT + WRONG_FOR_NAME.window)


@pytest.mark.django_db
def test_the_right_password_frees_the_name_and_not_the_address() -> None:
    for number in range(WRONG_FROM_ADDRESS.most):
        count_wrong(username=f"name-{number % 25}", address="10.0.0.1", at=AT)
    forget_wrong(username="name-1")
    assert tries(WRONG_FOR_NAME, "name-1", at=AT) == 0
    assert too_many_wrong(username="name-1", address="10.0.0.1", at=AT)
    assert not too_many_wrong(username="name-1", address="10.0.0.2", at=AT)


@pytest.mark.django_db
def test_nothing_is_left_of_a_window_that_is_over_and_no_name_is_kept() -> None:
    count_wrong(username="amy", address="10.0.0.1", at=AT)
    assert seconds_left(WRONG_FOR_NAME, "amy", at=AT + ALMOST) == 1
    assert not Attempt.objects.filter(key__contains="amy").exists()
    count_try(WRONG_FOR_NAME, "ben", at=AT + WRONG_FOR_NAME.window)
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    def one() -> int:
        return count_try(WRONG_FOR_NAME, "amy", at=AT)

    contestants: list[Callable[[], int]] = [one] * 6
    found = race(*contestants)
    assert not [error for error in found if isinstance(error, Exception)]
    assert tries(WRONG_FOR_NAME, "amy", at=AT) == 6
