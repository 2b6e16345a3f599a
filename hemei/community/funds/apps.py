"""Registration of the funds app."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """The funds app."""

    name = "hemei.community.funds"
    label = "funds"
