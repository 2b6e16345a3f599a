"""Registration of the privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Personal data: notices, requests, the end of keeping, assessments."""

    name = "hemei.ground.privacy"
    label = "privacy"
