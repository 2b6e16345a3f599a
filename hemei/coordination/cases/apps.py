"""Registration of the cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases app."""

    name = "hemei.coordination.cases"
    label = "cases"
