"""The test settings' own promise: an undefined variable in a template of ours fails."""

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from tests.undefined import UndefinedVariable


@pytest.mark.parametrize("markup", ["{{ nobody }}", "{{ somebody.salary }}", "{{ nobody|default:'-' }}"])
def test_an_undefined_variable_fails(markup: str) -> None:
    with pytest.raises(UndefinedVariable):
        Template(markup).render(Context({"somebody": {"name": "Amy"}}))


@pytest.mark.parametrize("markup", ["{{ name }}", "{% if nobody %}x{% endif %}", "{{ empty }}"])
def test_a_defined_one_and_a_question_do_not(markup: str) -> None:
    Template(markup).render(Context({"name": "Amy", "empty": ""}))


def test_templates_of_installed_packages_are_left_in_peace() -> None:
    assert "login" in render_to_string("admin/login.html", {"form": None})
