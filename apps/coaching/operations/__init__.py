"""Writes of coaching, one noun a file."""

from apps.coaching.operations.asking import ask_for_coaching, start_coaching
from apps.coaching.operations.assigning import assign_due
from apps.coaching.operations.briefs import write_brief, write_briefs
from apps.coaching.operations.checks import fill_met, run_checks, see_check
from apps.coaching.operations.conversation import confirm_plan, decide, write_plan, write_view
from apps.coaching.operations.events import look_daily
from apps.coaching.operations.items import add_item, finish_item
from apps.coaching.operations.library import (
    MaterialContent,
    add_material,
    answer_consent,
    save_cause,
    save_question,
    set_policy,
    set_slots,
    withdraw_material,
)
from apps.coaching.operations.praise import give_praise, show_praise
from apps.coaching.operations.queue import (
    decline_assignment,
    hand_on,
    place_assignment,
    place_waiting,
    postpone_assignment,
)
from apps.coaching.operations.rules import (
    MOST_DUE_DAYS,
    MOST_PERIODS,
    RuleContent,
    create_rule,
    edit_rule,
    switch_rule,
)
from apps.coaching.operations.talks import close_assignment, record_session
from apps.coaching.operations.watching import forget_old, remind

__all__ = [
    "MOST_DUE_DAYS",
    "MOST_PERIODS",
    "MaterialContent",
    "RuleContent",
    "add_item",
    "add_material",
    "answer_consent",
    "ask_for_coaching",
    "assign_due",
    "close_assignment",
    "confirm_plan",
    "create_rule",
    "decide",
    "decline_assignment",
    "edit_rule",
    "fill_met",
    "finish_item",
    "forget_old",
    "give_praise",
    "hand_on",
    "look_daily",
    "place_assignment",
    "place_waiting",
    "postpone_assignment",
    "record_session",
    "remind",
    "run_checks",
    "save_cause",
    "save_question",
    "see_check",
    "set_policy",
    "set_slots",
    "show_praise",
    "start_coaching",
    "switch_rule",
    "withdraw_material",
    "write_brief",
    "write_briefs",
    "write_plan",
    "write_view",
]
