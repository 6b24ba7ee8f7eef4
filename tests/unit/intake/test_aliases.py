"""Headers by record type: they name what exists, and none means two things of one record."""

from collections import Counter

import pytest

from apps.intake.mapping.aliases import ALIASES
from apps.intake.mapping.texts import header_key
from apps.intake.shapes import SHAPES, Kind

REFERENCES = {"agent.number", "agent.name", "agent.email", "agent.extension"}
CUSTOMERS = {"customer.phone", "customer.id", "customer.name"}
# 被叫号码 is the customer of an outbound dialer and one end of a call; who reads it knows the direction.
ENDS = {"callee", "customer.phone"}


@pytest.mark.parametrize("record_type", list(SHAPES))
def test_every_target_is_one_of_the_record(record_type: str) -> None:
    shape = SHAPES[record_type]
    fields = {field.name for field in shape.fields}
    instants = {f"{field.name}.time" for field in shape.fields if field.kind is Kind.INSTANT}
    known = fields | instants | {"key", "caller", "callee"}
    known |= REFERENCES if shape.agent else set()
    known |= CUSTOMERS if shape.customer else set()
    known |= {"team"} if shape.team else set()
    assert set(ALIASES[record_type]) <= known


@pytest.mark.parametrize("record_type", list(SHAPES))
def test_every_field_has_a_header_but_for_what_a_mapping_makes(record_type: str) -> None:
    made = {"stage_label", "outcome"}
    fields = {field.name for field in SHAPES[record_type].fields} - made
    assert fields <= set(ALIASES[record_type])


@pytest.mark.parametrize("record_type", list(SHAPES))
def test_a_header_means_one_thing(record_type: str) -> None:
    meanings: dict[str, set[str]] = {}
    for target, headers in ALIASES[record_type].items():
        counted = Counter(header_key(header) for header in headers)
        assert not [key for key, times in counted.items() if times > 1], target
        for key in counted:
            meanings.setdefault(key, set()).add(target)
    twice = {key: targets for key, targets in meanings.items() if len(targets) > 1 and targets != ENDS}
    assert not twice
