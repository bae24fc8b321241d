"""What the name of a facet means: French or English, singular or plural, alone or inside a longer name.

role_of("perimetre") == role_of("targeted_territories") == ("territory", "")
role_of("montant_max") == ("amount", "max")
"""

import re
from functools import lru_cache

from terreau.search.analysis import fold, term

TERRITORY, DATE, AMOUNT, HEADCOUNT, POPULATION = "territory", "date", "amount", "headcount", "population"
STAGE, SECTOR, PUBLIC, LEGAL_FORM, SUBJECT, KIND = (
    "stage",
    "sector",
    "public",
    "legal_form",
    "subject",
    "kind",
)
NOT_A_FACET = ""

# The role of a name, by the words it may hold; the first role with one of them wins: “type de structure”
# says for whom, “type d’aide” says the kind. Listed for people in docs/operation.md.
ROLES: dict[str, str] = {
    NOT_A_FACET: "id url uri lien link slug scale echelle niveau source licence langue language image logo "
    "created updated modified creation publication score",
    POPULATION: "population habitant inhabitant",
    TERRITORY: "perimetre perimeter territoire territory territorial zone commune ville city town insee epci "
    "intercommunalite departement department region regional pays country localisation location lieu place "
    "geographique geographic geographical geo postal implantation couverture coverage",
    DATE: "date deadline echeance cloture closing closes closed expiration expires expiry ouverture opening "
    "opens validite validity valid debut start fin end",
    HEADCOUNT: "effectif headcount employee salarie staff workforce taille size etp",
    AMOUNT: "montant amount budget cout cost somme sum plafond plancher funding prix price",
    LEGAL_FORM: "juridique legal statut",
    STAGE: "stage etape phase avancement maturite maturity step moment mobilisation mobilization progress",
    SECTOR: "secteur sector activite activity naf filiere industry",
    PUBLIC: "public beneficiaire beneficiary audience cible target targeted porteur holder eligible "
    "destinataire recipient usager profil profile organisation organization structure demandeur applicant",
    SUBJECT: "sujet subject categorie category thematique theme thematic topic tag keyword cle domaine "
    "domain field besoin need objectif objective goal enjeu rubrique",
    KIND: "kind type nature forme form modalite",
}
LOW = frozenset(
    {"min", "minimum", "minimal", "plancher", "from", "debut", "start", "ouverture", "opening", "opens"}
    | {"since", "depuis"}
)
HIGH = frozenset(
    {"max", "maximum", "maximal", "plafond", "to", "fin", "end", "until", "deadline", "echeance", "cloture"}
    | {"closing", "closes", "closed", "expiration", "expires", "expiry", "limite", "limit"}
)
_WORDS = {term(fold(word)): role for role, said in reversed(ROLES.items()) for word in said.split()}
_ORDER = {role: place for place, role in enumerate(ROLES)}
_PARTS = re.compile(r"[a-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=10_000)
def role_of(name: str) -> tuple[str, str]:
    """Return the role of a facet and the bound it gives ("", "min" or "max").

    A name that means nothing known is its own role: two sides that use it are still compared.
    """
    parts = parts_of(name)
    roles = {_WORDS[stem] for part in parts if (stem := term(part)) in _WORDS}
    bound = "min" if LOW & set(parts) else "max" if HIGH & set(parts) else ""
    if roles:
        return min(roles, key=_ORDER.__getitem__), bound
    kept = [term(part) for part in parts if part not in LOW | HIGH]
    return " ".join(sorted(kept)), bound


def parts_of(name: str) -> list[str]:
    """Return the folded words of a name: camelCase, hyphens and underscores separate them."""
    return _PARTS.findall(fold(_CAMEL.sub(" ", name)))


def is_known(role: str) -> bool:
    """Tell whether a role is one of the table."""
    return role in _ORDER
