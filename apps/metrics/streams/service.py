"""Enquiries, surveys, complaints, quality checks."""

from typing import Final

from apps.metrics.streams.shape import single
from apps.people.choices import Topic

ENQUIRIES: Final = single(
    "enquiries",
    "intake_enquiry",
    Topic.ENQUIRY,
    {"response": "f.response_seconds"},
    dimensions={"channel": "f.channel"},
)
SURVEYS: Final = single(
    "surveys",
    "intake_surveyresponse",
    Topic.SURVEY,
    {
        "score": "f.score",
        "attitude": "f.attitude",
        "professionalism": "f.professionalism",
        "problem_solving": "f.problem_solving",
    },
)
COMPLAINTS: Final = single(
    "complaints",
    "intake_complaint",
    Topic.COMPLAINT,
    {},
    dimensions={"cause": "f.cause", "severity": "f.severity"},
)
EVALUATIONS: Final = single(
    "evaluations", "intake_evaluation", Topic.EVALUATION, {"score": "f.score"}, customer="NULL"
)
