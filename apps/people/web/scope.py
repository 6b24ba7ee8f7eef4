"""What every view needs to keep strangers out: outside one's scope a page does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from apps.people.choices import Role
from apps.people.models import User
from apps.people.policies import has_role

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponseBase]


def get_visible_or_404(queryset: QuerySet[M], **lookup: Any) -> M:
    """The object, if it is among those the policy lets through; else 404, as if it did not exist."""
    return get_object_or_404(queryset, **lookup)


def signed_in(request: HttpRequest) -> User:
    """The user of the request. Sign-in is demanded by middleware, so an anonymous one is a 404 here."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def requires_role(*roles: Role) -> Callable[[View], View]:
    """Only for those who have one of the roles today; for others the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has_role(request.user, *roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
