"""CRM and finance: orders, opportunities, refunds."""

from typing import Any, Final

from apps.intake.mapping.aliases import CUSTOMER_NAME, ORDER_ID, PRODUCT
from apps.intake.presets.columns import AGENT_NAME, AGENT_NUMBER, CUSTOMER, FOOTER, column, known, optional


def _deal(target: str) -> tuple[str, ...]:
    return known("opportunity", target)


def _order(target: str) -> tuple[str, ...]:
    return known("order", target)


CRM_ORDERS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "order_id": column(*ORDER_ID),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER),
        "date": column(*_order("day")),
        "amount": column(*_order("amount")),
        "currency": optional(*_order("currency")),
        "product": optional(*PRODUCT),
        "verified": optional(*_order("verified_day")),
        "paid": optional(*_order("paid_day")),
        "cancelled": optional(*_order("cancelled_day")),
        "campaign": optional(*_order("campaign")),
        "market": optional(*_order("market")),
        "scenario": optional(*_order("scenario")),
    },
    "records": [
        {
            "type": "order",
            "key": ["order_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "day": "date",
                "amount": "amount",
                "currency": "currency",
                "product": "product",
                "verified_day": "verified",
                "paid_day": "paid",
                "cancelled_day": "cancelled",
                "campaign": "campaign",
                "market": "market",
                "scenario": "scenario",
            },
        }
    ],
}

_STAGES: Final = {
    "won": "won", "closed won": "won", "成交": "won", "赢单": "won", "贏單": "won",
    "lost": "lost", "closed lost": "lost", "输单": "lost", "輸單": "lost",
    "open": "open", "engaging": "open", "prospecting": "open", "qualification": "open", "proposal": "open",
    "negotiation": "open", "跟进中": "open", "跟進中": "open",
}  # fmt: skip
_WON: Final = [stage for stage, meaning in _STAGES.items() if meaning == "won"]

CRM_OPPORTUNITIES: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "opportunity_id": column(*_deal("key")),
        "agent": column(*AGENT_NAME),
        "product": optional(*PRODUCT),
        "account": optional(*CUSTOMER_NAME),
        "stage": column(*_deal("stage")),
        "opened": column(*_deal("day")),
        "closed": column(*_deal("closed_day")),
        "value": column(*_deal("amount")),
    },
    "records": [
        {
            "type": "opportunity",
            "key": ["opportunity_id"],
            "agent": {"column": "agent", "by": "name"},
            "customer": {"column": "account", "by": "name", "raw": True},
            "fields": {
                "day": "opened",
                "stage": {"column": "stage", "map": _STAGES},
                "stage_label": "stage",
                "closed_day": "closed",
                "amount": "value",
                "product": "product",
            },
        },
        {
            "type": "order",
            "when": [{"column": "stage", "in": _WON}],
            "key": ["opportunity_id"],
            "agent": {"column": "agent", "by": "name"},
            "customer": {"column": "account", "by": "name", "raw": True},
            "fields": {"day": "closed", "amount": "value", "product": "product"},
        },
    ],
}

FINANCE_REFUNDS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "refund_id": column(*known("refund", "key")),
        "order_id": column(*ORDER_ID),
        "date": column(*known("refund", "day")),
        "amount": column(*known("refund", "amount")),
        "currency": optional(*_order("currency")),
    },
    "records": [
        {
            "type": "refund",
            "key": ["refund_id"],
            "fields": {"day": "date", "order_key": "order_id", "amount": "amount", "currency": "currency"},
        }
    ],
}

# One row an order, with what was given back of it: two records where something was.
ORDERS_AND_REFUNDS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": CRM_ORDERS["columns"]
    | {
        "refunded": column("Refund amount", "Refunded", "退款金额", "退款金額"),
        "refunded_on": column("Refund date", "Refunded on", "退款日期"),
    },
    "records": [
        *CRM_ORDERS["records"],
        {
            "type": "refund",
            "when": [{"column": "refunded", "above": 0}],
            "key": ["order_id"],
            "fields": {
                "day": "refunded_on",
                "order_key": "order_id",
                "amount": "refunded",
                "currency": "currency",
            },
        },
    ],
}

ORDER_LINES: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "order_id": column(*ORDER_ID),
        "line": column(*known("order_line", "line")),
        "date": optional(*known("order_line", "day")),
        "product": column(*PRODUCT),
        "quantity": optional(*known("order_line", "quantity")),
        "amount": optional(*known("order_line", "amount")),
    },
    "records": [
        {
            "type": "order_line",
            "key": ["order_id", "line"],
            "fields": {
                "day": "date",
                "order_key": "order_id",
                "line": "line",
                "product": "product",
                "quantity": "quantity",
                "amount": "amount",
            },
        }
    ],
}

ORDER_CREDITS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "order_id": column(*ORDER_ID),
        "agent": column(*AGENT_NUMBER),
        "date": optional(*known("credit", "day")),
        "share": column(*known("credit", "share")),
    },
    "records": [
        {
            "type": "credit",
            "key": ["order_id", "agent"],
            "agent": {"column": "agent", "by": "number"},
            "fields": {"day": "date", "order_key": "order_id", "share": "share"},
        }
    ],
}
