"""From a service of data·inclusion to an offer of support.

The name of the person to contact is never read: an offer speaks of a team. What an offer has no place for
(how people are received, who may ask) is kept beside it, for the person who completes it.
"""

from typing import Any

from terreau.directory.enums import Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.data_inclusion import vocabulary
from terreau.directory.sources.data_inclusion.naming import own_source
from terreau.directory.sources.places import INSEE

COLUMNS = frozenset(("id", "structure_id", "source", "nom", "date_maj"))
# Kept as the file says it.
BESIDE = (
    *("type", "thematiques", "publics", "modes_accueil", "modes_mobilisation", "mobilisable_par"),
    *("mobilisation_precisions", "horaires_accueil", "score_qualite", "lien_source", "zone_eligibilite"),
)
LISTS = frozenset(
    (
        *("thematiques", "publics", "modes_accueil", "modes_mobilisation"),
        *("mobilisable_par", "zone_eligibilite"),
    )
)
MORE = frozenset(
    (
        *BESIDE,
        *("description", "presentation_resume", "types", "frais", "frais_precisions", "publics_precisions"),
        *("conditions_acces", "code_insee", "telephone", "courriel", "lien_mobilisation"),
        *("formulaire_en_ligne", "zone_diffusion_type", "zone_diffusion_code"),
        *("volume_horaire_hebdomadaire", "nombre_semaines"),
    )
)
TITLE, SUMMARY, DOCUMENTS, COST, DURATION, KEY = 160, 400, 400, 160, 160, 76


def candidate(row: dict[str, str]) -> Candidate:
    """Clean one line; raise `LineRefused` when it cannot be trusted."""
    if not row["id"].strip():
        raise LineRefused(Rejection.NO_IDENTIFIER)
    producer = row["source"].strip()
    if producer == own_source():
        raise LineRefused(Rejection.OURS)
    day = cleaning.day(row["date_maj"])
    if not day:
        raise LineRefused(Rejection.BAD_DATE, row["date_maj"][:40])
    said = Candidate(f"{producer}/{row['id'].strip()}"[:KEY], cleaning.name(row["nom"]), day)
    said.place = (INSEE, row.get("code_insee", "").strip())
    themes = vocabulary.themes_now(cleaning.codes(row.get("thematiques")))
    said.values = {
        "producer": producer[:KEY],
        "structure": f"{producer}/{row['structure_id'].strip()}"[:KEY],
        "offer": _offer(row, themes),
        "subjects": vocabulary.subjects_of(themes),
        "zone": _zone(row),
        "beside": _beside(row),
    }
    if themes and not any(theme in vocabulary.SUBJECTS for theme in themes):
        said.only_known = Rejection.OTHER_TOPIC.value
    return said


def _offer(row: dict[str, str], themes: list[str]) -> dict[str, Any]:
    text = cleaning.text(row.get("description") or row.get("presentation_resume"))
    types = [row.get("type", "").strip(), *cleaning.codes(row.get("types"))]
    return {
        "title": cleaning.name(row["nom"])[:TITLE].strip(),
        "kind": vocabulary.kind_of(types, f"{row['nom']} {text}"),
        "summary": shortened(text, SUMMARY),
        "stages": vocabulary.stages_of(themes),
        "contact_email": cleaning.email(row.get("courriel")),
        "contact_phone": cleaning.phone(row.get("telephone")),
        "contact_url": _page(row),
        "cost_text": cost(row.get("frais"), row.get("frais_precisions")),
        "duration_text": _duration(row),
        "documents_text": shortened(_conditions(row), DOCUMENTS),
    }


def _page(row: dict[str, str]) -> str:
    return cleaning.website(row.get("lien_mobilisation")) or cleaning.website(row.get("formulaire_en_ligne"))


def cost(code: str | None, more: str | None) -> str:
    """What it costs, in words: the sentence of the file, which must not contradict its code."""
    said, sentence = cleaning.codes(code), cleaning.text(more)
    is_free, is_paid = said == ["gratuit"], said == ["payant"]
    if not sentence:
        return "Gratuit" if is_free else "Payant" if is_paid else ""
    says_free = sentence.lower().startswith(vocabulary.FREE)
    if is_free and not says_free:
        sentence = f"Gratuit : {sentence}"
    if is_paid and says_free:
        sentence = f"Payant : {sentence}"
    return shortened(sentence, COST)


def _duration(row: dict[str, str]) -> str:
    hours = cleaning.text(row.get("volume_horaire_hebdomadaire"))
    weeks = cleaning.text(row.get("nombre_semaines")).removesuffix(".0")
    parts = [f"{hours} h par semaine"] if hours else []
    parts += [f"{weeks} semaine{'s' if weeks > '1' else ''}"] if weeks.isdigit() else []
    return ", ".join(parts)[:DURATION]


def _conditions(row: dict[str, str]) -> str:
    """For whom, then under which conditions."""
    publics = [
        vocabulary.PUBLICS[code]
        for code in cleaning.codes(row.get("publics"))[:14]
        if code in vocabulary.PUBLICS
    ]
    said = [f"Public : {', '.join(publics)}"] if publics else []
    said += [cleaning.text(row.get("publics_precisions")), cleaning.text(row.get("conditions_acces"))]
    return " ; ".join(filter(None, said))


def _zone(row: dict[str, str]) -> list[str]:
    codes = cleaning.codes(row.get("zone_eligibilite"))
    if codes:
        return codes
    if row.get("zone_diffusion_type", "").strip() == "pays":
        return ["france"]
    return cleaning.codes(row.get("zone_diffusion_code"))


def _beside(row: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in BESIDE:
        cell = row.get(name)
        if value := cleaning.codes(cell) if name in LISTS else cleaning.text(cell)[:400]:
            said[name] = value
    return said


def shortened(text: str, longest: int) -> str:
    """A text within a length, cut after a whole sentence or a whole word."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    end = max(head.rfind(". "), head.rfind("! "), head.rfind("? "))
    if end >= longest // 2:
        return head[: end + 1]
    return f"{head.rpartition(' ')[0] or head}…"
