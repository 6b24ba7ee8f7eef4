"""How the project's settings name Django's admin."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own rule of who gets in."""

    default_site = "apps.people.adminsite.PortalAdminSite"
