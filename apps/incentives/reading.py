"""Reading stored JSON strictly: the right type at the right place, or a refusal that names the place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Self

from django.utils.translation import gettext_lazy as _

from apps.incentives.refusals import SpecWrong
from apps.people.written import minor_digits

HUNDRED: Final = 100

MAX_AMOUNT = 10**15
"""Ten thousand thousand millions of major units: more is a slip of the keyboard, and fits no column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A JSON object and where it stands in the whole, for the sentence that refuses it."""

    content: Mapping[str, Any]
    place: str

    @classmethod
    def of(cls, content: Any, place: str) -> Self:
        """The object at a place; raises `SpecWrong` where it is something else."""
        if not isinstance(content, Mapping):
            raise SpecWrong(where=place or _("plan"), problem=_("names with values are expected here"))
        return cls(content, place)

    def at(self, name: str) -> str:
        """Where a name of this table stands."""
        return f"{self.place}.{name}" if self.place else name

    def allow(self, *names: str) -> None:
        """Refuses any other name: it is a typing error."""
        for name in self.content:
            if name not in names:
                raise SpecWrong(where=self.at(name), problem=_("this name is not known"))

    def table(self, name: str) -> "Table | None":
        """The object under a name, None where there is none."""
        content = self.content.get(name)
        return None if content is None else Table.of(content, self.at(name))

    def tables(self, name: str) -> list["Table"]:
        """The list of objects under a name; each is named by its key, or its number."""
        found = self.content.get(name) or []
        if not isinstance(found, list):
            raise SpecWrong(where=self.at(name), problem=_("a list is expected here"))
        return [
            Table.of(part, f"{self.at(name)}.{part.get('key') or n if isinstance(part, Mapping) else n}")
            for n, part in enumerate(found, start=1)
        ]

    def amount(self, name: str) -> int | None:
        """A whole number of 0 or more, None where there is none."""
        value = self.content.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise SpecWrong(where=self.at(name), problem=_("a whole number is expected here"))
        if not 0 <= value <= MAX_AMOUNT:
            raise SpecWrong(where=self.at(name), problem=_("the number may not be below 0 or this large"))
        return value

    def needed_amount(self, name: str) -> int:
        """A whole number above 0 that must be there."""
        value = self.amount(name)
        if not value:
            raise SpecWrong(where=self.at(name), problem=_("an amount above 0 is needed"))
        return value

    def ratio(self, name: str, default: Fraction | None = None) -> Fraction:
        """An exact number written as text ("0.8", "4/5"), or a whole number."""
        value = self.content.get(name)
        return default if value is None and default is not None else exact_number(value, self.at(name))

    def pairs(self, name: str) -> tuple[tuple[Fraction, Fraction], ...]:
        """A list of pairs of exact numbers."""
        found = self.content.get(name)
        if not isinstance(found, list):
            raise SpecWrong(where=self.at(name), problem=_("a list is expected here"))
        return tuple(_pair(part, f"{self.at(name)}.{n}") for n, part in enumerate(found, start=1))

    def flag(self, name: str) -> bool:
        """True or false; false where it is not said."""
        value = self.content.get(name, False)
        if not isinstance(value, bool):
            raise SpecWrong(where=self.at(name), problem=_("true or false is expected here"))
        return value

    def text(self, name: str) -> str:
        """A text, empty where it is not said."""
        value = self.content.get(name, "")
        if not isinstance(value, str):
            raise SpecWrong(where=self.at(name), problem=_("a text is expected here"))
        return value

    def key(self, name: str) -> str:
        """A short name of letters, digits, - and _ that must be there."""
        value = self.text(name)
        if not value or len(value) > 40 or not value.replace("_", "").replace("-", "").isalnum():
            raise SpecWrong(
                where=self.at(name), problem=_("a name of letters, digits, - and _ is needed here")
            )
        return value

    def choice(self, name: str, among: tuple[str, ...], *, default: str = "") -> str:
        """One of a few words."""
        value = self.text(name) or default
        if value not in among:
            raise SpecWrong(
                where=self.at(name), problem=_("one of %(words)s is expected") % {"words": ", ".join(among)}
            )
        return value

    def values(self, name: str) -> list[Any]:
        """A list of anything, empty where it is not said."""
        found = self.content.get(name, [])
        if not isinstance(found, list):
            raise SpecWrong(where=self.at(name), problem=_("a list is expected here"))
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, each once; a single text is a list of one."""
        found = self.content.get(name, [])
        listed = [found] if isinstance(found, str) else self.values(name)
        if not all(isinstance(one, str) and one.strip() for one in listed):
            raise SpecWrong(where=self.at(name), problem=_("a list of texts is expected here"))
        return tuple(dict.fromkeys(listed))

    def day(self, name: str) -> date | None:
        """A day, as YYYY-MM-DD."""
        value = self.content.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise SpecWrong(
                where=self.at(name), problem=_("a day is expected here, such as 2027-01-31")
            ) from None

    def raw_pairs(self, name: str) -> Iterator[tuple[str, Any, Any]]:
        """Pairs as they stand, each with its place."""
        for n, part in enumerate(self.values(name), start=1):
            where = f"{self.at(name)}.{n}"
            if not isinstance(part, list) or len(part) != 2:
                raise SpecWrong(where=where, problem=_("an amount and a rate are expected here"))
            yield where, part[0], part[1]

    def minor(self, value: Any, currency: str, where: str, *, negative: bool = False) -> int:
        """An amount in whole units of the currency, exactly in minor units."""
        if isinstance(value, str) and value[-3:].isalpha() and value[-3:].isupper():
            if value[-3:] != currency:
                raise SpecWrong(
                    where=where,
                    problem=_("the plan pays %(currency)s, this is %(other)s: currencies do not mix")
                    % {"currency": currency, "other": value[-3:]},
                )
            value = value[:-3].strip()
        places = minor_digits(currency)
        exact = exact_number(value, where) * 10**places
        if exact.denominator != 1:
            raise SpecWrong(
                where=where,
                problem=_("%(currency)s has %(places)d decimals, this amount has more")
                % {"currency": currency, "places": places},
            )
        if not negative and exact < 0:
            raise SpecWrong(where=where, problem=_("an amount may not be below 0"))
        if abs(exact) > MAX_AMOUNT:
            raise SpecWrong(where=where, problem=_("the number may not be below 0 or this large"))
        return int(exact)

    def money(self, name: str, currency: str) -> int | None:
        """An amount of 0 or more in minor units, None where it is not said."""
        value = self.content.get(name)
        return None if value is None else self.minor(value, currency, self.at(name))

    def needed_money(self, name: str, currency: str) -> int:
        """An amount above 0 that must be there."""
        amount = self.money(name, currency)
        if not amount:
            raise SpecWrong(where=self.at(name), problem=_("an amount above 0 is needed"))
        return amount

    def percent(self, name: str) -> Fraction:
        """Per cent as a ratio; the sign may be written."""
        value = self.content.get(name)
        return exact_number(_without_sign(value)[0], self.at(name)) / HUNDRED

    def needed_percent(self, name: str) -> Fraction:
        """A rate above 0 that must be there."""
        rate = self.percent(name)
        if rate <= 0:
            raise SpecWrong(where=self.at(name), problem=_("a rate above 0 is needed"))
        return rate

    def bound(self, name: str) -> Fraction:
        """A number in the KPI's unit, or per cent where the sign says so."""
        value, signed = _without_sign(self.content.get(name))
        return exact_number(value, self.at(name)) / (HUNDRED if signed else 1)

    def working_day(self, name: str, default: int | None = None) -> int:
        """The number of a working day of a month."""
        value = self.content.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 23:
            raise SpecWrong(
                where=self.at(name), problem=_("the number of a working day is expected here, from 1 to 23")
            )
        return int(value)


