"""Asked once: reads that several parts of one page ask again, answered from what the first one found.

Only inside `reading_once()`, which a view opens around a page that writes nothing; outside it every call asks
the database. So nothing outlives a request, and no operation ever sees an old answer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Remember what `asked_once` functions answer until the end of the block."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def asked_once(function: Callable[P, R]) -> Callable[P, R]:
    """A read with hashable arguments whose answer nobody changes."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (ask, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        found: R = answers[key]
        return found

    return ask


def answered(function: Callable[..., R], *args: Any, answer: R) -> None:
    """Note the answer to an `asked_once` question that another query has brought along."""
    answers = _answers.get()
    if answers is not None:
        answers[function, args, ()] = answer
