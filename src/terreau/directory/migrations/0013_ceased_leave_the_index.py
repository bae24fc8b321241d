from django.db import migrations


def index_anew(apps, _editor):
    """What has ceased stood in the index until now: build it again where there is any."""
    if apps.get_model("directory", "Organisation").objects.exclude(ceased_on=None).exists():
        marks = apps.get_model("search", "PendingMark").objects
        for kind in ("organisation", "offer"):
            marks.create(kind=kind, key=None)


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0012_undo_merge'),
        ('search', '0002_storage_and_words'),
    ]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
