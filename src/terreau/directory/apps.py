from django.db.models.signals import post_migrate, pre_migrate

from terreau.kernel import indexes
from terreau.kernel.apps import TerreauAppConfig


class DirectoryConfig(TerreauAppConfig):
    name = "terreau.directory"
    label = "directory"

    def ready(self) -> None:
        super().ready()
        # A first import sets indexes aside: killed, it leaves them to whoever comes next; a migration that
        # removes one must find it.
        for signal in (pre_migrate, post_migrate):
            signal.connect(indexes.put_back_at_migrate, sender=self, dispatch_uid="indexes.directory")
