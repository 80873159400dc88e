"""Staffel as a Django app: the only one."""

from django.apps import AppConfig


class StaffelConfig(AppConfig):
    """App label `staffel`."""

    name = "staffel"
    verbose_name = "Staffel"
