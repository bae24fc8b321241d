from terreau.kernel.apps import TerreauAppConfig


class TerritoriesConfig(TerreauAppConfig):
    name = "terreau.territories"
    label = "territories"
