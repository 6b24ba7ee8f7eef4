"""Writes of goals. One noun a file; everything callers need is here."""

from apps.goals.operations.agreement import NotJudged, NotOneself, acknowledge_scorecard
from apps.goals.operations.drafting import (
    CopyOfNothing,
    MonthsInvalid,
    NotADraft,
    ScorecardChanged,
    ScorecardContent,
    copy_scorecard,
    create_scorecard,
    discard_draft,
    save_draft,
    set_person_target,
)
from apps.goals.operations.objectives import (
    ObjectiveCircle,
    ObjectiveContent,
    ObjectiveDates,
    ObjectiveUnnamed,
    create_objective,
    update_objective,
)
from apps.goals.operations.publishing import (
    AllMonthsClosed,
    MonthClosed,
    MonthFrozen,
    MonthTaken,
    NotPublished,
    RetireReasonMissing,
    publish_scorecard,
    retire_scorecard,
)

__all__ = [
    "AllMonthsClosed",
    "CopyOfNothing",
    "MonthClosed",
    "MonthFrozen",
    "MonthTaken",
    "MonthsInvalid",
    "NotADraft",
    "NotJudged",
    "NotOneself",
    "NotPublished",
    "ObjectiveCircle",
    "ObjectiveContent",
    "ObjectiveDates",
    "ObjectiveUnnamed",
    "RetireReasonMissing",
    "ScorecardChanged",
    "ScorecardContent",
    "acknowledge_scorecard",
    "copy_scorecard",
    "create_objective",
    "create_scorecard",
    "discard_draft",
    "publish_scorecard",
    "retire_scorecard",
    "save_draft",
    "set_person_target",
    "update_objective",
]
