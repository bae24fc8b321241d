"""The pages of the running house, from its addresses and one object in every state: printed as JSON.

Imported and run by `terreau shell` in the environment of the server. Each page is listed with the first
invented person to whom it answers (nobody, when everybody may read it).
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from terreau.accompaniment.models import Referral
from terreau.accounts.models import User
from terreau.council.models import Deliberation, Mandate, Session
from terreau.demo.models import DemoMail
from terreau.demo.story.cast import PEOPLE
from terreau.directory.models import (
    Claim,
    ErrorReport,
    FieldChange,
    Offer,
    Organisation,
    Place,
    Suggestion,
    Team,
    TeamMember,
)
from terreau.directory.queries.duplicates import duplicate_pairs
from terreau.knowledge.models import ArticlePage
from terreau.partnerships.models import Charter, Commitment, Party
from terreau.projects.models import Need, Project, PublicSheet

# Other people's pages (the CMS), answers for machines, and what needs a half-finished sign-in.
LEFT_OUT = ("wagtail", "api-", "health", "metrics", "djdt", "demo:mail_page", "sitemap", "robots")
LINK = re.compile(
    r"/(?:en/)?(accord|accord-fiche|preuve-structure|reponse|bilan|completer|reprendre|rejoindre|nouvelles"
    r"|ne-plus-recevoir)/([\w-]{20,})/"
)
MOST_LINKS = 4  # pages of one kind that are read by link; many links lead to what is over
LINK_ROUTES = {
    "accompaniment:consent_by_link": "accord",
    "accompaniment:answer": "reponse",
    "accompaniment:outcome": "bilan",
    "directory:contact_agreement": "accord-fiche",
    "directory:claim_prove": "preuve-structure",
    "projects:complete": "completer",
    "projects:resume": "reprendre",
    "projects:join": "rejoindre",
    "projects:news": "nouvelles",
    "messaging:unsubscribe": "ne-plus-recevoir",
}


def one_by_state(objects: Iterable[Any]) -> list[Any]:
    """Keep the last object in every state."""
    return list({one.state: one for one in objects}.values())


def samples() -> dict[str, list[dict[str, Any]]]:
    """What fills the blanks of each address."""
    deliberations = [{"slug": one.slug} for one in one_by_state(Deliberation.objects.all())]
    sessions = [{"pk": one.pk} for one in one_by_state(Session.objects.all())]
    charters = [{"slug": one.slug} for one in one_by_state(Charter.objects.all())]
    drafted = Charter.objects.exclude(state="in_force").last()
    in_force = Commitment.objects.filter(charter__state="in_force").order_by("charter_id", "number")
    projects = [{"reference": one.reference} for one in one_by_state(Project.objects.current())]
    referrals = one_by_state(Referral.objects.all())
    team = TeamMember.objects.get(user__email="mathieu.sureau@exemple.test").team
    home = {"slug": team.organisation.slug}
    offer = Offer.objects.filter(team=team).first()
    need = Need.objects.filter(closed_at=None, project__state="followed").last()
    by_route = {
        "council:detail": deliberations,
        "council:file": deliberations,
        "council:edit": deliberations,
        "council:vote": deliberations,
        "council:session": sessions,
        "council:session_convoke": sessions,
        "council:session_call_again": sessions,
        "council:session_hold": sessions,
        "council:session_close": sessions,
        "council:deliberation_create": sessions,
        "council:mandate_end": [{"pk": Mandate.objects.filter(until=None).last().pk}],
        "directory:detail": [{"slug": slug} for slug in sheets(team)],
        "directory:workspace": [home],
        "directory:edit": [home],
        "directory:team_add": [home],
        "directory:invite": [home | {"team": team.slug}],
        "directory:offer_add": [home],
        "directory:offer_edit": [home | {"offer": offer.slug}],
        "knowledge:article": [{"slug": one.slug} for one in ArticlePage.objects.live()[:2]],
        "look:styleguide_page": [{"name": "liste"}, {"name": "fiche"}],
        "look:styleguide_error": [{"code": code} for code in (400, 403, 404, 429, 500, 503)],
        "partnerships:detail": charters,
        "partnerships:edit": charters,
        "partnerships:party_add": charters,
        "partnerships:commitment_add": charters,
        "partnerships:link": charters,
        "partnerships:force": charters,
        "partnerships:terminate": charters,
        "partnerships:sign": [
            {"slug": party.charter.slug, "pk": party.pk} for party in Party.objects.filter(signed_at=None)[:1]
        ],
        "partnerships:commitment": [numbered(one) for one in in_force[:3]],
        "partnerships:evidence_add": [numbered(one) for one in in_force[:3]],
        "partnerships:commitment_edit": [numbered(one) for one in drafted.commitments.all()[:1]],
        "projects:detail": [{"slug": one.slug} for one in PublicSheet.objects.all()[:2]],
        "projects:manage": projects,
        "projects:triage": projects,
        "accompaniment:file": projects,
        "accompaniment:referral": [{"reference": one.reference} for one in referrals],
        "accompaniment:offers": [{"reference": need.project.reference, "number": need.pk}],
        "accounts:person_roles": [{"public_id": User.objects.get(email="nora.genet@exemple.test").public_id}],
        "portal:desk_queue": [{"key": key} for key in ("a-qualifier", "sans-offre", "revenus")],
        "demo:mail": [{"number": DemoMail.objects.order_by("-at").first().pk}],
        "demo:mailbox": [{"person": "nora.genet"}, {"person": "mathieu.sureau"}],
    }
    followed = {"reference": Project.objects.filter(state="followed").last().reference}
    of_one = ("follow", "edit", "facts", "needs", "publish", "team", "life", "papers", "accesses")
    for name in of_one:
        by_route[f"projects:{name}"] = [followed]
    two = Project.objects.current().filter(state="followed")[:2]
    by_route["projects:merge"] = [{"reference": two[0].reference, "other": two[1].reference}]
    nora = User.objects.get(email="nora.genet@exemple.test")
    by_route["projects:referent"] = [{"public_id": nora.public_id}]
    return by_route | said_of_the_directory(home) | links()


def said_of_the_directory(home: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Places, people, networks, and what outsiders say of the sheets, in every state."""
    pair = duplicate_pairs("nom")[0]
    changed = FieldChange.objects.order_by("-pk").first().organisation
    public = Organisation.objects.published().get(slug="le-samovar-vert")
    place = Place.objects.order_by("pk").first()
    return {
        "directory:report": [{"slug": public.slug}],
        "directory:claim": [{"slug": one.organisation.slug} for one in one_by_state(Claim.objects.all())]
        + [{"slug": public.slug}],
        "directory:moderate_claim": [{"number": one.pk} for one in one_by_state(Claim.objects.all())],
        "directory:moderate_report": [{"number": one.pk} for one in one_by_state(ErrorReport.objects.all())],
        "directory:moderate_suggestion": [
            {"number": one.pk} for one in one_by_state(Suggestion.objects.all())
        ],
        "directory:merge": [{"slug": pair.first.slug, "other": pair.second.slug}],
        "directory:history": [{"slug": changed.slug}, {"slug": pair.first.slug}],
        "directory:place_add": [home],
        "directory:place_edit": [{"slug": place.organisation.slug, "number": place.pk}],
        "directory:contact_add": [home],
        "directory:network_join": [home],
        "directory:network_set": [home],
    }


