from terreau.kernel.apps import TerreauAppConfig


class AccountsConfig(TerreauAppConfig):
    name = "terreau.accounts"
    label = "accounts"

    def ready(self) -> None:
        super().ready()
        from allauth.socialaccount.providers import registry  # noqa: PLC0415 - models are ready only now

        from terreau.accounts.proconnect.provider import ProConnectProvider  # noqa: PLC0415

        registry.register(ProConnectProvider)
