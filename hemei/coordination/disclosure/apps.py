"""Registration of the disclosure app."""

from django.apps import AppConfig

from hemei.kernel.actor import Matter


class DisclosureConfig(AppConfig):
    """The disclosure app."""

    name = "hemei.coordination.disclosure"
    label = "disclosure"
    matters = (Matter.MAINTENANCE_FUND,)
