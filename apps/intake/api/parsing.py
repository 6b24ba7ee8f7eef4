"""The body of a push, exactly as it was sent: numbers stay the texts they are, and never become floats."""

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MOST_BYTES: Final = 16 * 1024 * 1024
WORDS: Final = {True: "true", False: "false", None: ""}


class TooLarge(APIException):
    """413."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class ExactJSON(BaseParser):
    """JSON of at most `MOST_BYTES`. A name that comes twice in an object is refused: one would be lost."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """The value. Raises ParseError (400) and TooLarge (413)."""
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge(
                _("The request is larger than %(megabytes)s MB.") % {"megabytes": MOST_BYTES // 1024 // 1024}
            )
        try:
            return json.loads(
                body.decode(),
                parse_float=str,
                parse_int=str,
                parse_constant=str,
                object_pairs_hook=_object,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is not JSON in UTF-8: %(problem)s") % {"problem": error}) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(f"“{next(name for name in names if names.count(name) > 1)}” ×2")
    return found


def text_of(value: Any) -> str | None:
    """A value of a record as the text a file would hold; None for what cannot be one."""
    if isinstance(value, str):
        return value if _is_text(value) else None
    if value is None or isinstance(value, bool):
        return WORDS[value]
    return None


def _is_text(value: str) -> bool:
    """Whether it can be stored: half of a surrogate pair cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
