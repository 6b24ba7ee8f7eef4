"""Time at work, promises, and what was summed up elsewhere."""

from typing import Any, Final

from apps.intake.mapping.aliases import MEASURES
from apps.intake.presets.columns import AGENT_NUMBER, CUSTOMER, FOOTER, column, known, optional

# Header by measure: in seconds where it is a duration, otherwise a number of its unit.
_UNITS: Final = {"hours_worked": "h", "talk_time": "s"}
_DURATIONS: Final = {"talk_time": "seconds"}


def _measurement(code: str) -> dict[str, Any]:
    value = {"column": code, "unit": _DURATIONS[code]} if code in _DURATIONS else {"column": code}
    return {
        "type": "measurement",
        "name": code,
        "when": [{"column": code, "not_blank": True}],
        "key": ["agent", {"field": "day"}],
        "agent": {"column": "agent", "by": "number"},
        "fields": {
            "day": {"from_file": True},
            "code": {"const": code},
            "value": value,
            "unit": {"const": _UNITS.get(code, "")},
        },
    }


# 姓名,工号,岗位,工作时长,分配名单数,…: one row an agent, the day is the file's.
DAILY_TOTALS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "agent": column(*AGENT_NUMBER),
        **{code: optional(*headers) for code, headers in MEASURES.items()},
    },
    "records": [_measurement(code) for code in MEASURES],
}

SESSIONS: Final[dict[str, Any]] = {
    "durations": "seconds",
    "footer": FOOTER,
    "columns": {
        "agent": column(*AGENT_NUMBER),
        "date": column(*known("session", "day")),
        "logged_in": column(*known("session", "logged_in_seconds")),
        "break": optional(*known("session", "break_seconds")),
    },
    "records": [
        {
            "type": "session",
            "key": ["agent", {"field": "day"}],
            "agent": {"column": "agent", "by": "number"},
            "fields": {"day": "date", "logged_in_seconds": "logged_in", "break_seconds": "break"},
        }
    ],
}

FOLLOW_UPS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "follow_up_id": column(*known("follow_up", "key")),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER),
        "date": column(*known("follow_up", "day")),
        "due": optional(*known("follow_up", "due_day")),
        "done": optional(*known("follow_up", "done_day")),
        "call": optional(*known("follow_up", "call_key")),
        "note": optional(*known("follow_up", "note")),
    },
    "records": [
        {
            "type": "follow_up",
            "key": ["follow_up_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "day": "date",
                "due_day": "due",
                "done_day": "done",
                "call_key": "call",
                "note": "note",
            },
        }
    ],
}
