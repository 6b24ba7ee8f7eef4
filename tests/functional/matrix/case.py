"""A line of the permission matrix: a route about an object, who gets in, and with which answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.company import ROLES

SIGNED_IN: Final = frozenset(ROLES) - {"anonymous"}
EVERYONE: Final = " ".join(sorted(SIGNED_IN))
STAFF: Final = "leader stranger hr director steward"  # everyone who sees more than themselves


@dataclass(frozen=True, kw_only=True)
class Case:
    """`get` and `post` name the roles that get in; None: the route does not know the method (405).

    Whoever is signed in and not named gets 404. `ok` and `posted` are the statuses of those who get in, the
    POST being empty; `but` are single other answers to GET, by role. `args` name the company's objects,
    or values themselves; `query` is added to the address.
    """

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    get: str | None = None
    post: str | None = None
    ok: int = 200
    posted: int = 302
    but: Mapping[str, int] = field(default_factory=dict)
    open_to_all: bool = False  # also to those who are not signed in
    query: str = ""
    why: str = ""

    @property
    def is_api(self) -> bool:
        """Whether strangers get 401 instead of the sign-in page."""
        return self.name.startswith("api:") and self.name != "api:docs"

    def stranger(self) -> int:
        """The answer to whoever is not signed in."""
        return 401 if self.is_api else 302

    def expected_get(self, role: str) -> int:
        """The status of GET for a role."""
        return self._expected(role, self.get, self.but.get(role, self.ok))

    def expected_post(self, role: str) -> int:
        """The status of an empty POST for a role."""
        return self._expected(role, self.post, self.posted)

    def _expected(self, role: str, allowed: str | None, ok: int) -> int:
        if role == "anonymous" and not self.open_to_all:
            return self.stranger()
        if allowed is None:
            return 405
        return ok if role in allowed.split() or role in self.but or self.open_to_all else 404

    def __str__(self) -> str:
        """For the test's id."""
        about = "-".join(str(value) for value in self.args.values())
        return f"{self.name}[{about}]" if about else self.name
