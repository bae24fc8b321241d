import django.db.models.deletion
import terreau.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_inbound_and_absences'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='waits_for_digest',
            field=models.BooleanField(default=False, verbose_name='attend le courriel du jour'),
        ),
        migrations.AddField(
            model_name='message',
            name='digest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='messaging.message', verbose_name='parti dans'),
        ),
        migrations.RemoveConstraint(
            model_name='preference',
            name='preference_once',
        ),
        migrations.RenameField(
            model_name='preference',
            old_name='refused_at',
            new_name='chosen_at',
        ),
        migrations.AlterField(
            model_name='preference',
            name='chosen_at',
            field=models.DateTimeField(default=terreau.kernel.clock.now, verbose_name='choisi le'),
        ),
        migrations.AlterField(
            model_name='preference',
            name='event',
            field=models.CharField(blank=True, max_length=60, verbose_name='événement'),
        ),
        migrations.AddField(
            model_name='preference',
            name='scope',
            field=models.CharField(blank=True, max_length=80, verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='preference',
            name='choice',
            field=models.CharField(choices=[('never', 'Ne pas les recevoir'), ('daily', 'Dans le courriel du jour'), ('apart', 'Chacun seul, tout de suite')], default='never', max_length=8, verbose_name='choix'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(fields=('user', 'event', 'scope'), name='preference_once'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', ''), models.Q(('scope', ''), _negated=True)), models.Q(models.Q(('event', ''), _negated=True), ('scope', '')), _connector='OR'), name='preference_of_an_event_or_an_organisation', violation_error_message='Un choix porte sur une sorte de courriel ou sur une organisation.'),
        ),
    ]
