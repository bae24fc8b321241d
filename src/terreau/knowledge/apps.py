from terreau.kernel.apps import TerreauAppConfig


class KnowledgeConfig(TerreauAppConfig):
    name = "terreau.knowledge"
    label = "knowledge"
