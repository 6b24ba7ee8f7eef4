"""A file nobody here has seen becomes a proposed mapping, and the questions that a person must answer."""

from collections.abc import Sequence
from typing import Any

from apps.intake.mapping.texts import header_key
from apps.intake.proposing.agents import KnownAgents, with_agents
from apps.intake.proposing.choosing import BARE, candidates, fitted
from apps.intake.proposing.editing import give, set_key
from apps.intake.proposing.keys import key_choices
from apps.intake.proposing.known import known_headers
from apps.intake.proposing.questions import Question, answers_of, questions, settle
from apps.intake.proposing.samples import Sample, Seen, sample_of
from apps.intake.proposing.slots import AGENT, KEY, Slot, filled_slots, slots

__all__ = [
    "KnownAgents",
    "Question",
    "Sample",
    "Seen",
    "answers_of",
    "propose",
    "questions",
    "sample_of",
    "settle",
]


def propose(sample: Sample, roster: KnownAgents, *, kind: str = "") -> tuple[str, dict[str, Any]]:
    """What a row is (see `kinds_of_rows`), and the mapping of the sample's columns to it.

    `kind`: said by a person; blank: the best fit of the headers. Where nothing fits, a row is a call and no
    column is taken. The mapping may lack what only a person can say: ask `questions`.
    """
    headers = [seen.header for seen in sample.columns]
    best = candidates(headers)
    code = kind or (best[0].code if best else f"{BARE}call")
    spec = _with_known(fitted(code, headers), headers)
    spec = with_agents(spec, sample, roster)
    return code, settle(_with_key(spec, sample), sample, {})


def _with_known(spec: dict[str, Any], headers: Sequence[str]) -> dict[str, Any]:
    """The mapping with known headers for places that are still empty."""
    for slot in slots(spec):
        fitting = _free_known(spec, headers, slot)
        if fitting:
            spec = give(spec, fitting, slot)
    return spec


def _free_known(spec: dict[str, Any], headers: Sequence[str], slot: Slot) -> str:
    """The unused header that is best known for a place, if the place is empty."""
    part = slot.code.partition(".")[0]
    filled = {code for code, _name in filled_slots(spec)}
    parts = {code.partition(".")[0] for code in filled}
    if slot.code in filled or part in {KEY, AGENT} or (slot.by and part in parts):
        return ""
    used = {header_key(rule["headers"][0]) for rule in spec["columns"].values() if rule.get("headers")}
    known = known_headers().get(slot.code, {})
    fitting = [header for header in headers if header_key(header) in known.keys() - used]
    return min(fitting, key=lambda header: known[header_key(header)], default="")


def _with_key(spec: dict[str, Any], sample: Sample) -> dict[str, Any]:
    """The mapping with a key: its own, else the first choice of some columns that is unique in the sample."""
    if spec["records"][0].get("key"):
        return spec
    some = [choice for choice in key_choices(spec, sample) if len(choice.headers) < len(sample.columns)]
    unique = [choice for choice in some if choice.unique]
    return set_key(spec, unique[0].headers) if unique else spec
