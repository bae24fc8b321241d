from django.db import migrations


def keep_as_first_version(apps, _schema_editor):
    """Conditions written before there were versions are the first one."""
    offers = apps.get_model("directory", "Offer").objects.exclude(criteria=[]).order_by("pk")
    versions = apps.get_model("directory", "RuleVersion").objects
    for offer in offers.iterator():
        facts = {"criteria": offer.criteria, "written_at": offer.updated_at, "published_at": offer.updated_at}
        versions.create(offer=offer, number=1, **facts)


class Migration(migrations.Migration):
    dependencies = [("directory", "0016_offers_rules_absences")]
    operations = [migrations.RunPython(keep_as_first_version, migrations.RunPython.noop)]
