"""Registration of the companies app."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """The companies app."""

    name = "hemei.ground.companies"
    label = "companies"
