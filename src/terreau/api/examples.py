"""One answer of each operation, for the description: what a reader sees before asking."""

from typing import Any

SITE = "https://ess.exemple.fr"
API = f"{SITE}/api/v1/"
CURSOR = "ZDI5NmIxLjIwLjdmM2E"
SCEAUX = {"kind": "commune", "code": "92071", "name": "Sceaux"}
OPEN_MONDAY = {"day": 1, "opens": "08:30", "closes": "12:00"}

ORGANISATION: dict[str, Any] = {
    "slug": "epicerie-solidaire",
    "name": "Épicerie solidaire",
    "acronym": "",
    "family": "association",
    "kind": "actor",
    "siren": "130025265",
    "siret": "13002526500013",
    "rna": "W921234567",
    "legal_category": "9220",
    "activity": "88.99B",
    "labels": ["esus"],
    "summary": "Des produits frais à petit prix.",
    "website": "https://epicerie.exemple.fr",
    "email": "bonjour@epicerie.exemple.fr",
    "phone": "+33100000000",
    "address": "1 rue de la Paix",
    "postal_code": "92330",
    "commune": SCEAUX,
    "lat": 48.7786,
    "lon": 2.2906,
    "opening_hours": [OPEN_MONDAY],
    "ceased_on": None,
    "updated_at": "2026-11-01T08:30:00Z",
    "url": "/annuaire/epicerie-solidaire/",
}
OFFER: dict[str, Any] = {
    "slug": "pret-d-honneur",
    "title": "Prêt d’honneur",
    "kind": "loan",
    "summary": "Un prêt sans intérêt pour lancer l’activité.",
    "organisation": "initiative-hauts-de-seine",
    "subjects": ["financement"],
    "stages": ["creation"],
    "perimeter": {"kind": "department", "code": "92", "name": "Hauts-de-Seine"},
    "cost": "Gratuit",
    "delay_days": 5,
    "valid_from": None,
    "valid_until": None,
    "verified_on": "2026-10-01",
}
PROJECT: dict[str, Any] = {
    "slug": "atelier-de-reparation",
    "title": "Atelier de réparation",
    "summary": "Réparer ensemble au lieu de jeter.",
    "stage": "etude",
    "commune": SCEAUX,
    "subjects": ["local"],
    "publics": "",
    "supporters": [{"slug": "initiative-hauts-de-seine", "name": "Initiative Hauts-de-Seine"}],
    "published_at": "2026-11-01T08:30:00Z",
    "url": "/projets/atelier-de-reparation/",
}
CHARTER: dict[str, Any] = {
    "slug": "charte-la-poste",
    "reference": "CH-2026-1",
    "title": "Charte avec La Poste",
    "summary": "Informer et accompagner les porteurs de projet.",
    "state": "in_force",
    "signed_at": "2026-03-01",
    "in_force_from": "2026-03-01",
    "in_force_until": "2029-03-01",
    "parties": ["Ville de Sceaux", "La Poste"],
    "commitments": [
        {
            "form": 1,
            "text": "Informer les porteurs de projet.",
            "party": "La Poste",
            "target": "12",
            "unit": "réunions",
            "due_on": None,
        }
    ],
    "url": "/chartes/charte-la-poste/",
}
DELIBERATION: dict[str, Any] = {
    "slug": "2026-12",
    "number": "2026-12",
    "title": "Charte avec La Poste",
    "summary": "Le conseil approuve la charte.",
    "state": "adopted",
    "session": "2026-02-12",
    "votes_for": 30,
    "votes_against": 0,
    "abstentions": 3,
    "published_at": "2026-02-14T09:00:00Z",
    "url": "/deliberations/2026-12/",
}
NETWORK: dict[str, Any] = {
    "slug": "france-active",
    "name": "France Active",
    "kind": "financing",
    "members": 42,
    "url": "/annuaire/france-active/",
}


def _facet(value: str, label: str, count: int) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "selected": False}


def _page(name: str, item: dict[str, Any]) -> dict[str, Any]:
    return {"items": [item], "next": f"{API}{name}?cursor={CURSOR}"}


LISTS = ("organisations", "networks", "offers", "projects", "charters", "deliberations", "subjects")
EXAMPLES: dict[str, Any] = {
    "index": {name: f"{API}{name}" for name in LISTS} | {"description": f"{API}openapi.json"},
    "subjects": [{"code": "local", "label": "Trouver un local", "label_en": "Find premises"}],
    "organisations": {
        "total": 127,
        "corrected": None,
        "partial": False,
        **_page("organisations", ORGANISATION),
    },
    "organisation": ORGANISATION
    | {
        "description": "Une boutique ouverte à tous, tenue par des bénévoles.",
        "parent": None,
        "subsidiaries": [],
        "network": None,
        "networks": [{"slug": "france-active", "name": "France Active", "kind": "financing", "since": None}],
        "places": [
            {
                "name": "Réserve",
                "address": "3 rue du Marché",
                "postal_code": "92330",
                "commune": SCEAUX,
                "lat": None,
                "lon": None,
                "opening_hours": [],
                "access_note": "De plain-pied.",
            }
        ],
        "offers": [{"slug": "panier", "title": "Panier de la semaine", "kind": "skills"}],
        "charters": [{"slug": "charte-la-poste", "title": "Charte avec La Poste", "state": "in_force"}],
        "projects": [{"slug": "atelier-de-reparation", "title": "Atelier de réparation"}],
        "sources": [
            {
                "source": "sirene_units",
                "label": "Répertoire Sirene, unités légales (Insee)",
                "as_of": "2026-10-01",
                "fields": ["activity", "family", "name", "siren"],
            }
        ],
        "family_source": "sirene_units",
    },
    "facets": {
        "total": 127,
        "famille": [_facet("association", "Association", 98)],
        "soutien": [_facet("loan", "Prêt solidaire", 4)],
        "label": [_facet("esus", "Agrément ESUS", 6)],
        "reseau": [_facet("france-active", "France Active", 3)],
        "commune": [_facet("92071", "Sceaux", 127)],
    },
    "networks": _page("networks", NETWORK),
    "network": NETWORK
    | {
        "items": [
            {
                "slug": "epicerie-solidaire",
                "name": "Épicerie solidaire",
                "family": "association",
                "commune": SCEAUX,
                "since": "2024-01-01",
            }
        ],
        "next": None,
    },
    "offers": _page("offers", OFFER),
    "offer": OFFER,
    "projects": _page("projects", PROJECT),
    "project": PROJECT,
    "charters": _page("charters", CHARTER),
    "charter": CHARTER,
    "deliberations": _page("deliberations", DELIBERATION),
    "deliberation": DELIBERATION,
}
