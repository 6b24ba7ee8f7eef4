"""Dialers and ACDs."""

from typing import Any, Final

from apps.intake.mapping.aliases import AGENT_EXTENSION, AGENT_NAME, CUSTOMER_ID, CUSTOMER_PHONE
from apps.intake.mapping.words import DIRECTIONS, INBOUND, OUTCOMES
from apps.intake.presets.columns import AGENT_NUMBER, CUSTOMER, FOOTER, column, known, optional
from apps.intake.validating.cells import NO


def _call(target: str, *also: str) -> tuple[str, ...]:
    return known("call", target, *also)


def _outcome(name: str, **more: str) -> dict[str, Any]:
    """What the dialer's word means, by the table of words."""
    return {"column": "disposition", "table": "outcomes", "take": name, **more}


_START: Final = {"field": "started_at"}
_DIRECTION: Final = {"column": "direction", "map": DIRECTIONS}
# Whatever else a dialer says of a call; none of it is asked for.
_BESIDE: Final = (
    "campaign",
    "topic",
    "product",
    "market",
    "scenario",
    "queue",
    "list_code",
    "script_version",
)

DIALER: Final[dict[str, Any]] = {
    "durations": "seconds",
    "footer": FOOTER,
    "tables": {"outcomes": OUTCOMES},
    "columns": {
        "call_id": column(*_call("key")),
        "agent": column(*AGENT_NUMBER),
        "started": column(*_call("started_at")),
        "direction": column(*_call("direction")),
        "customer": optional(*CUSTOMER),
        "answered": column(*_call("answered")),
        "resolved": optional(*_call("resolved")),
        "talk": optional(*_call("talk_seconds")),
        "wait": optional(*_call("wait_seconds")),
        "wrap_up": optional(*_call("wrap_up_seconds")),
        "abandoned": optional(*_call("abandoned")),
        "disposition": optional(*_call("disposition")),
        **{name: optional(*_call(name)) for name in _BESIDE},
    },
    "records": [
        {
            "type": "call",
            "key": ["call_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "started_at": "started",
                "direction": _DIRECTION,
                "answered": "answered",
                "resolved": "resolved",
                "talk_seconds": "talk",
                "wait_seconds": "wait",
                "wrap_up_seconds": "wrap_up",
                "abandoned": "abandoned",
                "disposition": "disposition",
                "outcome": _outcome("outcome", **{"else": "other"}),
                **{name: name for name in _BESIDE},
            },
        }
    ],
}

CALL_AND_SURVEY: Final[dict[str, Any]] = {
    "durations": "clock",
    "footer": FOOTER,
    "columns": {
        "call_id": column("Call Id", "Call No"),
        "agent": column(*AGENT_NAME),
        "date": column("Date", "日期"),
        "time": column(*_call("started_at.time")),
        "topic": optional(*_call("topic")),
        "answered": column("Answered (Y/N)", "Answered", "是否接通"),
        "resolved": column(*_call("resolved")),
        "wait": column("Speed of answer in seconds", "Speed of answer"),
        "talk": column("AvgTalkDuration", "Average Talk Duration", "Talk duration"),
        "rating": column("Satisfaction rating", "Rating", "满意度", "滿意度"),
    },
    "records": [
        {
            "type": "call",
            "key": ["call_id"],
            "agent": {"column": "agent", "by": "name"},
            "fields": {
                "day": "date",
                "started_at": {"column": "date", "time": "time"},
                "direction": {"const": "in"},
                "answered": "answered",
                "resolved": "resolved",
                "talk_seconds": "talk",
                "wait_seconds": {"column": "wait", "unit": "seconds"},
                "topic": "topic",
            },
        },
        {
            "type": "survey",
            # Re-saved exports fill what is blank with 0; nobody rated a call that was not answered.
            "when": [{"column": "rating", "not_blank": True}, {"column": "answered", "not_in": list(NO)}],
            "key": ["call_id"],
            "agent": {"column": "agent", "by": "name"},
            "fields": {"day": "date", "score": "rating"},
        },
    ],
}