def sheets(team: Team) -> list[str]:
    """The sheets with the most to say, and the town's own partners."""
    named = ["lendopolis", "kisskissbankbank", "sceaux-smart", "le-samovar-vert", "les-racines-melees"]
    return list(
        Organisation.objects.filter(slug__in=[*named, team.organisation.slug]).values_list("slug", flat=True)
    )


def numbered(commitment: Commitment) -> dict[str, Any]:
    return {"slug": commitment.charter.slug, "number": commitment.number}


def links() -> dict[str, list[dict[str, Any]]]:
    """The live links of the mails, some of each kind."""
    found: dict[str, list[str]] = {}
    for mail in DemoMail.objects.order_by("-at")[:400]:
        for word, token in LINK.findall(mail.text):
            found.setdefault(word, []).append(token)
    return {
        route: [{"token": token} for token in dict.fromkeys(found.get(word, []))][:40]
        for route, word in LINK_ROUTES.items()
    }


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address by its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern, prefix + namespace)
        elif pattern.name:
            yield prefix + pattern.name, pattern


def addresses() -> Iterator[tuple[str, str]]:
    """Yield (route, path) of everything that may be asked for."""
    filled = samples()
    for name, pattern in routes():
        if name.startswith(LEFT_OUT):
            continue
        blanks = pattern.pattern.converters
        for facts in filled.get(name, []) if blanks else [{}]:
            yield name, reverse(name, kwargs=facts)


def enter_all() -> dict[str, Client]:
    """Nobody first, then each invented person of the story."""
    clients = {"": Client()}
    for person in PEOPLE:
        clients[person.key] = Client()
        clients[person.key].post(reverse("demo:enter"), {"person": person.key})
    return clients


def is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def main() -> None:
    pages = []
    with translation.override("fr"):
        clients = enter_all()
        for route, path in addresses():
            if route in LINK_ROUTES and sum(page["route"] == route for page in pages) == MOST_LINKS:
                continue
            reader = next((key for key, client in clients.items() if is_page(client, path)), None)
            if reader is not None:
                pages.append({"route": route, "path": path, "person": reader})
    # What depends on who asks: each person's own front doors.
    doors = ("/mon-espace/", "/mon-espace/demandes/", "/mon-espace/chartes/")
    for key in list(clients)[1:]:
        pages += [
            {"route": "own", "path": path, "person": key} for path in doors if is_page(clients[key], path)
        ]
    json.dump(pages, sys.stdout)
