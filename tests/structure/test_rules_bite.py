"""The structural tests' own eyes: each rule sees what it is to see, and nothing else."""

import ast

import pytest

from tests.structure.test_layers import is_clock, is_float, is_hidden_write, is_signal, is_write
from tests.structure.test_templates import INLINE
from tests.structure.test_translations import bare_words


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("run.save()", True),
        ("Run.objects.filter(pk=1).update(state='locked')", True),
        ("Run.objects.create(plan=plan)", True),
        ("Run.objects.bulk_create(rows)", True),
        ("run.lines.all().delete()", True),
        ("context.update(kwargs)", False),
        ("operations.update(run=run)", False),
        ("operations.approve_run(run=run)", False),
        ("Run.objects.filter(pk=1)", False),
    ],
)
def test_a_write_is_seen(code: str, expected: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert is_write(call) is expected


@pytest.mark.parametrize(
    ("code", "expected"), [("1.5", True), ("float", True), ("math.sqrt(2)", True), ("1", False)]
)
def test_a_float_is_seen(code: str, expected: bool) -> None:
    assert is_float(ast.parse(code, mode="eval").body) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("timezone.now()", True),
        ("date.today()", True),
        ("time.monotonic()", True),
        ("date(2026, 1, 1)", False),
    ],
)
def test_a_clock_is_seen(code: str, expected: bool) -> None:
    assert is_clock(ast.parse(code, mode="eval").body) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def save(self): self.total = 1; super().save()", True),
        ("def save(self): raise TypeError", False),
        ("def total(self): return 1", False),
    ],
)
def test_a_hidden_write_is_seen(code: str, expected: bool) -> None:
    assert is_hidden_write(ast.parse(code).body[0]) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("from django.db.models.signals import post_save", True), ("from django.db import models", False)],
)
def test_a_signal_is_seen(code: str, expected: bool) -> None:
    assert is_signal(ast.parse(code).body[0]) is expected


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ('<p style="color: red">', {"a style attribute"}),
        ('<a onclick="go()">', {"an on… attribute"}),
        ("<style>p {}</style>", {"a style element"}),
        ('<script src="https://cdn.example/x.js"></script>', {"a part from elsewhere"}),
        ('<a href="javascript:go()">', {"a javascript: address"}),
        ('<div hx-on:click="go()">', {"hx-on, which needs eval"}),
        ('<p class="style" data-once="1"><a href="/next">', set()),
    ],
)
def test_what_the_security_policy_forbids_is_seen(markup: str, seen: set[str]) -> None:
    assert {what for what, pattern in INLINE.items() if pattern.search(markup)} == seen


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Sales amount</p>", ["Sales amount"]),
        ('<p>{% translate "Sales amount" %}</p>', []),
        ("<p>{% blocktranslate %}Sales{% endblocktranslate %}</p>", []),
        ('<p class="lead {{ tone }}" data-unit="hours">{{ value }} %</p>', []),
        ("{% comment %}why{% endcomment %}&nbsp;", []),
    ],
)
def test_bare_words_are_seen(template: str, words: list[str]) -> None:
    assert bare_words(template) == words
