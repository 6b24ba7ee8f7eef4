"""What customers said and how well they were served: surveys, complaints, enquiries, quality checks."""

from typing import Any, Final

from apps.intake.presets.columns import AGENT_NUMBER, CUSTOMER_PHONE, FOOTER, column, optional

_DAY: Final = ("Date", "日期")

SURVEY: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "response_id": column("Response ID", "Response No", "问卷编号", "問卷編號"),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER_PHONE),
        "date": column("Response date", *_DAY),
        "score": column("Score", "Overall", "Rating", "总分", "滿意度", "满意度"),
        "attitude": optional("Attitude", "态度", "態度"),
        "professionalism": optional("Professionalism", "专业", "專業"),
        "problem_solving": optional("Problem solving", "解决能力", "解決能力"),
    },
    "records": [
        {
            "type": "survey",
            "key": ["response_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {
                "day": "date",
                "score": "score",
                "attitude": "attitude",
                "professionalism": "professionalism",
                "problem_solving": "problem_solving",
            },
        }
    ],
}

COMPLAINTS: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "complaint_id": column("Complaint ID", "Complaint No", "投诉编号", "投訴編號"),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER_PHONE),
        "date": column("Complaint date", *_DAY),
        "severity": optional("Severity", "严重程度", "嚴重程度"),
        "cause": optional("Cause", "Reason", "原因"),
    },
    "records": [
        {
            "type": "complaint",
            "key": ["complaint_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {"day": "date", "severity": "severity", "cause": "cause"},
        }
    ],
}

ENQUIRIES: Final[dict[str, Any]] = {
    "durations": "seconds",
    "footer": FOOTER,
    "columns": {
        "enquiry_id": column("Enquiry ID", "Enquiry No", "咨询编号", "諮詢編號"),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER_PHONE),
        "date": column("Enquiry date", *_DAY),
        "channel": optional("Channel", "渠道", "管道"),
        "response": optional("Response seconds", "First response seconds", "响应时长", "響應時間"),
    },
    "records": [
        {
            "type": "enquiry",
            "key": ["enquiry_id"],
            "agent": {"column": "agent", "by": "number"},
            "customer": {"column": "customer", "by": "phone"},
            "fields": {"day": "date", "channel": "channel", "response_seconds": "response"},
        }
    ],
}

QUALITY: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "evaluation_id": column("Evaluation ID", "Evaluation No", "质检编号", "質檢編號"),
        "agent": column(*AGENT_NUMBER),
        "date": column("Evaluation date", *_DAY),
        "score": column("Score", "总分", "總分"),
    },
    "records": [
        {
            "type": "evaluation",
            "key": ["evaluation_id"],
            "agent": {"column": "agent", "by": "number"},
            "fields": {"day": "date", "score": "score"},
        }
    ],
}
