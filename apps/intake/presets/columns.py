"""Headers that exports carry, in English, 简体 and 繁體, and words that mark a row of totals."""

from typing import Any, Final

AGENT_NUMBER: Final = [
    "Agent No", "Agent ID", "Employee No", "Employee ID", "Agent number", "坐席工号", "工号", "坐席ID",
    "員工編號", "坐席工號", "工號", "專員代號", "座席工號",
]  # fmt: skip
AGENT_NAME: Final = [
    "Agent", "Agent name", "Sales agent", "坐席姓名", "客服姓名", "员工姓名", "坐席",
    "員工姓名", "專員姓名", "座席姓名",
]  # fmt: skip
CUSTOMER_PHONE: Final = [
    "Customer phone", "Phone", "Customer", "Customer ID", "客户号码", "客户手机号", "客户电话", "被叫号码",
    "客戶號碼", "客戶電話", "客戶代號", "最後撥打號碼",
]  # fmt: skip
AMOUNT: Final = ["Amount", "Order amount", "金额", "订单金额", "金額", "訂單金額"]
CURRENCY: Final = ["Currency", "币种", "幣別"]
PRODUCT: Final = ["Product", "产品", "產品"]
ORDER_ID: Final = ["Order ID", "Order No", "订单号", "订单编号", "訂單編號"]
FOOTER: Final = ["total", "totals", "grand total", "sum", "合计", "总计", "小计", "合計", "總計", "小計"]


def column(*headers: str) -> dict[str, Any]:
    """A column the file must have, by any of these headers."""
    return {"headers": list(headers)}


def optional(*headers: str) -> dict[str, Any]:
    """A column the file may have."""
    return {"headers": list(headers), "required": False}
