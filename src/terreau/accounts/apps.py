from terreau.kernel.apps import TerreauAppConfig


class AccountsConfig(TerreauAppConfig):
    name = "terreau.accounts"
    label = "accounts"
