"""Calls, time at work, promises, and what was measured elsewhere."""

from typing import Final

from apps.metrics.streams.shape import CALL_DIMENSIONS, Rows, Stream, single
from apps.people.choices import Topic

CALLS: Final = single(
    "calls",
    "intake_call",
    Topic.CALL,
    {
        "inbound": "f.direction = 'in'",
        "answered": "f.answered",
        "resolved": "f.resolved",
        "abandoned": "f.abandoned",
        "talk": "f.talk_seconds",
        "wait": "f.wait_seconds",
        "wrap_up": "f.wrap_up_seconds",
    },
    dimensions=CALL_DIMENSIONS,
)

# Time logged in: as the source says it, or from login to logout.
SESSIONS: Final = single(
    "sessions",
    "intake_agentsession",
    Topic.SESSION,
    {
        "logged_in": "COALESCE(f.logged_in_seconds, {session_seconds})",
        "on_break": "f.break_seconds",
    },
    customer="NULL",
)

# A promise counts on the day it is due, with the team of that day. Kept: done by its time where both times
# are known, else by its day.
PROMISES: Final = single(
    "promises",
    "intake_followup",
    Topic.FOLLOW_UP,
    {
        "done": "f.done_day IS NOT NULL",
        "on_time": (
            "CASE WHEN f.done_at IS NOT NULL AND f.due_at IS NOT NULL THEN f.done_at <= f.due_at"
            " ELSE f.done_day IS NOT NULL AND f.done_day <= f.due_day END"
        ),
    },
    day="f.due_day",
    placed="f.due_day",
)

# Of an agent, or of a team itself; one code of measurement, which the version names.
MEASUREMENTS: Final = Stream(
    code="measurements",
    rows=(
        Rows(
            table="intake_measurement f",
            columns={"value": "f.value"},
            where="f.agent_id IS NOT NULL AND f.code = {measurement}",
            customer="NULL",
        ),
        Rows(
            table="intake_measurement f",
            columns={"value": "f.value"},
            where="f.team_id IS NOT NULL AND f.code = {measurement}",
            agent="NULL",
            team="f.team_id",
            customer="NULL",
        ),
    ),
    topics=frozenset({Topic.MEASUREMENT}),
    needed=frozenset({Topic.MEASUREMENT}),
    choices=("measurement",),
)
