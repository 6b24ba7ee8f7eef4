"""Ruff, mypy and Django's own checks, so that a green run means they are green too."""

import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.structure.source import ROOT


def run(*command: str) -> None:
    """Run a tool of the environment; its complaint is the failure."""
    whole = [sys.executable, "-m", *command]
    done = subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", "--quiet", ".")


def test_the_code_is_formatted() -> None:
    run("ruff", "format", "--check", "--quiet", ".")


def test_mypy_finds_nothing() -> None:
    run("mypy", "apps", "kpiportal", "deploy", "benchmarks", "run.py", "manage.py")


@pytest.mark.django_db
def test_the_migrations_match_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_django_finds_nothing_to_complain_about() -> None:
    call_command("check", fail_level="WARNING")
