"""What is usual for a source: rows a day, so that a file of a month compares with one of a day."""

from datetime import UTC, datetime

from apps.intake.queries.deliveries import Delivery, usual_rows


def delivery(rows: int, days: int) -> Delivery:
    return Delivery(batch_id=1, source_id=1, rows=rows, days=days, at=datetime(2026, 11, 24, tzinfo=UTC))


def test_a_month_compares_with_a_day() -> None:
    assert usual_rows([delivery(2_100, 21), delivery(2_310, 21), delivery(90, 1)]) == 100


def test_of_two_the_lower_counts_and_of_none_nothing_is_usual() -> None:
    assert usual_rows([delivery(40, 1), delivery(20, 1)]) == 20
    assert usual_rows([]) is None
