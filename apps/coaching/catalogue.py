"""What an organisation starts with: the tree of causes and the guide questions; both are edited later."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# code, English name, code above, KPIs, evidence
CAUSES: Final[tuple[tuple[str, str, str, tuple[str, ...], str], ...]] = (
    ("conversion", "Conversion", "", ("conversion_rate", "sales_amount", "win_rate"), ""),
    ("screening", "Screening", "conversion", ("conversion_rate", "sales_amount"), "mix"),
    ("script", "Script", "conversion", ("conversion_rate", "sales_amount"), "own"),
    ("follow-up", "Follow-up", "conversion", ("conversion_rate", "sales_amount"), "callbacks_on_time"),
    ("order-value", "Order value", "", ("average_order_value", "sales_amount"), ""),
    ("offering", "Offering", "order-value", ("average_order_value",), "average_order_value"),
    ("bundles", "Bundles", "order-value", ("average_order_value",), "average_order_value"),
    ("talk-time", "Talk time", "", ("talk_time", "customer_satisfaction", "quality_score"), ""),
    ("needs", "Needs discovery", "talk-time", ("talk_time", "customer_satisfaction"), "talk_time"),
    ("market", "Market", "", (), ""),
    ("target", "Wrong target", "", (), ""),
    ("tools", "Tools", "", (), ""),
    ("capacity", "Capacity", "", (), ""),
    ("personal", "Personal", "", (), ""),
)
QUESTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("goal", "What do you want to reach by the date we agree on?"),
    ("reality", "What happens after a customer says “call me later”?"),
    ("options", "What have you seen others do?"),
    ("will", "What will you do first, and what do you need from me?"),
)
_CAUSE_NAMES: Final[dict[str, Promise]] = {
    "conversion": _("Conversion"),
    "screening": _("Screening"),
    "script": _("Script"),
    "follow-up": _("Follow-up"),
    "order-value": _("Order value"),
    "offering": _("Offering"),
    "bundles": _("Bundles"),
    "talk-time": _("Talk time"),
    "needs": _("Needs discovery"),
    "market": _("Market"),
    "target": _("Wrong target"),
    "tools": _("Tools"),
    "capacity": _("Capacity"),
    "personal": _("Personal"),
}
_ENGLISH: Final = {code: name for code, name, *_rest in CAUSES}
_QUESTIONS: Final[dict[str, Promise]] = {
    QUESTIONS[0][1]: _("What do you want to reach by the date we agree on?"),
    QUESTIONS[1][1]: _("What happens after a customer says “call me later”?"),
    QUESTIONS[2][1]: _("What have you seen others do?"),
    QUESTIONS[3][1]: _("What will you do first, and what do you need from me?"),
}


def cause_name(code: str, name: str) -> str:
    """A cause in the language that is active now; as it was renamed, once somebody did."""
    return str(_CAUSE_NAMES[code]) if _ENGLISH.get(code) == name else name


def question_text(text: str) -> str:
    """A guide question in the language that is active now; as it was edited, once somebody did."""
    return str(_QUESTIONS.get(text, text))
