"""Whatever is created, changed, hidden or deleted is found, or not, as everybody may read it."""

import pytest

from terreau.council import actions as council_actions
from terreau.directory import actions as directory
from terreau.directory.enums import Family, OfferState
from terreau.directory.models import Subject
from terreau.kernel.actors import Actor
from terreau.knowledge import actions as knowledge
from terreau.knowledge.models import ArticlePage, GlossaryTerm
from terreau.partnerships import actions as charters
from terreau.projects import actions as projects
from terreau.projects.enums import PublicField
from terreau.projects.models import Project
from terreau.search import registry
from terreau.search.models import PendingMark, RecentDocument
from terreau.search.queries import Query, search
from terreau.territories.models import Territory
from tests.factories import council, partnerships
from tests.factories.directory import OfferFactory, OrganisationFactory
from tests.factories.projects import FollowedProjectFactory

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")


def found(kind: str, text: str, **asked) -> list[int]:
    return search(kind, Query(text=text, exact=True, **asked)).keys


def test_every_kind_is_declared_and_empty_at_first():
    assert registry.kinds() == ["organisation", "offer", "project", "charter", "deliberation", "page", "term"]
    assert [search(kind, Query(text="épicerie")).total for kind in registry.kinds()] == [0] * 7


def test_organisations():
    made = directory.create_organisation(name="Épicerie", family=Family.ASSOCIATION, by=BY)
    assert found("organisation", "épicerie") == [made.pk]

    directory.update_organisation(organisation=made, name="Ressourcerie", by=BY)
    assert (found("organisation", "épicerie"), found("organisation", "ressourcerie")) == ([], [made.pk])
    assert registry.source("organisation").hits([made.pk])[made.pk].title == "Ressourcerie"

    directory.hide_organisation(organisation=made, by=BY)
    assert found("organisation", "ressourcerie") == []

    directory.publish_organisation(organisation=made, by=BY)
    assert found("organisation", "ressourcerie") == [made.pk]


def test_merged_organisations_are_found_once():
    kept, gone = (OrganisationFactory(name=f"Épicerie {name}") for name in ("une", "deux"))

    directory.merge_organisations(kept=kept, gone=gone, choices={}, by=BY)

    assert found("organisation", "épicerie") == [kept.pk]


def test_offers_and_the_organisations_that_make_them():
    facts = {"summary": "Pour une semaine.", "state": OfferState.PUBLISHED, "kind": "advice"}
    offer = OfferFactory(title="Prêter un vélo", **facts)
    offer.subjects.set(Subject.objects.all()[:1])
    organisation = offer.team.organisation
    directory.verify_offer(offer=offer, by=BY)
    assert found("offer", "vélo") == [offer.pk]
    assert found("organisation", "", tags={"s": ("advice",)}) == [organisation.pk]

    directory.update_offer(offer=offer, title="Prêter un tandem", by=BY)
    assert (found("offer", "vélo"), found("offer", "tandem")) == ([], [offer.pk])

    directory.update_organisation(organisation=organisation, name="Cyclofficine", by=BY)
    assert found("offer", "cyclofficine") == [offer.pk]

    directory.hide_organisation(organisation=organisation, by=BY)
    assert found("offer", "tandem") == []
    directory.publish_organisation(organisation=organisation, by=BY)
    assert found("offer", "tandem") == [offer.pk]

    directory.suspend_offer(offer=offer, by=BY)
    assert (found("offer", "tandem"), found("organisation", "", tags={"s": ("advice",)})) == ([], [])


def test_public_sheets_of_projects():
    project = FollowedProjectFactory(title="Jardin partagé")
    assert found("project", "jardin") == []

    projects.publish(project=project, fields=[PublicField.STAGE], by=BY)
    assert found("project", "jardin", tags={"e": (project.stage,)}) == [project.pk]

    projects.publish(project=project, fields=[], by=BY)
    assert found("project", "jardin", tags={"e": (project.stage,)}) == []

    projects.unpublish(project=project, by=BY)
    assert found("project", "jardin") == []


