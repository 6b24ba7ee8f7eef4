"""What performance refuses, in sentences."""

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal


class BoundOutOfRange(Refusal):
    """A bound of a rule lies outside what it may be."""

    sentence = _("%(bound)s: between %(least)s and %(most)s.")
