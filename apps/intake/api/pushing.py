"""Programs push records as they happen; each is answered by itself."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.intake.api.authentication import HasSourceToken, SourceTokenSignIn
from apps.intake.api.parsing import ExactJSON, TooLarge, text_of
from apps.intake.controls import control_of
from apps.intake.models import SourceToken
from apps.intake.operations import KeyUsed, Pushed, Said, note_use, push_records
from apps.intake.operations.pushing import FIRST_LINE, KEY_LENGTH, OUTCOMES
from apps.intake.reading import FileRefused
from apps.intake.reasons import file_reason, row_reason
from apps.people.api.asking import DayField
from apps.people.clock import now
from apps.people.refusals import Refusal

MOST_RECORDS: Final = 5_000
LARGEST: Final = 10**9
MOST_NAMES: Final = 300  # different ones, over all records
KEY_HEADER: Final = "Idempotency-Key"
KEY: Final = OpenApiParameter(
    name=KEY_HEADER,
    type=str,
    location=OpenApiParameter.HEADER,
    required=True,
    description=_("Names this push. The same key with the same records gives the same answer again."),
)
CODE: Final = OpenApiParameter(
    name="code", type=str, location=OpenApiParameter.PATH, description=_("Code of the source")
)


@extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": True}})
class RecordsField(serializers.Field[list[dict[str, str]], Any, Any, Any]):
    """Objects of texts, numbers, yes and no, or null, as rows of a file: header → cell."""

    default_error_messages: ClassVar = {
        "list": _("Send a list of objects."),
        "none": _("There is no record."),
        "object": _("Record %(row)s is not an object."),
        "value": _("Record %(row)s: “%(name)s” is neither a text, a number, true, false nor null."),
        "names": _("The records have more than %(most)s different names."),
    }

    def to_internal_value(self, data: Any) -> list[dict[str, str]]:
        """The records as texts."""
        if not isinstance(data, list):
            self.fail("list")
        if not data:
            self.fail("none")
        if len(data) > MOST_RECORDS:
            raise TooLarge(_("A push holds at most %(most)s records.") % {"most": MOST_RECORDS})
        records = [self._record(record, row) for row, record in enumerate(data, start=1)]
        if len({name for record in records for name in record}) > MOST_NAMES:
            self._fail("names", most=MOST_NAMES)
        return records

    def to_representation(self, value: Any) -> Any:
        """Never shown."""
        return value

    def _record(self, record: Any, row: int) -> dict[str, str]:
        if not isinstance(record, Mapping):
            self._fail("object", row=row)
        found = {name: text_of(value) for name, value in record.items()}
        for name, text in found.items():
            if text is None or text_of(name) is None:
                self._fail("value", row=row, name=name.encode(errors="replace").decode())
        return {name: text or "" for name, text in found.items()}

    def _fail(self, code: str, **values: Any) -> None:
        """A sentence of ours has named places in the way of the whole portal."""
        raise serializers.ValidationError(str(self.error_messages[code]) % values, code=code)


class PushSerializer(serializers.Serializer[Any]):
    """What is pushed."""

    records = RecordsField(
        help_text=_("At most 5,000 objects; their names are the headers of the source's mapping")
    )
    covers_first = DayField(
        required=False,
        allow_null=True,
        help_text=_("First day this push completes; the last one unless given"),
    )
    covers_last = DayField(
        required=False,
        allow_null=True,
        help_text=_("Last day this push completes; unless given, a day is complete once the next one begins"),
    )

    rows = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST, help_text=_("How many records there should be")
    )
    sum = serializers.CharField(
        required=False, max_length=40, help_text=_("What their amounts should sum up to, as 1234.50")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """No unknown names, and days in their order."""
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError({name: [_("There is no such parameter.")] for name in unknown})
        first, last = attrs.get("covers_first"), attrs.get("covers_last")
        if first and (last is None or last < first):
            raise serializers.ValidationError(
                {"covers_last": [_("The last day the file covers lies before the first.")]}
            )
        return attrs


class RecordAnswerSerializer(serializers.Serializer[Any]):
    """What became of one record."""

    row = serializers.IntegerField(help_text=_("Its row in the stored file of the batch"))
    outcome = serializers.ChoiceField(choices=[(name, name) for name in OUTCOMES.values()])
    column = serializers.CharField(required=False)
    value = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    reason = serializers.CharField(required=False, help_text=_("In words, with what to do"))


class PushAnswerSerializer(serializers.Serializer[Any]):
    """What became of a push; the records in their order."""

    batch = serializers.IntegerField()
    again = serializers.BooleanField(help_text=_("It came before: this is the answer of then"))
    read = serializers.IntegerField()
    accepted = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    parked = serializers.IntegerField()
    queued = serializers.IntegerField()
    skipped = serializers.IntegerField()
    records = RecordAnswerSerializer(many=True)


class ProblemSerializer(serializers.Serializer[Any]):
    """Why nothing of a push was taken."""

    detail = serializers.CharField()
    code = serializers.CharField(required=False)


class PushRecords(APIView):
    """Records of one source."""

    http_method_names = ["post"]
    authentication_classes = (SourceTokenSignIn,)
    permission_classes = (HasSourceToken,)
    throttle_classes = ()
    parser_classes = (ExactJSON,)

    @extend_schema(
        operation_id="records_push",
        summary=_("Push records of a source as they happen"),
        parameters=[CODE, KEY],
        request=PushSerializer,
        responses={
            200: PushAnswerSerializer,
            **{
                number: OpenApiResponse(response=ProblemSerializer if number != 400 else OpenApiTypes.OBJECT)
                for number in (400, 401, 403, 404, 409, 413, 415, 422)
            },
        },
        tags=["data"],
    )
    def post(self, request: Request, code: str) -> Response:
        """Each record is taken, or answered why not; nothing is taken where the answer is not 200."""
        token = _token(request, code)
        key = _key(request)
        form = PushSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        at = now()
        note_use(token=token, at=at)
        try:
            pushed = push_records(
                source=token.source, token=token, key=key, said=_said(token, form.validated_data), at=at
            )
        except FileRefused as refused:
            detail = " ".join(filter(None, file_reason(refused.code, refused.values)))
            return _problem(status.HTTP_422_UNPROCESSABLE_ENTITY, detail, refused.code)
        except KeyUsed as refusal:
            return _problem(status.HTTP_409_CONFLICT, refusal.message, "key_used")
        except Refusal as refusal:
            return _problem(status.HTTP_422_UNPROCESSABLE_ENTITY, refusal.message, "refused")
        return Response(PushAnswerSerializer(_answer(pushed)).data)


def _token(request: Request, code: str) -> SourceToken:
    """The token of the source. 404 for another source's, 403 where nothing more is expected of this one."""
    token: Any = request.auth
    if not isinstance(token, SourceToken) or token.source.code != code:
        raise Http404
    if not token.source.active:
        raise PermissionDenied(_("The source has ended: a data steward can resume it."))
    return token


