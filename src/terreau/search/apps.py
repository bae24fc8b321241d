from terreau.kernel.apps import TerreauAppConfig


class SearchConfig(TerreauAppConfig):
    name = "terreau.search"
    label = "search"
