"""Registration of the records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The records app."""

    name = "hemei.ground.records"
    label = "records"
