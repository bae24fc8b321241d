from django.forms import Field
from django.utils.translation import gettext_lazy as _

from terreau.kernel.apps import TerreauAppConfig


class LookConfig(TerreauAppConfig):
    name = "terreau.look"
    label = "look"

    def ready(self) -> None:
        super().ready()
        Field.default_error_messages["required"] = _("Cette réponse est nécessaire.")
