"""What each focus proposes for a scorecard: KPIs with weights. Data; own rows go before it."""

from typing import Final

from apps.goals.choices import Focus

PROPOSED: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    Focus.GROWTH: (
        ("sales_amount", 4000),
        ("conversion_rate", 2000),
        ("average_order_value", 1500),
        ("customer_satisfaction", 1500),
        ("outbound_calls", 1000),
    ),
    Focus.NEW_MARKETS: (
        ("new_customers", 4000),
        ("new_market_share", 2000),
        ("conversion_rate", 1500),
        ("customer_satisfaction", 1500),
        ("outbound_calls", 1000),
    ),
    Focus.RETENTION: (
        ("retention_rate", 3500),
        ("customer_satisfaction", 3000),
        ("complaint_rate", 1500),
        ("response_time", 1000),
        ("sales_amount", 1000),
    ),
    Focus.QUALITY: (
        ("quality_score", 3500),
        ("customer_satisfaction", 2500),
        ("complaint_rate", 2000),
        ("talk_time", 1000),
        ("sales_amount", 1000),
    ),
    Focus.EFFICIENCY: (
        ("outbound_calls", 2500),
        ("talk_time", 1500),
        ("response_time", 2000),
        ("conversion_rate", 2000),
        ("quality_score", 2000),
    ),
    Focus.BRAND: (
        ("customer_satisfaction", 3500),
        ("brand_reputation", 2500),
        ("complaint_rate", 2000),
        ("quality_score", 2000),
    ),
}
"""Hundredths of a percent. What an installation does not measure is left out and its weight shared out."""
