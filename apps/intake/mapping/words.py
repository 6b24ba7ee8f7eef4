"""Words that dialers use for what came of a call, and what they mean here; a mapping carries them as a table.

Copied into a mapping when a source is connected: a stored version means the same for ever, and a steward adds
the words of the own dialer there.
"""

from typing import Any, Final

from apps.intake.choices import Outcome

YES: Final = "yes"
NO: Final = "no"

_WORDS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (Outcome.SALE, YES): (
        "sale", "sold", "sale made", "won", "closed won", "ordered",
        "成交", "已成交", "成单", "已成单", "下单", "已下单", "购买", "已购买", "签约", "已签约",
        "成單", "已成單", "下單", "購買", "已購買", "訂購", "簽約", "成功銷售", "同意",
    ),
    (Outcome.REFUSED, YES): (
        "refused", "rejected", "declined", "not interested", "no interest", "do not call",
        "拒绝", "客户拒绝", "无意向", "无意愿", "不需要", "没兴趣", "不感兴趣",
        "拒絕", "客戶拒絕", "婉拒", "無意願", "無意向", "沒興趣", "不感興趣",
    ),
    (Outcome.CALLBACK, YES): (
        "callback", "call back", "call back later", "follow up", "follow-up", "scheduled",
        "回访", "约回访", "预约", "预约回访", "再联系", "稍后联系", "待跟进", "跟进中", "考虑中", "考虑",
        "回撥", "約回撥", "預約", "預約回訪", "再聯絡", "稍後聯絡", "稍後再撥", "待跟進", "跟進中", "追蹤",
        "追蹤中", "考慮中", "考慮",
    ),
    (Outcome.CONNECTED, YES): (
        "connected", "answered", "talked", "completed", "interested",
        "接通", "已接通", "已接", "接听", "已接听", "已通话", "通话成功", "有意向", "意向客户", "有兴趣",
        "已接聽", "接聽", "已通話", "通話成功", "有意願", "有興趣",
    ),
    (Outcome.NOT_REACHED, NO): (
        "no answer", "not answered", "unanswered", "missed", "busy", "line busy", "failed", "voicemail",
        "unreachable", "not reached", "switched off", "invalid number", "disconnected", "abandoned",
        "未接", "未接通", "未接听", "无人接听", "无应答", "忙", "忙线", "忙音", "占线", "关机", "停机",
        "空号", "拒接", "挂断", "呼叫失败", "无法接通", "语音信箱", "不在服务区",
        "未接聽", "無人接聽", "無應答", "忙線", "忙線中", "占線", "關機", "停機", "空號", "掛斷", "撥打失敗",
        "無法接通", "語音信箱", "轉語音信箱", "暫停使用",
    ),
    (Outcome.OTHER, YES): (
        "other", "wrong number", "transferred", "打错", "错号", "其他", "打錯", "錯號", "轉接", "转接",
    ),
}  # fmt: skip

OUTCOMES: Final[dict[str, Any]] = {
    "columns": ["word", "outcome", "answered"],
    "rows": [
        [word, str(outcome), answered] for (outcome, answered), words in _WORDS.items() for word in words
    ],
}

DIRECTIONS: Final[dict[str, str]] = {
    "out": "out", "outbound": "out", "outgoing": "out", "呼出": "out", "外呼": "out", "去电": "out",
    "外撥": "out", "撥出": "out",
    "in": "in", "inbound": "in", "incoming": "in", "呼入": "in", "来电": "in", "來電": "in", "撥入": "in",
}  # fmt: skip
INBOUND: Final = [word for word, meaning in DIRECTIONS.items() if meaning == "in"]
