"""Registration of the purses app."""

from django.apps import AppConfig

from hemei.kernel.actor import Matter


class PursesConfig(AppConfig):
    """The purses app."""

    name = "hemei.community.purses"
    label = "purses"
    matters = (Matter.MAINTENANCE_FUND,)