def _without_sign(value: Any) -> tuple[Any, bool]:
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return value.rstrip()[:-1].strip(), True
    return value, False


def exact_text(value: Fraction) -> str:
    """An exact number as text: `0.85`, or `1/3` where it has no finite decimals; whole numbers plain."""
    numerator, denominator = value.numerator, value.denominator
    places, rest = 0, denominator
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1:
        return f"{numerator}/{denominator}"
    if not places:
        return str(numerator)
    scaled = abs(numerator) * 10**places // denominator
    sign = "-" if numerator < 0 else ""
    return f"{sign}{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def exact_number(value: Any, where: str) -> Fraction:
    """A fraction from text or a whole number; raises `SpecWrong` for anything else, binary floats too."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | str)
        or (isinstance(value, str) and (len(value) > 40 or "e" in value.lower()))
    ):
        raise SpecWrong(where=where, problem=_("a number written as text is expected here, such as 0.8"))
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise SpecWrong(where=where, problem=_("“%(text)s” is not a number") % {"text": value}) from None


def _pair(part: Any, where: str) -> tuple[Fraction, Fraction]:
    if not isinstance(part, list) or len(part) != 2:
        raise SpecWrong(where=where, problem=_("a score and a rate are expected here"))
    return exact_number(part[0], where), exact_number(part[1], where)
