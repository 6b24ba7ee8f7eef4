"""Random plans for properties: documents with components of every kind."""

from typing import Any

from hypothesis import strategies as st

MONEY = st.integers(1, 10**9).map(lambda minor: f"{minor // 100}.{minor % 100:02d}")
PERCENT = st.one_of(st.integers(1, 200), st.decimals("0.01", 200, places=4).map(str), st.just("250/3"))
BASES = st.one_of(
    st.just({"base": "net"}),
    st.integers(1, 90).map(lambda days: {"base": "gross", "clawback_days": days}),
).flatmap(
    lambda base: st.fixed_dictionaries(
        {"state": st.sampled_from(["booked", "verified", "paid"])},
        optional={"product": st.lists(st.sampled_from(["Gold", "Add-on"]), min_size=1, unique=True),
                  "from": st.just("2027-01-01"), "to": st.just("2027-02-28")},
    ).map(lambda more: {**base, **more})
)  # fmt: skip
BY = st.sampled_from(["score", "deals_closed"])
AMONG = st.sampled_from(["plan", "team"])
KINDS: list[st.SearchStrategy[dict[str, Any]]] = [
    st.tuples(MONEY, st.lists(st.integers(0, 200), min_size=1, max_size=4, unique=True), PERCENT).map(
        lambda x: {
            "kind": "target bonus",
            "target_bonus": x[0],
            "curve": [[at, x[2]] for at in sorted(x[1])],
        }
    ),
    st.tuples(st.sampled_from(["marginal", "whole", "per transaction"]), PERCENT, BASES).map(
        lambda x: {"kind": "tiers", "mode": x[0], "tiers": [["0", 1], ["99.50", x[1]]], **x[2]}
    ),
    st.tuples(PERCENT, BASES).map(lambda x: {"kind": "percentage", "rate": x[0], **x[1]}),
    st.tuples(MONEY, BASES).map(lambda x: {"kind": "amount per unit", "amount": x[0], **x[1]}),
    MONEY.map(lambda amount: {"kind": "amount per unit", "amount": amount, "kpi": "deals_closed"}),
    st.tuples(MONEY, BY, AMONG, st.sampled_from(["full", "share"])).map(
        lambda x: {"kind": "prize", "prizes": [x[0]], "by": x[1], "among": x[2], "ties": x[3]}
    ),
    st.tuples(MONEY, BY, AMONG).map(lambda x: {"kind": "pool", "amount": x[0], "by": x[1], "among": x[2]}),
    st.tuples(st.text(min_size=1, max_size=9).filter(str.strip), AMONG).map(
        lambda x: {"kind": "honour", "title": x[0], "among": x[1]}
    ),
]


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Plans with components of every kind, gates, limits."""
    parts = draw(st.lists(st.one_of(KINDS), min_size=1, max_size=5))
    terms = {"terms": "discretionary"}
    component = [
        {"key": f"part_{n}", **part, **(terms if part["kind"] != "honour" and n == 0 else {})}
        for n, part in enumerate(parts)
    ]
    gate = [{"kpi": "complaint_rate", "above": f"{draw(PERCENT)} %", "factor": 50, "on": "part_0"}]
    limits = draw(
        st.fixed_dictionaries(
            {}, optional={"individual_cap": MONEY, "guarantee": MONEY, "recoverable": st.just(False)}
        )
    )
    return {
        "currency": "HKD",
        "payees": draw(st.sampled_from(["agents", "leaders"])),
        "component": component,
        "gate": gate if draw(st.booleans()) else [],
        "limits": limits,
    }
