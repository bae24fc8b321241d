from terreau.kernel.apps import TerreauAppConfig


class DocumentsConfig(TerreauAppConfig):
    name = "terreau.documents"
    label = "documents"
