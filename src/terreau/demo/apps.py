from terreau.kernel.apps import TerreauAppConfig


class DemoConfig(TerreauAppConfig):
    name = "terreau.demo"
    label = "demo"
    verbose_name = "Démonstration"
