"""Batches and their rejects, for data stewards."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.intake.api.serializers import (
    BatchParams,
    BatchSerializer,
    ClaimParams,
    ClaimSerializer,
    HeldRowSerializer,
    LeftOutParams,
    LeftOutSerializer,
    RejectParams,
)
from apps.intake.models import Batch, LeftOut
from apps.intake.policies import can_import, visible_batches, visible_held_rows
from apps.intake.queries.claims import claims
from apps.people.api.base import ListView, ReadView, list_of


class Batches(ListView):
    """What was brought."""

    params = BatchParams

    @extend_schema(
        operation_id="batches_list",
        summary=_("Import batches"),
        parameters=[BatchParams],
        responses=list_of(BatchSerializer),
        tags=["data"],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        if not can_import(self.user):
            raise Http404
        asked = self.asked()
        rows = visible_batches(self.user).select_related("source").order_by("-created_at", "-pk")
        if "source" in asked:
            rows = rows.filter(source__code=asked["source"])
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        return self.listed(rows, BatchSerializer)


class OneBatch(ReadView):
    """One batch."""

    @extend_schema(
        operation_id="batch", summary=_("An import batch"), responses=BatchSerializer, tags=["data"]
    )
    def get(self, request: Request, pk: int) -> Response:
        """Its state and counts."""
        self.asked()
        return Response(BatchSerializer(_batch(self, pk)).data)


class Rejects(ListView):
    """The rows of a batch that did not become facts."""

    params = RejectParams

    @extend_schema(
        operation_id="batch_rejects",
        summary=_("Rows of a batch that did not become facts, each with its reason"),
        parameters=[RejectParams],
        responses=list_of(HeldRowSerializer),
        tags=["data"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """As they stand in the file."""
        fate = self.asked().get("fate")
        rows = visible_held_rows(self.user).filter(batch=_batch(self, pk)).order_by("row", "pk")
        return self.listed(rows.filter(fate=fate) if fate else rows, HeldRowSerializer)


class Claims(ListView):
    """Who claims orders that name nobody."""

    params = ClaimParams

    @extend_schema(
        operation_id="claims_list",
        summary=_("Claims of orders that name no agent"),
        parameters=[ClaimParams],
        responses=list_of(ClaimSerializer),
        tags=["data"],
    )
    def get(self, request: Request) -> Response:
        """The open ones first, then the latest answers."""
        if not can_import(self.user):
            raise Http404
        state = self.asked().get("state")
        rows = claims()
        return self.listed(rows.filter(state=state) if state else rows, ClaimSerializer)


class LeftOuts(ListView):
    """Records that somebody left out."""

    params = LeftOutParams

    @extend_schema(
        operation_id="left_out_list",
        summary=_("Records left out of every figure, each with the reason"),
        parameters=[LeftOutParams],
        responses=list_of(LeftOutSerializer),
        tags=["data"],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        if not can_import(self.user):
            raise Http404
        source = self.asked().get("source")
        rows = LeftOut.objects.select_related("source", "by").order_by("-at", "-pk")
        return self.listed(rows.filter(source__code=source) if source else rows, LeftOutSerializer)


def _batch(view: ReadView, pk: int) -> Batch:
    batch = visible_batches(view.user).select_related("source").filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch
