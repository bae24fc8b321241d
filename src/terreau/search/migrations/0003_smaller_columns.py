from django.db import migrations
from django.db.models.functions import Now


def build_anew(apps, _editor):
    """What was built is packed in another way than what is read from now on: it is built again."""
    apps.get_model("search", "IndexState").objects.update(generation=None, next_number=0)
    apps.get_model("search", "Generation").objects.filter(retired_at=None).update(retired_at=Now())


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_storage_and_words'),
    ]

    operations = [
        migrations.RunPython(build_anew, migrations.RunPython.noop),
    ]
