"""Every verb that the code writes into the trail has a name, in every language, for those who read it."""

import re
from collections.abc import Iterator

import pytest

from apps.audit.verbs import label
from tests.structure.source import python_files

WRITTEN = re.compile(r"""verb(?::\s*\w+)?\s*=\s*(?:"([\w.]+)" if \w+ else )?"([\w.]+)\"""")


def verbs_of_the_code() -> Iterator[str]:
    """Those written out whole, and those of a payout run, which are written without their prefix."""
    for path in python_files("apps"):
        for match in WRITTEN.finditer(path.read_text(encoding="utf-8")):
            yield from (verb if "." in verb else f"payout_run.{verb}" for verb in match.groups() if verb)


def test_verbs_are_found() -> None:
    found = set(verbs_of_the_code())
    assert {"batch.imported", "payout_run.approved", "corrections.accepted", "corrections.declined"} <= found


@pytest.mark.parametrize("verb", sorted(set(verbs_of_the_code())))
def test_a_verb_has_a_name(verb: str) -> None:
    assert label(verb) != verb
