from terreau.kernel.apps import TerreauAppConfig


class AccompanimentConfig(TerreauAppConfig):
    name = "terreau.accompaniment"
    label = "accompaniment"
