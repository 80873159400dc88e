"""Staffel as a Django app: the only one."""

from django.apps import AppConfig


class StaffelConfig(AppConfig):
    """App label `staffel`."""

    name = "staffel"
    verbose_name = "Staffel"

    def ready(self) -> None:
        from staffel.moments import use_moment_loader  # needs the settings

        use_moment_loader()
