"""The words of data·inclusion and ours: one table for what leaves and for what comes.

Vocabularies: https://gip-inclusion.github.io/data-inclusion-schema. What a word of theirs does not settle
(a “financial aid” is a loan, a gift or a guarantee) is looked for in the text, and otherwise stays unknown.
"""

from terreau.directory.enums import OfferKind, Stage
from terreau.kernel.text import fold

# What leaves.
TYPES = {
    OfferKind.INFORMATION: "information",
    OfferKind.ADVICE: "accompagnement",
    OfferKind.ACCOMPANIMENT: "accompagnement",
    OfferKind.TRAINING: "formation",
    OfferKind.LOAN: "aide-financiere",
    OfferKind.GIFT: "aide-financiere",
    OfferKind.BUSINESS_LOAN: "aide-financiere",
    OfferKind.GUARANTEE: "aide-financiere",
    OfferKind.PREMISES: "aide-materielle",
}
DEFINE = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
STRUCTURE = "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise"
DEVELOP = "creer-une-entreprise--developper-son-entreprise"
THEMES = {
    Stage.IDEA: DEFINE,
    Stage.STUDY: DEFINE,
    Stage.CREATION: STRUCTURE,
    Stage.DEVELOPMENT: DEVELOP,
    Stage.SPREAD: DEVELOP,
}
FREE = ("gratuit", "sans frais")

# What comes. A theme that is not here speaks to no need of a project: the service is left out.
SUBJECTS = {
    DEFINE: ("idee",),
    STRUCTURE: ("strategie", "statut-juridique"),
    DEVELOP: ("strategie",),
    "creer-une-entreprise--financer-son-projet": ("financement",),
    "creer-une-entreprise--reseautage-pour-createurs-dentreprise": ("partenariats",),
    "creer-une-entreprise": (),
    "numerique--maitriser-les-fondamentaux-du-numerique": ("numerique",),
    "numerique--acquerir-un-equipement": ("numerique",),
    "remobilisation--benevolat-action-citoyenne": ("recrutement-benevolat",),
    "se-former--monter-son-dossier-de-formation": ("formation",),
    "se-former--trouver-sa-formation": ("formation",),
}
KINDS = {
    "information": OfferKind.INFORMATION,
    "accompagnement": OfferKind.ACCOMPANIMENT,
    "formation": OfferKind.TRAINING,
    "atelier": OfferKind.TRAINING,
}
# A type that says too little is settled by a word of the name or of the description, if there is one.
_WORDS: dict[str, dict[OfferKind, tuple[str, ...]]] = {
    "aide-financiere": {
        OfferKind.GUARANTEE: ("garantie", "caution"),
        OfferKind.LOAN: ("pret ", "prets ", "microcredit", "emprunt", "avance remboursable"),
        OfferKind.GIFT: ("subvention", "don ", "dons ", "bourse", "prime"),
    },
    "aide-materielle": {
        OfferKind.PREMISES: ("local ", "locaux", "bureau", "coworking", "domiciliation", "salle"),
    },
}
PUBLICS = {
    "actifs": "actifs",
    "beneficiaires-des-minimas-sociaux": "bénéficiaires des minimas sociaux",
    "demandeurs-emploi": "demandeurs d’emploi",
    "etudiants": "étudiants",
    "familles": "familles",
    "femmes": "femmes",
    "jeunes": "jeunes",
    "personnes-en-situation-de-handicap": "personnes en situation de handicap",
    "personnes-en-situation-durgence": "personnes en situation d’urgence",
    "personnes-en-situation-juridique-specifique": "personnes en situation juridique spécifique",
    "personnes-exilees": "personnes exilées",
    "residents-qpv-frr": "résidents des quartiers prioritaires ou des zones rurales à revitaliser",
    "seniors": "seniors",
}
EVERYBODY = "tous-publics"


def themes_now(codes: list[str]) -> list[str]:
    """Themes as the schema 1.0 writes them: 0.x called the first family otherwise."""
    return [code.replace("creation-activite", "creer-une-entreprise", 1) for code in codes]


def subjects_of(themes: list[str]) -> list[str]:
    """Our subjects for some themes."""
    return sorted({subject for theme in themes for subject in SUBJECTS.get(theme, ())})


def stages_of(themes: list[str]) -> list[str]:
    """The moments of a project that some themes speak of, in the order of its life."""
    return [stage.value for stage, theme in THEMES.items() if theme in themes]


def kind_of(types: list[str], text: str) -> str:
    """The kind of support that a type says, or its text when the type says too little; else nothing."""
    said = f"{fold(text)} "
    for code in types:
        if code in KINDS:
            return KINDS[code].value
        for kind, words in _WORDS.get(code, {}).items():
            if any(f" {word}" in f" {said}" for word in words):
                return kind.value
    return ""
