"""A statement that proves itself: every amount of a payee from the inputs in one document, no database.

What crosses people (a share of a pool, a prize by rank, the budget's factor) is a stated input: the document
holds no colleague's figures. `docs/rules/statement.md` describes the document.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any, Final

from apps.engine.achievement import DEFAULT_CAP, Direction, Target, achieve
from apps.engine.hashing import ENGINE_VERSION, digest
from apps.engine.lines import Step
from apps.engine.score import NoDataPolicy, Reason, ScoreLine, score
from apps.incentives.components import CROSSING
from apps.incentives.plans import read_rules
from apps.incentives.pricing import PricedLine, price_one, stated
from apps.incentives.rules import PlanRules
from apps.incentives.settling import settled, unpack_settlement
from apps.incentives.snapshot import PayeeFacts, ScoreFact, unpack_facts
from apps.people.refusals import Refusal

KIND: Final = "kpi-portal/statement"
FORMAT: Final = 1
GIVEN: Final = "given"
FORMULA: Final = "formula"


class NotAStatement(ValueError):
    """The document is no statement of this kind, or lacks a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the document and what follows from its inputs differ."""

    where: str
    stated: str
    recomputed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`lines` were recomputed; `hash_matches`: nothing in the document was altered since it was made."""

    lines: int
    differences: tuple[Difference, ...]
    hash_matches: bool
    stated_hash: str

    @property
    def holds(self) -> bool:
        """Whether the statement proves itself."""
        return self.hash_matches and not self.differences


