"""The worked examples of the documentation are true."""

import doctest
import re
from pathlib import Path

import pytest

RULES = Path(__file__).parents[3] / "docs" / "rules"
PAGES = sorted(RULES.glob("*.md"))
FENCED = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_index_lists_every_page() -> None:
    assert PAGES
    listed = set(re.findall(r"\]\((\w+\.md)\)", (RULES / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in PAGES} - {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_give_what_it_says(page: Path) -> None:
    blocks = FENCED.findall(page.read_text(encoding="utf-8"))
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    assert example.examples
    report: list[str] = []
    failed, tried = doctest.DocTestRunner().run(example, out=report.append)
    assert tried == len(example.examples)
    assert not failed, "".join(report)
