"""CRM and finance: orders, opportunities, refunds."""

from typing import Any, Final

from apps.intake.presets.columns import (
    AGENT_NAME,
    AGENT_NUMBER,
    AMOUNT,
    CURRENCY,
    CUSTOMER_PHONE,
    FOOTER,
    ORDER_ID,
    PRODUCT,
    column,
    optional,
)

CRM_ORDERS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "order_id": column(*ORDER_ID),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER_PHONE),
        "date": column("Order date", "Booked", "Date", "下单日期", "订单日期", "訂單日期", "日期"),
        "amount": column(*AMOUNT),
        "currency": optional(*CURRENCY),
        "product": optional(*PRODUCT),
        "verified": optional("Verified", "Verified on", "核实日期", "核實日期"),
        "paid": optional("Paid", "Paid on", "付款日期"),
        "cancelled": optional("Cancelled", "Cancelled on", "取消日期"),
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
        "opportunity_id": column("opportunity_id", "Opportunity", "商机编号", "商機編號"),
        "agent": column(*AGENT_NAME),
        "product": optional(*PRODUCT),
        "account": optional("account", "Account name", "客户名称", "客戶名稱"),
        "stage": column("deal_stage", "Stage", "阶段", "階段"),
        "opened": column("engage_date", "Opened", "Created", "开始日期", "開始日期"),
        "closed": column("close_date", "Closed", "成交日期", "結案日期"),
        "value": column("close_value", "Value", "Amount", "金额", "金額"),
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
        "refund_id": column("Refund ID", "Refund No", "退款编号", "退款編號"),
        "order_id": column(*ORDER_ID),
        "date": column("Refund date", "Date", "退款日期", "日期"),
        "amount": column("Refund amount", "Amount", "退款金额", "退款金額", "金额", "金額"),
        "currency": optional(*CURRENCY),
    },
    "records": [
        {
            "type": "refund",
            "key": ["refund_id"],
            "fields": {"day": "date", "order_key": "order_id", "amount": "amount", "currency": "currency"},
        }
    ],
}