def seal(content: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its fingerprint over everything else in it."""
    body = {name: value for name, value in content.items() if name != "hash"}
    return {**body, "hash": fingerprint(body)}


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document's content, without the fingerprint itself.

    Raises `NotAStatement` for content that JSON can hold and a statement does not: numbers with a point.
    """
    try:
        return digest({name: value for name, value in document.items() if name != "hash"})
    except TypeError as error:
        raise NotAStatement(str(error)) from error


def verify(document: Any) -> Verdict:
    """Recompute every amount of the document from its own inputs. Raises `NotAStatement`."""
    if not isinstance(document, Mapping) or document.get("kind") != KIND or document.get("format") != FORMAT:
        raise NotAStatement(f"no document of the kind {KIND}, format {FORMAT}")
    try:
        return _verify(document)
    except (KeyError, ValueError, TypeError, AttributeError, ZeroDivisionError, Refusal) as error:
        raise NotAStatement(f"{type(error).__name__}: {error}") from error


def _verify(document: Mapping[str, Any]) -> Verdict:
    facts = unpack_facts(document["facts"])
    stated = [_flat(line) for line in document["lines"]]
    again = [_flat(packed_line(line)) for line in recomputed_lines(document, facts)]
    found = [
        *_engine(document),
        *_against_targets(document, facts),
        *_score_differences(document, facts),
        *_line_differences(stated, again),
        *_total_difference(document, [int(line["amount"]) for line in again]),
        *_order_differences(document),
    ]
    return Verdict(
        lines=len(again),
        differences=tuple(found),
        hash_matches=document.get("hash") == fingerprint(document),
        stated_hash=str(document.get("hash", "")),
    )


def recomputed_lines(document: Mapping[str, Any], facts: PayeeFacts) -> list[PricedLine]:
    """The payee's lines, priced by the engine from the document's plan, facts and stated inputs."""
    plan, given, month = document["plan"], document["given"], date.fromisoformat(document["month"])
    rules, currency = read_rules(plan["spec"]), plan["currency"]
    shared = stated([SimpleNamespace(**line) for line in given["lines"]], rules)
    own = price_one(facts, rules, currency=currency, month=month, stated=shared)
    settlements = {facts.person_id: unpack_settlement(given["settlement"])}
    return list(settled(own, settlements, currency=currency, month=month).lines)


def stated_inputs(lines: Iterable[Any], rules: PlanRules, settlement: Mapping[str, Any]) -> dict[str, Any]:
    """What crossed people or runs, as stated inputs of a document, from a payee's stored lines."""
    crossed = {part.key for part in rules.parts if isinstance(part, CROSSING)}
    given = [
        packed_line(line)
        for line in lines
        if line.step == Step.BUDGET or (line.step == Step.COMPONENT and line.component in crossed)
    ]
    return {"lines": given, "settlement": dict(settlement)}


LINE: Final = ("step", "component", "amount", "currency", "base", "rate", "code", "values", "for_month")


def packed_line(line: Any) -> dict[str, Any]:
    """A line, stored or priced, as the document holds it."""
    cells = {name: getattr(line, name) for name in LINE}
    return {**cells, "step": str(line.step), "values": dict(line.values), "for_month": f"{line.for_month}"}


def _flat(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line's figures by name, those of its sentence too."""
    values = {f"values.{name}": value for name, value in line["values"].items()}
    return {**{name: line[name] for name in LINE if name != "values"}, **values}


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _engine(document: Mapping[str, Any]) -> Iterable[Difference]:
    if document["engine"] != ENGINE_VERSION:
        yield Difference(where="engine", stated=str(document["engine"]), recomputed=ENGINE_VERSION)


def _line_differences(
    stated: Sequence[Mapping[str, Any]], again: Sequence[Mapping[str, Any]]
) -> Iterable[Difference]:
    for number, (one, other) in enumerate(zip_longest(stated, again), start=1):
        for name in sorted({*(one or {}), *(other or {})}):
            before, after = (one or {}).get(name), (other or {}).get(name)
            if before != after:
                yield Difference(where=f"lines.{number}.{name}", stated=f"{before}", recomputed=f"{after}")


def _total_difference(document: Mapping[str, Any], amounts: Sequence[int]) -> Iterable[Difference]:
    if document["total_minor"] != sum(amounts):
        yield Difference(
            where="total_minor", stated=str(document["total_minor"]), recomputed=str(sum(amounts))
        )


# The score


def target_document(target: Target, cap: Fraction, policy: NoDataPolicy) -> dict[str, Any]:
    """What one line of the scorecard wanted, as the document holds it."""
    parts = {name: _text(value) for name, value in asdict(target).items() if name != "direction"}
    return {"direction": str(target.direction), **parts, "cap": _text(cap), "no_data": str(policy)}


def reached(fact: ScoreFact, wanted: Mapping[str, Any]) -> Fraction | None:
    """The achievement of one line against what was wanted of it."""
    parts = {name: None if wanted[name] is None else Fraction(wanted[name]) for name in TARGET}
    return achieve(fact.actual, Target(direction=Direction(wanted["direction"]), **parts))[0]


TARGET: Final = ("value", "zero", "low", "high", "low_limit", "high_limit")


def _against_targets(document: Mapping[str, Any], facts: PayeeFacts) -> Iterable[Difference]:
    """Achievements that follow from a target; one that is the mean of weeks is a stated input."""
    for fact in facts.lines:
        wanted = document["targets"].get(fact.kpi)
        if wanted is None or wanted["achievement"] != FORMULA:
            continue
        again = reached(fact, wanted)
        if again != fact.achievement:
            yield _differs(f"facts.lines.{fact.kpi}.achievement", fact.achievement, again)
        if fact.target is not None and Fraction(wanted["value"] or 0) != fact.target:
            yield _differs(f"facts.lines.{fact.kpi}.target", fact.target, _number(wanted["value"] or ""))


def _score_differences(document: Mapping[str, Any], facts: PayeeFacts) -> Iterable[Difference]:
    if facts.score is None:
        return
    targets = document["targets"]
    policy = NoDataPolicy(document["no_data"])
    result = score([score_line(fact, targets.get(fact.kpi)) for fact in facts.lines], policy)
    for fact, part in zip_longest(facts.lines, result.parts):
        if fact and part and fact.points != part.points:
            yield _differs(f"facts.lines.{fact.kpi}.points", fact.points, part.points)
    if result.score != facts.score:
        yield _differs("facts.score", facts.score, result.score)


def score_line(fact: ScoreFact, wanted: Mapping[str, Any] | None) -> ScoreLine:
    """A frozen line as the engine weighs it; that it had too few records is a stated input."""
    few = fact.reason == Reason.SMALL_SAMPLE
    return ScoreLine(
        key=fact.kpi,
        weight=Decimal(fact.weight.numerator) / fact.weight.denominator,
        achievement=None if fact.reason == Reason.NO_DATA else fact.achievement,
        n=0 if few else 1,
        min_sample=1 if few else 0,
        cap=Fraction(wanted["cap"]) if wanted else DEFAULT_CAP,
    )


def _differs(where: str, stated: Fraction | None, again: Fraction | None) -> Difference:
    return Difference(where=where, stated=_text(stated) or "–", recomputed=_text(again) or "–")


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


# The orders


def _order_differences(document: Mapping[str, Any]) -> Iterable[Difference]:
    """The orders and refunds add up to the sales amount that the month counted."""
    orders = document["orders"]
    if orders is None:
        return
    total = sum(row["counts"] for row in orders["rows"])
    if total != orders["total_minor"]:
        yield Difference(where="orders.total_minor", stated=str(orders["total_minor"]), recomputed=str(total))
    counted = orders["counted_minor"]
    if counted is not None and not orders["more"] and counted != total:
        yield Difference(where="orders.counted_minor", stated=str(counted), recomputed=str(total))
