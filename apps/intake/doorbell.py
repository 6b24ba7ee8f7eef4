"""Telling a worker that a batch waits. The project registers at start what that means; silent until then."""

from collections.abc import Callable

from django.db import transaction


class _Doorbell:
    """What is called after commit with the batch's id."""

    ring: Callable[[int], None] | None = None


def set_doorbell(ring: Callable[[int], None]) -> None:
    """Register what is called for a batch that waits. It may only enqueue, and must not raise."""
    _Doorbell.ring = ring


def ring(batch_id: int) -> None:
    """Ring for a batch once the transaction has been committed."""
    transaction.on_commit(lambda: _call(batch_id))


def _call(batch_id: int) -> None:
    if _Doorbell.ring is not None:
        _Doorbell.ring(batch_id)
