"""What is counted: streams of records, as data. One subject a file; `shape` says what a stream is made of."""

from typing import Final

from apps.metrics.streams.customers import BUYERS, CONVERSION, DISTINCT, RETENTION, RETENTION_MONTHS, SERVED
from apps.metrics.streams.orders import (
    CLOSED,
    FIRST_IN_MONTHS,
    FIRST_ORDERS,
    LINED_ORDERS,
    NEW_MARKETS,
    OPENED,
    ORDERS,
    PURCHASES,
    REVERSALS,
    SHARED_ORDERS,
    SHARED_REVERSALS,
)
from apps.metrics.streams.service import COMPLAINTS, ENQUIRIES, EVALUATIONS, SURVEYS
from apps.metrics.streams.shape import Rows, Stream
from apps.metrics.streams.work import CALLS, MEASUREMENTS, PROMISES, SESSIONS

__all__ = [
    "CONVERSION",
    "DISTINCT",
    "FIRST_ORDERS",
    "RETENTION",
    "REVERSALS",
    "STREAMS",
    "Rows",
    "Stream",
]

STREAMS: Final[dict[str, Stream]] = {
    stream.code: stream
    for stream in (
        CALLS,
        SESSIONS,
        PROMISES,
        MEASUREMENTS,
        ORDERS,
        SHARED_ORDERS,
        REVERSALS,
        SHARED_REVERSALS,
        LINED_ORDERS,
        PURCHASES,
        FIRST_ORDERS,
        FIRST_IN_MONTHS,
        NEW_MARKETS,
        OPENED,
        CLOSED,
        ENQUIRIES,
        SURVEYS,
        COMPLAINTS,
        EVALUATIONS,
        CONVERSION,
        RETENTION,
        RETENTION_MONTHS,
        BUYERS,
        SERVED,
    )
}
