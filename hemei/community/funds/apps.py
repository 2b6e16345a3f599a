"""Registration of the funds app."""

from django.apps import AppConfig

from hemei.kernel.actor import Matter


class FundsConfig(AppConfig):
    """The funds app."""

    name = "hemei.community.funds"
    label = "funds"
    matters = (Matter.MAINTENANCE_FUND,)
