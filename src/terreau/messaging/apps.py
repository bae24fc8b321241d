from terreau.kernel.apps import TerreauAppConfig


class MessagingConfig(TerreauAppConfig):
    name = "terreau.messaging"
    label = "messaging"
