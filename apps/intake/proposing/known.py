"""Which headers and words are known for which place of a mapping: from aliases and presets."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from apps.intake.mapping.aliases import ALIASES
from apps.intake.mapping.texts import header_key, value_key
from apps.intake.presets import PRESETS
from apps.intake.proposing.editing import words_of
from apps.intake.proposing.slots import AGENT, CUSTOMER, KEY, filled_slots, record_id

SHARED = frozenset({KEY, AGENT, CUSTOMER})  # one for all records of a row


@cache
def known_headers() -> Mapping[str, Mapping[str, int]]:
    """Code of a place → headers known for it, as `header_key` writes them, each with its rank from 0."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for record_type, targets in ALIASES.items():
        for target, headers in targets.items():
            code = target if target.partition(".")[0] in SHARED else f"{record_type}.{target}"
            for rank, header in enumerate(headers):
                found[code].setdefault(header_key(header), rank)
    for _title, spec in PRESETS.values():
        for code, name in filled_slots(spec):
            for rank, header in enumerate(spec["columns"][name].get("headers", [])):
                found[code].setdefault(header_key(header), rank)
    return dict(found)


def is_known(header: str, code: str) -> bool:
    """Whether exports are known to call a place so."""
    return header_key(header) in known_headers().get(code, {})


@cache
def known_meanings() -> Mapping[str, Mapping[str, str]]:
    """Code of a field → usual words of exports and what they mean."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for _title, spec in PRESETS.values():
        for record in spec["records"]:
            for name, rule in record["fields"].items():
                if isinstance(rule, dict) and ("map" in rule or "table" in rule):
                    known = {value_key(text): value for text, value in words_of(spec, rule).items()}
                    found[f"{record_id(record)}.{name}"] |= known
    return dict(found)
