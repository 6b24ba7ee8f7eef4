"""People and teams as the API writes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.people.api.asking import MonthField, PageParams
from apps.people.choices import Role


class PersonRefSerializer(serializers.Serializer[Any]):
    """A person named in another object."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class TeamRefSerializer(serializers.Serializer[Any]):
    """A team named in another object."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class OrganisationSerializer(serializers.Serializer[Any]):
    """Whose portal it is, and by which clock and currency."""

    name = serializers.CharField()
    time_zone = serializers.CharField()
    currency = serializers.CharField()


class MeSerializer(serializers.Serializer[Any]):
    """Who is signed in."""

    username = serializers.CharField()
    person = PersonRefSerializer(allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    today = serializers.DateField()
    organisation = OrganisationSerializer()


class PersonSerializer(serializers.Serializer[Any]):
    """A person, with number and team of the day."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    team = TeamRefSerializer(allow_null=True)
    site = serializers.CharField(source="site_name", allow_null=True)


class TeamSerializer(serializers.Serializer[Any]):
    """A team in the tree."""

    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    name = serializers.CharField()
    parent = serializers.IntegerField(  # type: ignore[assignment]
        source="parent_id", allow_null=True
    )
    site = serializers.CharField(source="site.name", allow_null=True, default=None)


class CredentialsSerializer(serializers.Serializer[Any]):
    """What a token is given for."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=256, trim_whitespace=False, write_only=True)


class TokenSerializer(serializers.Serializer[Any]):
    """A token and when it ends."""

    token = serializers.CharField()
    expires = serializers.DateTimeField()


class PeopleParams(PageParams):
    """Which people."""

    month = MonthField(
        required=False,
        help_text=_("Those in scope on a day of this month, like 2026-10; this month unless given"),
    )
    search = serializers.CharField(
        required=False, max_length=80, help_text=_("Part of a name, or how a number begins")
    )
