import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_mail_of_the_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField(verbose_name='contenu')),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='copy', to='messaging.message', verbose_name='message envoyé')),
            ],
            options={
                'verbose_name': 'copie d’un courriel envoyé',
                'verbose_name_plural': 'copies des courriels envoyés',
            },
        ),
    ]
