"""Registration of the renewal app."""

from django.apps import AppConfig


class RenewalConfig(AppConfig):
    """The renewal app."""

    name = "hemei.oversight.renewal"
    label = "renewal"
