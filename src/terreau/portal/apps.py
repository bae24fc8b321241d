from terreau.kernel.apps import TerreauAppConfig


class PortalConfig(TerreauAppConfig):
    name = "terreau.portal"
    label = "portal"
