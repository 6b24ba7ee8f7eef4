"""Orders that several people share: whose part of an amount is how much (rules of calculation 1 and 3.8).

Shares are ten-thousandths. What they leave of the whole stays with the order's own agent; where they are more
than the whole, they count in proportion. Each amount is split to the last minor unit: by largest remainder,
ties by the person (`engine.money.split` says the same).
"""

from typing import Final

# The order that a number names: the first where two sources use it (as `intake.merging.statements.order_of`).
NAMED: Final = (
    "f.id = (SELECT MIN(x.id) FROM intake_order x WHERE x.key = f.key"
    " AND x.source_id IN (SELECT id FROM intake_source))"
)
SHARED: Final = f"EXISTS (SELECT 1 FROM intake_credit cr WHERE cr.order_key = f.key) AND {NAMED}"  # noqa: S608
WHOLE: Final = f"NOT ({SHARED})"
JOIN: Final = " JOIN intake_credit cr ON cr.order_key = f.key"

_TOTAL: Final = "(SELECT SUM(t.share) FROM intake_credit t WHERE t.order_key = f.key)"
LEFT: Final = f"{_TOTAL} < 10000"  # the order's own agent has a share, too
_DIVISOR: Final = f"{{greatest}}(10000, {_TOTAL})"
_REST: Final = f"(10000 - {_TOTAL})"


def credited(amount: str) -> str:
    """SQL of the part of an amount that a credit `cr` gives its person."""
    ahead = (
        "(SELECT COUNT(*) FROM intake_credit o WHERE o.order_key = f.key AND ("  # noqa: S608
        f"{_remainder(amount, 'o.share')} > {_remainder(amount, 'cr.share')}"
        f" OR ({_remainder(amount, 'o.share')} = {_remainder(amount, 'cr.share')}"
        " AND (o.agent_id < cr.agent_id OR (o.agent_id = cr.agent_id AND o.id < cr.id)))))"
    )
    owner = f"{LEFT} AND {_remainder(amount, _REST)} > {_remainder(amount, 'cr.share')}"
    place = f"{ahead} + CASE WHEN {owner} THEN 1 ELSE 0 END"
    return f"{_floor(amount, 'cr.share')} + CASE WHEN {place} < {_left_over(amount)} THEN 1 ELSE 0 END"


def kept(amount: str) -> str:
    """SQL of the part of an amount that stays with the order's own agent."""
    ahead = (
        "(SELECT COUNT(*) FROM intake_credit o WHERE o.order_key = f.key"  # noqa: S608
        f" AND {_remainder(amount, 'o.share')} >= {_remainder(amount, _REST)})"
    )
    return f"{_floor(amount, _REST)} + CASE WHEN {ahead} < {_left_over(amount)} THEN 1 ELSE 0 END"


def _floor(amount: str, share: str) -> str:
    return f"(({amount}) * {share} / {_DIVISOR})"


def _remainder(amount: str, share: str) -> str:
    return f"(({amount}) * {share} - {_floor(amount, share)} * {_DIVISOR})"


def _left_over(amount: str) -> str:
    """What the whole units leave: so many of the largest remainders get one more."""
    floors = f"(SELECT SUM({_floor(amount, 'o.share')}) FROM intake_credit o WHERE o.order_key = f.key)"  # noqa: S608
    own = f"CASE WHEN {LEFT} THEN {_floor(amount, _REST)} ELSE 0 END"
    return f"(({amount}) - {floors} - {own})"
