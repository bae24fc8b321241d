from django.db import migrations, models
from django.db.models import F, Q


def start_from_the_sending(apps, schema_editor):
    Referral = apps.get_model('accompaniment', 'Referral')
    Referral.objects.exclude(sent_at=None).update(waits_since=F('sent_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('accompaniment', '0002_follows'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='waits_since',
            field=models.DateTimeField(blank=True, null=True, verbose_name='réponse attendue depuis'),
        ),
        migrations.RunPython(start_from_the_sending, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_sent_has_due_date',
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=Q(('due_at', None), ('sent_at', None), ('waits_since', None)) | Q(('due_at__gte', F('waits_since')), ('sent_at__isnull', False), ('waits_since__gte', F('sent_at'))), name='referral_sent_has_due_date', violation_error_message='Une demande envoyée porte la date de la réponse promise.'),
        ),
    ]
