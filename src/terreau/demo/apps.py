from django.conf import settings

from terreau.kernel import clock
from terreau.kernel.apps import TerreauAppConfig


class DemoConfig(TerreauAppConfig):
    name = "terreau.demo"
    label = "demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        super().ready()
        if settings.DEMO_CLOCK_FILE:
            from terreau.demo.lead import Lead  # noqa: PLC0415 - the demo alone follows such a clock

            clock.follow(Lead(settings.DEMO_CLOCK_FILE))
