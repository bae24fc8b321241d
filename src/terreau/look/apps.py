from terreau.kernel.apps import TerreauAppConfig


class LookConfig(TerreauAppConfig):
    name = "terreau.look"
    label = "look"
