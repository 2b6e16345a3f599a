"""Registration of the ledgers app."""

from django.apps import AppConfig

from hemei.kernel.actor import Matter


class LedgersConfig(AppConfig):
    """The ledgers app."""

    name = "hemei.community.ledgers"
    label = "ledgers"
    matters = (Matter.MAINTENANCE_FUND,)
