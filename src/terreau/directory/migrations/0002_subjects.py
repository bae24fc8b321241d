from django.db import migrations

SUBJECTS = [
    ("idee", "Tester mon idée", "Testing my idea"),
    ("statut-juridique", "Choisir un statut juridique", "Choosing a legal form"),
    ("strategie", "Modèle économique et stratégie", "Business model and strategy"),
    ("financement", "Trouver des financements", "Finding funding"),
    ("gestion-comptabilite", "Gestion et comptabilité", "Management and accounting"),
    ("recrutement-benevolat", "Équipe, emploi et bénévolat", "Team, jobs and volunteering"),
    ("local", "Trouver un local", "Finding premises"),
    ("partenariats", "Trouver des partenaires", "Finding partners"),
    ("communication", "Se faire connaître", "Getting known"),
    ("formation", "Se former", "Training"),
    ("numerique", "Outils numériques", "Digital tools"),
    ("mesure-impact", "Mesurer l’utilité sociale", "Measuring social impact"),
]


def seed(apps, schema_editor):
    Subject = apps.get_model("directory", "Subject")
    for order, (code, label, label_en) in enumerate(SUBJECTS, 1):
        Subject.objects.get_or_create(
            code=code, defaults={"label": label, "label_en": label_en, "order": order}
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
