from terreau.kernel.apps import TerreauAppConfig


class DirectoryConfig(TerreauAppConfig):
    name = "terreau.directory"
    label = "directory"
