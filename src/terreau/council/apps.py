from terreau.kernel.apps import TerreauAppConfig


class CouncilConfig(TerreauAppConfig):
    name = "terreau.council"
    label = "council"
