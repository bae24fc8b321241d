from terreau.kernel.apps import TerreauAppConfig


class JournalConfig(TerreauAppConfig):
    name = "terreau.journal"
    label = "journal"