def _said(token: SourceToken, data: Mapping[str, Any]) -> Said:
    """Raises `ControlUnreadable`."""
    rows = "" if data.get("rows") is None else str(data["rows"])
    return Said(
        records=data["records"],
        covers_first=data.get("covers_first"),
        covers_last=data.get("covers_last"),
        control=control_of(token.source, rows=rows, total=data.get("sum", "")),
    )


def _key(request: Request) -> str:
    key: str = request.headers.get(KEY_HEADER, "").strip()
    if not key:
        raise serializers.ValidationError({KEY_HEADER: [_("Name each push: a new key for new records.")]})
    if len(key) > KEY_LENGTH or not key.isprintable() or not key.isascii():
        raise serializers.ValidationError(
            {KEY_HEADER: [_("At most %(most)s letters, digits and signs.") % {"most": KEY_LENGTH}]}
        )
    return key


def _problem(number: int, detail: str, code: str) -> Response:
    return Response({"detail": detail, "code": code}, status=number)


def _answer(pushed: Pushed) -> dict[str, Any]:
    batch = pushed.batch
    outcomes = list(pushed.outcomes)
    counts = {name: outcomes.count(name) for name in OUTCOMES.values()}
    return {
        "batch": batch.pk,
        "again": pushed.again,
        "read": len(outcomes),
        **counts,
        "accepted": counts["accepted"] + counts["changed"],
        "records": [_record(pushed, row, outcome) for row, outcome in enumerate(outcomes, start=FIRST_LINE)],
    }


def _record(pushed: Pushed, row: int, outcome: str) -> dict[str, Any]:
    answer = {"row": row, "outcome": outcome}
    held = pushed.held.get(row)
    if held is None:
        return answer
    why = row_reason(held.code, held.values, column=held.column, value=held.value)
    reason = " ".join(filter(None, why))
    return {**answer, "column": held.column, "value": held.value, "code": held.code, "reason": reason}
