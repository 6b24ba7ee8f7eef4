"""Writes of the portal: keys for programs that read on someone's behalf; what is kept about a person."""

import csv
import io
import zipfile
from datetime import datetime
from typing import IO, Final

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import operations as audit
from apps.people.models import Person, User
from apps.people.operations import tokens
from apps.portal.policies import Parts
from apps.portal.queries.holdings import Holding, holdings

MARK: Final = "\N{BYTE ORDER MARK}"  # so that spreadsheets read UTF-8


def issue_token(*, user: User, by: User, at: datetime) -> str:
    """Make a key for the API and return it; an earlier one stops working. It is shown once."""
    return str(tokens.give_token(user=user, by=by, at=at).key)


def revoke_token(*, user: User, by: User, at: datetime) -> bool:
    """Take the key away; whether there was one."""
    return tokens.revoke_token(user=user, by=by, at=at)


@transaction.atomic
def export_person(*, person: Person, target: IO[bytes], parts: Parts, by: User, at: datetime) -> int:
    """Write all that is kept about a person as a ZIP of CSV files; returns how many rows."""
    rows = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _read_me(person, parts, at))
        for holding in holdings(person, pay=parts.pay, talks=parts.talks):
            rows += _write(archive, holding)
    after = {"rows": rows, "pay": parts.pay, "talks": parts.talks}
    audit.record(verb="person.exported", subject=person, by=by, at=at, after=after)
    return rows


def _write(archive: zipfile.ZipFile, holding: Holding) -> int:
    """One table; none without rows."""
    first = next(holding.rows, None)
    if first is None:
        return 0
    count = 1
    with archive.open(f"{holding.name}.csv", "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        text.write(MARK)
        lines = csv.writer(text)
        lines.writerow(holding.columns)
        lines.writerow(first)
        for row in holding.rows:
            lines.writerow(row)
            count += 1
    return count


def _read_me(person: Person, parts: Parts, at: datetime) -> str:
    lines = [
        _("All that is kept about %(name)s, as of %(at)s.") % {"name": person.name, "at": at.isoformat()},
        _("Each file is a table; its first line names the columns. Instants: UTC; amounts: minor units."),
        _("Not in it: the password, and the customers of the person’s records."),
    ]
    if not parts.pay:
        lines.append(_("Pay is not in it: HR, or the person’s own export, has it."))
    if not parts.talks:
        lines.append(_("Coaching is not in it: only the person’s own export has it."))
    return "\n".join(lines) + "\n"
