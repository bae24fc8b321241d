from terreau.kernel.apps import TerreauAppConfig


class CouncilConfig(TerreauAppConfig):
    name = "terreau.council"
    label = "council"

    def ready(self) -> None:
        # Inline: the law speaks through translations, which wait for the registry of apps.
        from terreau.council import town  # noqa: PLC0415

        super().ready()
        town.reading()
