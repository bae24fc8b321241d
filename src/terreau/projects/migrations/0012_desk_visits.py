import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import terreau.kernel.clock


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0011_carried_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=terreau.kernel.clock.now, verbose_name='visite précédente')),
                ('seen_at', models.DateTimeField(default=terreau.kernel.clock.now, verbose_name='dernier passage')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_visit', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'passage au bureau de pilotage',
                'verbose_name_plural': 'passages au bureau de pilotage',
                'constraints': [models.CheckConstraint(condition=models.Q(('seen_at__gte', models.F('since'))), name='desk_visit_dates_in_order', violation_error_message='Un passage suit la visite précédente.')],
            },
        ),
    ]
