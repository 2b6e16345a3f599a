"""Registration of the ledgers app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The ledgers app."""

    name = "hemei.community.ledgers"
    label = "ledgers"
