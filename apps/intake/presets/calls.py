"""Dialers and ACDs."""

from typing import Any, Final

from apps.intake.presets.columns import AGENT_NAME, AGENT_NUMBER, CUSTOMER_PHONE, FOOTER, column, optional

DIALER: Final[dict[str, Any]] = {
    "durations": "seconds",
    "footer": FOOTER,
    "columns": {
        "call_id": column("Call ID", "Call No", "通话编号", "话单id", "通話編號"),
        "agent": column(*AGENT_NUMBER),
        "started": column(
            "Start time", "Started at", "开始时间", "通话开始时间", "创建时间", "開始時間", "撥打時間"
        ),
        "direction": column("Direction", "呼叫方向"),
        "customer": optional(*CUSTOMER_PHONE),
        "answered": column("Answered", "Connected", "Answered (Y/N)", "是否接通", "接通"),
        "resolved": optional("Resolved", "是否解决", "是否解決"),
        "talk": optional(
            "Talk seconds", "Talk time", "Duration", "通话时长(秒)", "通话时长", "时长", "通話時長"
        ),
        "wait": optional("Wait seconds", "Speed of answer in seconds", "等待时长", "等待時長"),
        "campaign": optional("Campaign", "项目名称", "项目", "活動名單名稱"),
        "topic": optional("Topic", "任务名称", "任务", "主題"),
        "disposition": optional("Disposition", "Result", "客户状态", "状态", "撥打結果名稱"),
    },
    "records": [
        {
            "type": "call",
            "key": ["call_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "started_at": "started",
                "direction": {
                    "column": "direction",
                    "map": {
                        "out": "out", "outbound": "out", "呼出": "out", "外呼": "out", "外撥": "out",
                        "in": "in", "inbound": "in", "呼入": "in", "來電": "in",
                    },
                },
                "answered": "answered",
                "resolved": "resolved",
                "talk_seconds": "talk",
                "wait_seconds": "wait",
                "campaign": "campaign",
                "topic": "topic",
                "disposition": "disposition",
            },
        }
    ],
}  # fmt: skip

CALL_AND_SURVEY: Final[dict[str, Any]] = {
    "durations": "clock",
    "footer": FOOTER,
    "columns": {
        "call_id": column("Call Id", "Call No"),
        "agent": column(*AGENT_NAME),
        "date": column("Date", "日期"),
        "time": column("Time", "时间", "時間"),
        "topic": optional("Topic", "主题", "主題"),
        "answered": column("Answered (Y/N)", "Answered", "是否接通"),
        "resolved": column("Resolved", "是否解决", "是否解決"),
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
            "when": [{"column": "rating", "not_blank": True}],
            "key": ["call_id"],
            "agent": {"column": "agent", "by": "name"},
            "fields": {"day": "date", "score": "rating"},
        },
    ],
}
