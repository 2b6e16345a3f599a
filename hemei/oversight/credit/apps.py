"""Registration of the credit app."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """The credit app."""

    name = "hemei.oversight.credit"
    label = "credit"
