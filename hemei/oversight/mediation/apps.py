"""Registration of the mediation app."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """The mediation app."""

    name = "hemei.oversight.mediation"
    label = "mediation"
