"""The base of every app's configuration: what an app declares is found by convention."""

from importlib import import_module
from importlib.util import find_spec

import rules
from django.apps import AppConfig
from django.db.models.signals import post_migrate

from terreau.kernel import guards

PHRASES: dict[str, str] = {}

# Modules that register something when they are imported: mail composers, answers by mail, reminder
# handlers, listeners,
# periodic jobs, database guards, figures for the articles, what can be found.
REGISTERING = ("receivers", "mails", "replies", "reminders", "jobs", "checks", "indicators", "search")


class TerreauAppConfig(AppConfig):
    """Registers the app's permissions, journal phrases, mail composers, reminders and receivers."""

    default_auto_field = "django.db.models.BigAutoField"
    # Django picks an app's configuration only when its `apps.py` holds a single candidate: not this base.
    default = False

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        rules_module = self.optional("rules")
        if rules_module is not None:
            for permission, predicate in getattr(rules_module, "PERMISSIONS", {}).items():
                rules.set_perm(permission, predicate)
        enums_module = self.optional("enums")
        if enums_module is not None:
            PHRASES.update(getattr(enums_module, "PHRASES", {}))
        for name in REGISTERING:
            self.optional(name)
        if self.optional("guards") is not None and self.label != "kernel":
            post_migrate.connect(guards.install, sender=self, dispatch_uid=f"guards.{self.label}")

    def optional(self, name: str):
        """Import a module of the app when it exists (an error inside it is not hidden)."""
        path = f"{self.name}.{name}"
        return import_module(path) if find_spec(path) else None


class KernelConfig(TerreauAppConfig):
    name = "terreau.kernel"
    label = "kernel"