def test_erasing_a_person_takes_their_words_out_of_the_index():
    project = FollowedProjectFactory(title="Jardin secret")
    projects.publish(project=project, fields=[], by=BY)
    assert RecentDocument.objects.filter(facts__contains="secret").exists()

    over = {
        "public_since": None,
        "state": "refused",
        "decision_reason": "Non.",
        "decision_alternative": "Ailleurs.",
    }
    Project.objects.filter(pk=project.pk).update(**over)
    projects.forget_holder(holder=project.owner, by=BY)

    # Until the index is built anew, rows of the recent part must not keep them either.
    assert found("project", "secret") == []
    assert PendingMark.objects.filter(kind="project", key=None).exists()
    assert not RecentDocument.objects.filter(facts__contains="secret").exists()


def test_charters():
    organisation = OrganisationFactory(name="Cyclofficine")
    draft = partnerships.drafted("Charte du vélo", partner=organisation)
    assert found("charter", "vélo") == []

    partnerships.approved(draft)
    draft.refresh_from_db()
    assert found("charter", "cyclofficine") == [draft.pk]

    directory.update_organisation(organisation=organisation, name="Atelier des roues", by=BY)
    assert (found("charter", "cyclofficine"), found("charter", "roues")) == ([], [draft.pk])

    partnerships.in_force(draft)
    draft.refresh_from_db()
    charters.terminate(charter=draft, reason="Le partenaire ferme.", by=BY)
    assert found("charter", "", tags={"e": ("terminated",)}) == [draft.pk]


def test_deliberations():
    hidden = council.deliberation_in("adopted", title="Subvention au vélo")
    assert found("deliberation", "subvention") == []

    council_actions.publish(deliberation=hidden, by=BY)

    assert found("deliberation", "subvention") == [hidden.pk]
    assert found("deliberation", "", tags={"e": ("adopted",)}) == [hidden.pk]


def test_pages():
    page = ArticlePage(slug="page", title="Monter sa ressourcerie", summary="Par où commencer")
    knowledge.ensure_tree(by=BY).add_child(instance=page)
    page.save_revision().publish()
    assert found("page", "ressourcerie") == [page.pk]

    page.title = "Monter son épicerie"
    page.save_revision().publish()
    assert (found("page", "ressourcerie"), found("page", "épicerie")) == ([], [page.pk])

    page.unpublish()
    assert found("page", "épicerie") == []

    page.save_revision().publish()
    page.delete()
    assert found("page", "épicerie") == []


def test_words_of_the_glossary(client):
    term = GlossaryTerm.objects.create(
        word="Lucrativité limitée", slug="lucrativite", definition="Les bénéfices…"
    )
    knowledge.note_term(term=term, by=BY)
    assert found("term", "lucrativité") == [term.pk]
    assert registry.source("term").hits([term.pk])[term.pk].url == "/ressources/lexique/#lucrativite"
    assert "/ressources/lexique/#lucrativite" in client.get("/recherche/?q=lucrativite").content.decode()

    term.word = "Utilité sociale"
    term.save()
    knowledge.note_term(term=term, by=BY)
    assert (found("term", "lucrativité"), found("term", "utilité")) == ([], [term.pk])

    term.delete()
    assert found("term", "utilité") == []


def test_loaded_words_are_found(tmp_path):
    knowledge.load_terms(path=knowledge.CONTENT / "termes.txt", by=BY)

    assert search("term", Query()).total == GlossaryTerm.objects.count() > 20


def test_perimeters_follow_the_map():
    commune = Territory.objects.create(
        kind="commune", code="92071", name="Sceaux", slug="sceaux", search_name="sceaux"
    )
    made = OrganisationFactory(name="Épicerie", commune=commune)

    assert found("organisation", "", tags={"c": ("92071",)}) == [made.pk]
