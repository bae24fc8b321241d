from django.db import migrations

# Words that mean the same to people of the social economy, and that no stemmer brings together.
SYNONYMS = [
    "travail, travaux",
    "bail, baux",
    "solidaire, solidarité",
    "bénévole, bénévolat",
    "jeune, jeunesse",
    "insertion, insérer",
    "citoyen, citoyenneté",
    "mutuel, mutualiste, mutualité",
    "coopératif, coopérative, coopération",
    "associatif, association",
    "formation, former",
    "écologie, écologique",
    "artisan, artisanat",
    "numérique, informatique",
    "vélo, bicyclette",
    "crèche, petite enfance",
    "senior, personne âgée",
    "ESS, économie sociale et solidaire",
    "SCOP, société coopérative de production, société coopérative et participative",
    "SCIC, société coopérative d’intérêt collectif",
    "AMAP, association pour le maintien d’une agriculture paysanne",
    "IAE, insertion par l’activité économique",
    "ESUS, entreprise solidaire d’utilité sociale",
    "CAE, coopérative d’activité et d’emploi",
    "FLES, fonds local emploi solidarité",
    "ESAT, établissement et service d’aide par le travail",
    "PTCE, pôle territorial de coopération économique",
    "DLA, dispositif local d’accompagnement",
    "TZCLD, territoire zéro chômeur de longue durée",
]


def keep_bitmaps_plain(apps, editor):
    """Bitmaps are compact already: PostgreSQL must not try to compress them at each reading."""
    if editor.connection.vendor != "postgresql":
        return
    for table, column in (
        ("search_posting", "bits"),
        ("search_posting", "weights"),
        ("search_column", "data"),
        ("search_column", "values"),
    ):
        editor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STORAGE EXTERNAL')


def add_synonyms(apps, _editor):
    rows = apps.get_model("search", "SynonymSet").objects
    rows.bulk_create(rows.model(words=words) for words in SYNONYMS)
    apps.get_model("search", "IndexState").objects.create(kind="synonyms")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RunPython(keep_bitmaps_plain, migrations.RunPython.noop),
        migrations.RunPython(add_synonyms, migrations.RunPython.noop),
    ]
