"""What customers said and how well they were served: surveys, complaints, enquiries, quality checks."""

from typing import Any, Final

from apps.intake.presets.columns import AGENT_NUMBER, CUSTOMER, FOOTER, column, known, optional

SURVEY: Final[dict[str, Any]] = {
    "footer": FOOTER,
    "columns": {
        "response_id": column(*known("survey", "key")),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER),
        "date": column(*known("survey", "day")),
        "score": column(*known("survey", "score")),
        "attitude": optional(*known("survey", "attitude")),
        "professionalism": optional(*known("survey", "professionalism")),
        "problem_solving": optional(*known("survey", "problem_solving")),
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
        "complaint_id": column(*known("complaint", "key")),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER),
        "date": column(*known("complaint", "day")),
        "severity": optional(*known("complaint", "severity")),
        "cause": optional(*known("complaint", "cause")),
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
        "enquiry_id": column(*known("enquiry", "key")),
        "agent": column(*AGENT_NUMBER),
        "customer": optional(*CUSTOMER),
        "date": column(*known("enquiry", "day")),
        "channel": optional(*known("enquiry", "channel")),
        "response": optional(*known("enquiry", "response_seconds")),
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
        "evaluation_id": column(*known("evaluation", "key")),
        "agent": column(*AGENT_NUMBER),
        "date": column(*known("evaluation", "day")),
        "score": column(*known("evaluation", "score")),
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
