"""The steps of a payout, one function each, in the order of rules of calculation 3.6.

After each step the amount so far is rounded once, half away from zero, and the step's line is the difference;
so a step that leaves nothing leaves exactly nothing, and the lines add up to what is payable.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from apps.engine.budget import BudgetCut
from apps.engine.components import Basis, Component, Number, Priced
from apps.engine.corrections import correct
from apps.engine.gates import Gate, decide
from apps.engine.guarantee import guarantee_step
from apps.engine.issues import Issue, Value, Values
from apps.engine.lines import Line, Step
from apps.engine.money import round_minor
from apps.engine.payees import PayeeInput
from apps.engine.proration import prorate


class Book:
    """One payee's amounts while the steps apply: the lines so far, and what later steps look at.

    `capped` and `uncapped` are the exact amounts that the individual cap counts and does not count;
    `discretionary_capped` and `discretionary_uncapped` the parts of them that a budget may reduce.
    """

    __slots__ = (
        "capped",
        "discretionary_capped",
        "discretionary_uncapped",
        "issues",
        "lines",
        "payee",
        "total",
        "uncapped",
    )

    def __init__(self, payee: PayeeInput) -> None:
        self.payee = payee
        self.lines: list[Line] = []
        self.issues: list[Issue] = []
        self.total = 0
        self.capped: Number = 0
        self.uncapped: Number = 0
        self.discretionary_capped: Number = 0
        self.discretionary_uncapped: Number = 0

    @property
    def counted(self) -> int:
        """What was earned before guarantee and budget, in minor units."""
        return round_minor(self.capped + self.uncapped)

    @property
    def discretionary(self) -> int:
        """What a budget may reduce, in minor units."""
        return round_minor(self.discretionary_capped + self.discretionary_uncapped)

    def add(
        self,
        step: Step,
        component: str,
        amount: int,
        *,
        code: str,
        base: Number | None = None,
        rate: Number | None = None,
        values: Values = (),
        for_period: date | None = None,
    ) -> None:
        """One more line."""
        self.total += amount
        line = Line(self.payee.key, step, component, amount, base, rate, code, values, for_period)
        self.lines.append(line)

    def report(self, issue: Issue) -> None:
        """One more issue, with the payee's key."""
        values: dict[str, Value] = dict(issue.values)
        self.issues.append(Issue.of(issue.code, **{**values, "payee": self.payee.key}))


def earn(payee: PayeeInput) -> Book:
    """The steps before the budget: eligibility, components, gates, cap, guarantee."""
    book = Book(payee)
    if payee.refusals:
        for refusal in payee.refusals:
            book.add(Step.ELIGIBILITY, "", 0, code=refusal.code, values=refusal.values)
        return book
    _components(book)
    _plan_gates(book)
    _cap(book)
    _guarantee(book)
    return book


def settle(book: Book, cut: BudgetCut | None) -> tuple[list[Line], list[Issue]]:
    """The steps from the budget on: budget, clawback, manual, earlier paid, corrections."""
    if cut is not None and not book.payee.refusals:
        _budget(book, cut)
    _clawbacks(book)
    _manual(book)
    _earlier_paid(book)
    _corrections(book)
    if book.total < 0:
        book.report(Issue.of("negative_total", amount=book.total))
    return book.lines, book.issues


def _basis(payee: PayeeInput, exact: dict[str, Number]) -> Basis:
    """What components look at; time that is no share of the plan leaves the target unknown."""
    worked, planned = payee.working_time
    target: Number | None = payee.target_bonus
    values: Values = ()
    known: tuple[int, int] | None = payee.working_time
    if planned <= 0 or not 0 <= worked <= planned:
        target = known = None
    elif worked < planned:
        target = prorate(payee.target_bonus, worked, planned)
        values = (("target_bonus", payee.target_bonus), ("worked", worked), ("planned", planned))
    return Basis(target=target, target_values=values, score=payee.score, exact=exact, working_time=known)


def _components(book: Book) -> None:
    """Each component's line, then the lines of its gates; percentages on top see the value before gates."""
    exact: dict[str, Number] = {}
    basis = _basis(book.payee, exact)
    after: list[tuple[Component, Number]] = []
    for component in book.payee.components:
        if component.key in exact:
            book.report(Issue.of("component_repeated", component=component.key))
            continue
        priced = component.price(basis)
        if isinstance(priced, Issue):
            book.report(priced)
            continue
        exact[component.key] = priced.exact
        _add_component(book, component.key, priced)
        after.append((component, priced.exact))
    for component, amount in after:
        _collect(book, component, _component_gates(book, component.key, amount))
    _stray_gates(book)


