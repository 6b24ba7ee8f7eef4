"""Routes of incentives: plans, runs, payouts, honours."""

from typing import Final

from tests.functional.matrix.case import EVERYONE, Case

PAY: Final = "hr director"
ROLED: Final = " ".join(role for role in EVERYONE.split() if role != "nobody")

CASES: Final = (
    Case(name="runs", get=PAY, post="hr", posted=200),
    Case(name="run", args={"pk": "run"}, get=PAY),
    Case(name="run-checks", args={"pk": "run-secret"}, get=PAY),
    Case(name="run-step", args={"pk": "run-secret", "step": "submit"}, post="hr"),
    Case(name="run-step", args={"pk": "run-secret", "step": "no-such"}, post=""),
    Case(name="run-exception", args={"pk": "run", "exception_id": "exception"}, post=PAY),
    Case(name="run-exception", args={"pk": "run-secret", "exception_id": "exception"}, post=""),
    Case(name="run-file", args={"pk": "run", "file": "file-csv"}, get=PAY),
    Case(name="run-file", args={"pk": "run", "file": "file-xlsx"}, get=PAY),
    Case(name="run-file", args={"pk": "run-secret", "file": "file-csv"}, get="", why="another run's"),
    Case(name="run-changes", args={"pk": "run-secret"}, get=PAY, post="hr"),
    Case(name="run-changes", args={"pk": "run"}, get="", post="", why="locked"),
    Case(name="run-hold", args={"pk": "run-secret", "person": "amy"}, post="hr"),
    Case(name="run-hold", args={"pk": "run-secret", "person": "ben"}, post="", why="not in the run"),
    Case(name="hold-lift", args={"pk": "run", "hold": "hold"}, post="hr"),
    Case(name="hold-lift", args={"pk": "run-secret", "hold": "hold"}, post="", why="another run's"),
    Case(name="correction-waive", args={"pk": "run-secret", "correction": 99}, post="", why="none"),
    Case(name="run-bounds", args={"pk": "run-secret"}, post="hr"),
    Case(name="run-questions", args={"pk": "run"}, get=PAY),
    Case(name="question-answer", args={"pk": "question"}, post="hr"),
    Case(name="my-question", args={"run": "run"}, post="amy"),
    Case(name="my-question", args={"run": "run-secret"}, post=""),
    Case(name="question-more", args={"pk": "question"}, post="amy"),
    Case(name="payroll-mapping", get=PAY, post="hr", posted=200),
    Case(name="run-answer", args={"pk": "run"}, post="hr"),
    Case(name="run-reverse", args={"pk": "run"}, post="hr"),
    Case(name="run-off-cycle", post="hr"),
    Case(name="opening-balances", get=PAY, post="hr", posted=200),
    Case(name="payee", args={"run": "run", "person": "amy"}, get="amy leader hr director"),
    Case(name="payee", args={"run": "run-secret", "person": "amy"}, get=PAY, why="not approved"),
    Case(name="payee", args={"run": "run", "person": "ben"}, get="", why="not in the run"),
    Case(name="payee-json", args={"run": "run", "person": "amy"}, get="amy leader hr director"),
    Case(name="payee-json", args={"run": "run-secret", "person": "amy"}, get=PAY, why="not approved"),
    Case(name="my-payout-json", args={"run": "run"}, get="amy"),
    Case(name="my-payout-json", args={"run": "run-secret"}, get=""),
    Case(name="my-payouts", get=EVERYONE),
    Case(name="my-payout", args={"run": "run"}, get="amy"),
    Case(name="my-payout", args={"run": "run-secret"}, get=""),
    Case(name="plans", get=PAY),
    Case(name="plan-new", get="hr", post="hr", posted=200),
    Case(name="plan", args={"pk": "plan"}, get=PAY),
    Case(name="plan-version", args={"pk": "plan", "number": 1}, get=PAY),
    Case(name="plan-version", args={"pk": "plan", "number": 99}, get=""),
    Case(name="plan-edit", args={"pk": "plan"}, get="hr", post="hr", posted=200),
    Case(name="plan-publish", args={"pk": "plan"}, post="", why="no draft to publish"),
    Case(name="honours", get=ROLED, post="hr", posted=200),
    Case(name="honour-retire", args={"pk": "honour"}, post="hr"),
)
