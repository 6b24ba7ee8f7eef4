"""One spelling for a phone number: its digits with the country's code, where the country is known.

A region that a mapping declares says where numbers without a code are from. Whatever is no possible number
there, and every number where no region is declared, is kept by its digits as they were typed, without 00
before a long one; what holds letters or stars is kept as it stands.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import phonenumbers

from apps.people.names import tidy

LOCAL_DIGITS: Final = 8  # a longer number may begin with 00 for abroad
_NOT_DIGITS: Final = re.compile(r"[^0-9]")
_NO_PHONE: Final = re.compile(r"[^\W\d_]|\*")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What numbers of a region look like, for the usual ones, which are many."""

    code: str
    national: re.Pattern[str]
    prefix: str  # dialled before national numbers, where nothing more than that is known of it


@cache
def _plan(region: str) -> _Plan | None:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    described = metadata.general_desc if metadata else None
    if metadata is None or described is None or not described.national_number_pattern:
        return None
    prefix = metadata.national_prefix or ""
    if metadata.national_prefix_for_parsing != prefix or metadata.national_prefix_transform_rule:
        prefix = ""
    return _Plan(str(metadata.country_code), re.compile(described.national_number_pattern), prefix)


def is_usual(ref: str) -> bool:
    """Whether a phone without a region is kept as it was typed: digits alone, not dialled for abroad."""
    return ref.isascii() and ref.isdecimal() and (len(ref) <= LOCAL_DIGITS or not ref.startswith("00"))


def phone_key(ref: str, region: str = "") -> str:
    """What two spellings of one number have in common: `85261234567`. `region`: ISO 3166, or not known."""
    plain = ref if ref.isascii() else tidy(ref)
    if not plain.isdecimal() and _NO_PHONE.search(plain):
        return tidy(plain)
    return (_international(plain, region) if region else "") or _as_typed(plain)


def _as_typed(ref: str) -> str:
    digits = ref if ref.isdecimal() else _NOT_DIGITS.sub("", ref)
    return (digits.removeprefix("00") if len(digits) > LOCAL_DIGITS else digits) or tidy(ref)


def _international(ref: str, region: str) -> str:
    """The digits after the plus; blank where it is no possible number."""
    if ref.isdecimal() and (usual := _usual(ref, region)):
        return usual
    abroad = f"+{ref[2:]}" if ref.startswith("00") and len(ref) > LOCAL_DIGITS else ""
    return (_parsed(abroad, region) if abroad else "") or _parsed(ref, region)


def _usual(digits: str, region: str) -> str:
    plan = _plan(region)
    if plan is None:
        return ""
    if plan.national.fullmatch(digits):
        return plan.code + digits
    rest = digits.removeprefix(plan.prefix)
    return plan.code + rest if rest != digits and plan.national.fullmatch(rest) else ""


def _parsed(ref: str, region: str) -> str:
    try:
        number = phonenumbers.parse(ref, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
