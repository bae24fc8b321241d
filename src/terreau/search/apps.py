from terreau.kernel import processes
from terreau.kernel.apps import TerreauAppConfig


class SearchConfig(TerreauAppConfig):
    name = "terreau.search"
    label = "search"

    def ready(self) -> None:
        super().ready()
        from terreau.search.index import warming  # noqa: PLC0415 - it reads models

        processes.when_web_starts(warming.start)
