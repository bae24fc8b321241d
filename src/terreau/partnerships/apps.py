from terreau.kernel.apps import TerreauAppConfig


class PartnershipsConfig(TerreauAppConfig):
    name = "terreau.partnerships"
    label = "partnerships"