def _add_component(book: Book, key: str, priced: Priced) -> None:
    exact, base, rate, code, values = priced
    book.add(Step.COMPONENT, key, round_minor(exact), base=base, rate=rate, code=code, values=values)


def _component_gates(book: Book, component: str, amount: Number) -> Number:
    """A component's amount after its gates, not rounded."""
    for gate in book.payee.gates:
        if gate.component == component and _gate(book, Step.COMPONENT_GATE, gate, amount):
            amount = gate.factor * amount
    return amount


def _stray_gates(book: Book) -> None:
    known = {"", *(component.key for component in book.payee.components)}
    for gate in book.payee.gates:
        if gate.component not in known:
            book.report(Issue.of("gate_without_component", gate=gate.key, component=gate.component))


def _collect(book: Book, component: Component, amount: Number) -> None:
    """From here on whole minor units count, as printed: the plan's steps look at the sum of lines."""
    rounded = round_minor(amount)
    if component.capped:
        book.capped += rounded
        if component.discretionary:
            book.discretionary_capped += rounded
        return
    book.uncapped += rounded
    if component.discretionary:
        book.discretionary_uncapped += rounded


def _gate(book: Book, step: Step, gate: Gate, amount: Number) -> bool:
    """One gate's line, the difference that it makes to an exact amount; whether it fires."""
    fires, code, issue = decide(gate)
    if issue is not None:
        book.report(issue)
    factor: Number = gate.factor if fires else 1
    change = round_minor(factor * amount) - round_minor(amount) if fires else 0
    book.add(step, gate.key, change, base=amount, rate=factor, code=code, values=_reading(gate))
    return fires


def _reading(gate: Gate) -> Values:
    """The figures a gate looked at."""
    condition = (
        ("bound", gate.bound),
        ("side", gate.side.value),
        ("n", gate.n),
        ("min_sample", gate.min_sample),
    )
    return condition if gate.value is None else (("value", gate.value), *condition)


def _plan_gates(book: Book) -> None:
    for gate in book.payee.gates:
        if not gate.component and _gate(book, Step.PLAN_GATE, gate, book.capped + book.uncapped):
            _scale(book, gate.factor, gate.factor)


def _scale(book: Book, capped: Number, uncapped: Number) -> None:
    book.capped *= capped
    book.discretionary_capped *= capped
    book.uncapped *= uncapped
    book.discretionary_uncapped *= uncapped


def _cap(book: Book) -> None:
    cap = book.payee.cap
    if cap is None:
        return
    base = book.capped
    if base <= cap:
        book.add(Step.CAP, "", 0, base=base, rate=1, code="cap_not_reached", values=(("cap", cap),))
        return
    factor = Fraction(cap) / base
    before = book.counted
    _scale(book, factor, 1)
    change = book.counted - before
    book.add(Step.CAP, "", change, base=base, rate=factor, code="cap_reached", values=(("cap", cap),))


def _guarantee(book: Book) -> None:
    guarantee = book.payee.guarantee
    if guarantee is None:
        return
    change, carried, code = guarantee_step(book.total, guarantee)
    values = (("guarantee", guarantee.amount), ("carried_before", guarantee.carried), ("carried", carried))
    book.add(Step.GUARANTEE, "", change, base=book.total, code=code, values=values)


def _budget(book: Book, cut: BudgetCut) -> None:
    base = book.discretionary
    change = cut.apply(base) - base
    code = "budget_within" if cut.factor == 1 else "budget_reduced"
    values = (("budget", cut.budget), ("counted", cut.counted), ("cent", cut.cent))
    book.add(Step.BUDGET, "", change, base=base, rate=cut.factor, code=code, values=values)


def _clawbacks(book: Book) -> None:
    for item in book.payee.clawbacks:
        values = (("paid", item.paid), ("recalculated", item.recalculated), ("taken", item.taken))
        book.add(
            Step.CLAWBACK,
            item.key,
            -item.amount,
            code="clawback" if item.amount >= 0 else "clawback_returned",
            values=values,
            for_period=item.for_period,
        )


def _manual(book: Book) -> None:
    for manual in book.payee.manual:
        code = "manual_award" if manual.amount >= 0 else "manual_deduction"
        book.add(Step.MANUAL, manual.key, manual.amount, code=code)


def _earlier_paid(book: Book) -> None:
    if book.payee.earlier_paid:
        book.add(Step.EARLIER_PAID, "", -book.payee.earlier_paid, code="earlier_paid")


def _corrections(book: Book) -> None:
    for item in book.payee.corrections:
        amount, code = correct(item, take_from_colleagues=book.payee.take_from_colleagues)
        values = (("recalculated", item.recalculated), ("paid", item.paid), ("waived", item.waived))
        book.add(Step.CORRECTION, item.key, amount, code=code, values=values, for_period=item.for_period)
