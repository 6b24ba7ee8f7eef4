from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.audit import verbs


class PortalConfig(AppConfig):
    name = "apps.portal"
    label = "portal"

    def ready(self) -> None:
        verbs.register(
            {"token.issued": _("Key for the API issued"), "token.revoked": _("Key for the API revoked")}
        )
