"""Registration of the project's own commands and checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The project itself."""

    name = "hemei.project"
    label = "project"
