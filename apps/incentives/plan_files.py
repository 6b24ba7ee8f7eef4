"""A plan as one text file: who it covers, from when, its document with its examples, and back as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.incentives.documents import read_document
from apps.incentives.examples import Outcome, examples_of, run_examples
from apps.incentives.plans import read_rules
from apps.incentives.reading import Table
from apps.incentives.refusals import SpecWrong
from apps.incentives.rules import PlanRules
from apps.incentives.toml_text import Place, Places, TextWrong, dump, parse
from apps.incentives.writing import write_document
from apps.people.refusals import Refusal

HEADER: Final = ("code", "name", "version", "starts", "note", "teams")


class FileWrong(Refusal):
    """A plan's file cannot be read, or makes no sense; line and column say where."""

    sentence = "%(line)d:%(column)d %(where)s%(problem)s"

    @classmethod
    def at(cls, place: Place, problem: str, where: str = "") -> "FileWrong":
        """The refusal of what stands at a place."""
        named = f"{where}: " if where else ""
        return cls(line=place.line, column=place.column, where=named, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A file that could be read: `spec` is the document, `outcomes` what its examples give."""

    code: str
    name: str
    starts: date
    teams: tuple[str, ...]
    note: str
    currency: str
    spec: dict[str, Any]
    rules: PlanRules
    outcomes: tuple[Outcome, ...]
    places: Places

    @property
    def agrees(self) -> bool:
        """Whether every worked example gives what is expected."""
        return all(one.agrees for one in self.outcomes)

    def line_of(self, outcome: Outcome) -> int:
        """Where an example's amount stands."""
        return self.places.find(f"example.{outcome.example.number}.amount").line


def read_plan_file(text: str) -> PlanFile:
    """The plan of a file, its examples priced. Raises `FileWrong`."""
    try:
        parsed = parse(text)
    except TextWrong as wrong:
        raise FileWrong.at(wrong.place, str(wrong.values["problem"])) from None
    try:
        return _read(parsed.content, parsed.places)
    except SpecWrong as wrong:
        where = str(wrong.values["where"])
        raise FileWrong.at(parsed.places.find(where), str(wrong.values["problem"]), where) from None


def _read(content: Mapping[str, Any], places: Places) -> PlanFile:
    top = Table.of(content, "")
    starts = top.day("starts")
    if starts is None or starts.day != 1:
        raise SpecWrong(where="starts", problem=_("the first day of a month is expected, such as 2027-01-01"))
    name = top.text("name").strip()
    if not name or len(name) > 120:
        raise SpecWrong(where="name", problem=_("a name of at most 120 characters is needed"))
    spec = {key: value for key, value in content.items() if key not in HEADER}
    rules = read_document(spec)
    return PlanFile(
        code=top.key("code"),
        name=name,
        starts=starts,
        teams=top.texts("teams"),
        note=top.text("note")[:200],
        currency=rules.currency,
        spec=spec,
        rules=rules,
        outcomes=tuple(run_examples(spec, rules, rules.currency)),
        places=places,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the rules in a file."""

    code: str
    name: str
    version: int
    starts: date
    teams: Sequence[str]
    currency: str
    note: str = ""


def write_plan_file(head: Head, spec: Any) -> str:
    """The file of a plan: the rules that the specification stands for, and its examples as they are."""
    rules = read_rules(spec)
    return dump(
        {
            "code": head.code,
            "name": head.name,
            "version": head.version,
            "starts": head.starts.isoformat(),
            **({"note": head.note} if head.note else {}),
            "teams": list(head.teams),
            **write_document(rules, head.currency, examples_of(spec)),
        },
        head=[f"{head.name}, version {head.version}: checked by manage.py check_plan"],
    )