# 主叫号码,客户号码,坐席姓名,坐席工号,开始时间,通话时长,…: no call id, so that agent, customer and start
# make one; a call was answered when somebody talked.
OUTBOUND: Final[dict[str, Any]] = {
    "durations": "seconds",
    "footer": FOOTER,
    "tables": {"outcomes": OUTCOMES},
    "columns": {
        "agent": column(*AGENT_NUMBER),
        "customer": column(*CUSTOMER_PHONE),
        "started": column(*_call("started_at")),
        "talk": column(*_call("talk_seconds")),
        "disposition": optional(*_call("disposition")),
        "campaign": optional(*_call("campaign")),
        "list_code": optional(*_call("list_code")),
    },
    "records": [
        {
            "type": "call",
            "key": ["agent", "customer", _START],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "started_at": "started",
                "direction": {"const": "out"},
                "answered": {"column": "talk", "above": 0, "unit": "seconds"},
                "talk_seconds": "talk",
                "disposition": "disposition",
                "outcome": _outcome("outcome", **{"else": "other"}),
                "campaign": "campaign",
                "list_code": "list_code",
            },
        }
    ],
}

# 分机号,被叫号码,主叫号码,通话开始时间,通话时长,状态: agents by their extension, outbound.
EXTENSIONS: Final[dict[str, Any]] = {
    "reading": {"encoding": "gb2312"},
    "durations": "seconds",
    "footer": FOOTER,
    "tables": {"outcomes": OUTCOMES},
    "columns": {
        "extension": column(*AGENT_EXTENSION),
        "callee": column(*_call("callee")),
        "started": column(*_call("started_at")),
        "talk": column(*_call("talk_seconds")),
        "disposition": column(*_call("disposition")),
    },
    "records": [
        {
            "type": "call",
            "key": ["extension", "callee", _START],
            "agent": {"column": "extension", "by": "extension"},
            "customer": {"column": "callee", "by": "phone"},
            "fields": {
                "started_at": "started",
                "direction": {"const": "out"},
                "answered": _outcome("answered"),
                "outcome": _outcome("outcome"),
                "disposition": "disposition",
                "talk_seconds": "talk",
            },
        }
    ],
}

# 活動類型名稱,活動名單名稱,專員代號,…,撥打結果名稱,客戶代號,追蹤日期,撥打時間,…: calls from lists,
# and when to call again.
TELEMARKETING: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "tables": {"outcomes": OUTCOMES},
    "columns": {
        "agent": column(*AGENT_NUMBER),
        "customer": column(*CUSTOMER_ID),
        "started": column(*_call("started_at", "撥打時間")),
        "disposition": column(*_call("disposition", "撥打結果名稱")),
        "follow_up": optional(*known("follow_up", "due_day", "追蹤日期")),
        "status": optional("狀態名稱", "狀態"),
        "campaign": optional(*_call("campaign")),
        "list_code": optional(*_call("list_code")),
    },
    "records": [
        {
            "type": "call",
            "when": [{"column": "started", "not_blank": True}],
            "key": ["agent", "customer", _START],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "id"},
            "fields": {
                "started_at": "started",
                "direction": {"const": "out"},
                "answered": _outcome("answered"),
                "outcome": _outcome("outcome"),
                "disposition": "disposition",
                "topic": "status",
                "campaign": "campaign",
                "list_code": "list_code",
            },
        },
        {
            "type": "follow_up",
            "when": [{"column": "started", "not_blank": True}, {"column": "follow_up", "not_blank": True}],
            "key": ["agent", "customer", {"field": "day"}],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "id"},
            "fields": {"day": "started", "due_day": "follow_up", "note": "status"},
        },
    ],
}

# 企业id,话单id,…,主叫,被叫,坐席,技能组,创建时间,…,呼叫方向: which end is the customer depends on the
# direction; whether somebody answered is not said.
CLOUD: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "call_id": column(*_call("key")),
        "caller": column(*_call("caller")),
        "callee": column(*_call("callee")),
        "agent": column(*AGENT_NAME),
        "queue": optional(*_call("queue")),
        "started": column(*_call("started_at")),
        "scenario": optional(*_call("scenario")),
        "direction": column(*_call("direction")),
        "customer": {
            "choose": [
                {"column": "caller", "when": [{"column": "direction", "in": INBOUND}]},
                {"column": "callee"},
            ]
        },
    },
    "records": [
        {
            "type": "call",
            "when": [{"column": "agent", "not_blank": True}],
            "key": ["call_id"],
            "agent": {"column": "agent", "by": "name"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "started_at": "started",
                "direction": _DIRECTION,
                "answered": {"const": ""},  # the export does not say it
                "queue": "queue",
                "scenario": "scenario",
            },
        }
    ],
}
