"""The sample town of the access matrix: one person for each role, objects of theirs and of somebody else."""

from dataclasses import dataclass, field
from typing import Any

from terreau.accompaniment import actions as accompaniment
from terreau.accounts import actions as accounts
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory import actions as directory
from terreau.directory.enums import ImportState, NetworkKind, Source
from terreau.directory.models import ImportRun, ImportUpload, Organisation, ServiceRecord, TeamMember
from terreau.documents import actions as documents
from terreau.documents.enums import Circle
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.knowledge import actions as knowledge
from terreau.knowledge.models import ArticlePage
from terreau.messaging import actions as messaging
from terreau.messaging import copies
from terreau.messaging.enums import InboundSource
from terreau.messaging.models import Absence, Message
from terreau.partnerships import actions as partnerships
from terreau.projects import actions as projects
from terreau.projects.enums import MemberRole
from terreau.projects.models import IntakeDraft, Need, Project
from terreau.search.models import SynonymSet
from terreau.territories.models import Territory
from tests.factories import council
from tests.factories import help as help_calls
from tests.factories import partnerships as charters
from tests.factories.accompaniment import called, grouped, proposed, published_offer, ready, sent
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

BY = Actor.system("tests")
COLUMNS = {
    "visitor": "visiteur",
    "resident": "habitant",
    "holder": "porteur",
    "team": "membre d’équipe",
    "officer": "référent",
    "secretary": "secrétariat",
    "elected": "élu",
    "signatory": "signataire",
    "editor": "rédacteur",
    "administrator": "administrateur",
}
TOWN_WIDE = ("officer", "secretary", "elected", "signatory", "editor", "administrator")


@dataclass(frozen=True)
class Paper:
    """A document of a project, under the key by which it is asked for."""

    project: Project
    pk: int


@dataclass
class World:
    """Who is who, what is whose: `own[column][thing]`, and `other[thing]` that is nobody's of the table."""

    people: dict[str, User | None] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=lambda: {column: {} for column in COLUMNS})
    other: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """Bring the sample town to life through the verbs of the apps."""
    world = World()
    OperatorFactory()
    _people(world)
    _follow_up(world)
    _council(world)
    _charters(world)
    _accounts(world)
    _articles(world)
    _came_in(world)
    _went_out(world)
    return world


def _person(name: str) -> User:
    return accounts.ensure_user(
        email=f"{name}@matrice.test", first_name=name.title(), last_name="Matrice", by=BY
    )


def _people(world: World) -> None:
    world.people = {column: _person(column) for column in COLUMNS if column != "visitor"}
    world.people["visitor"] = None
    for column in TOWN_WIDE:
        accounts.grant_role(user=world.people[column], role=Role(column), by=BY)


def _follow_up(world: World) -> None:
    """Two projects of two holders, each with a demand to its own organisation."""
    sceaux, officer = SceauxFactory(), _person("autre-referent")
    accounts.grant_role(user=officer, role=Role.OFFICER, by=BY)
    mine = _asked("Atelier vélo", world.people["holder"], officer, sceaux)
    theirs = _asked("Conserverie", _person("autre-porteur"), officer, sceaux)
    for one in (mine, theirs):
        one["place"] = directory.add_place(
            organisation=one["organisation"], name="Antenne", address="1 rue des Lilas", by=BY
        )
    theirs["contact"] = directory.propose_contact(
        organisation=theirs["organisation"],
        name="Dominique Alisier",
        role="Accueil",
        email="dominique@matrice.test",
        by=BY,
    )
    theirs |= _said_from_outside(theirs["organisation"])
    network = directory.create_organisation(name="Réseau des ateliers", by=BY)
    theirs["network"] = directory.set_network(
        organisation=network, kind=NetworkKind.SECTOR, by=BY
    ).organisation
    member = TeamMember.objects.create(team=mine["team"], user=world.people["team"], role="lead")
    other = TeamMember.objects.create(team=theirs["team"], user=_person("autre-conseil"), role="lead")
    kept = ("project", "paper", "need", "referral", "proposal", "call", "group", "undecided", "decision")
    kept += ("appeal", "hand", "outside")
    world.own["holder"] = {thing: mine[thing] for thing in kept}
    world.own["team"]["group"] = mine["group"]
    received = ("project", "need", "referral", "team", "offer", "organisation", "place")
    world.own["team"] = {thing: mine[thing] for thing in received} | {"member": member}
    world.other |= theirs | {"member": other}
    alert = accompaniment.ask_alert_on_need(need=theirs["need"], by=theirs["project"].owner)
    world.other["alert"] = alert
    draft = IntakeDraft.objects.create(email="autre@matrice.test", data={}, step="idea")
    world.other["draft"] = draft
    world.other["table"] = ImportUpload.objects.create(
        source=Source.SPREADSHEET,
        file_name="acteurs.csv",
        columns=["Nom", "SIRET"],
        sample=[["Le Lavoir", ""]],
        uploaded_by=_person("tableau"),
    )
    world.other["register"] = ImportUpload.objects.create(
        source=Source.LE_MARCHE, file_name="siae.csv", digest="1", uploaded_by=_person("registre")
    )
    world.other["service"] = ServiceRecord.objects.create(
        key="dora/1", producer="dora", offer=theirs["offer"], digest="1", as_of=clock.today()
    )
    world.other["import"] = ImportRun.objects.create(
        source=Source.LE_MARCHE, state=ImportState.DONE, file_name="siae.csv", finished_at=clock.now()
    )


def _said_from_outside(organisation: Organisation) -> dict[str, Any]:
    """A claim, an error, a suggestion, two sheets to compare, a change and a merge to put back."""
    claim = directory.send_claim(
        organisation=organisation, by=_person("reclame"), role="Présidente", message="Appelez-moi."
    )
    report = directory.report_error(organisation=organisation, about="phone", message="Il sonne faux.")
    suggestion = directory.suggest_organisation(name="Ressourcerie", summary="Répare et revend.")
    twin = directory.create_organisation(name="Jumelle", by=BY)
    directory.update_organisation(organisation=twin, acronym="J", by=BY)
    again = directory.create_organisation(name="Jumelle bis", by=BY)
    merge = directory.merge_organisations(kept=twin, gone=again, choices={}, by=BY)
    found = {
        "merge": merge,
        "claim": claim,
        "report": report,
        "suggestion": suggestion,
        "sheets": (organisation, twin),
    }
    return found | {"change": twin.changes.get()}


def _asked(title: str, holder: User, officer: User, place: Territory) -> dict[str, Any]:
    project = FollowedProjectFactory(title=title, owner=holder, referent=officer, needs=["local"])
    need, offer = Need.objects.get(project=project), published_offer("local", perimeter=place)
    referral = sent(need, offer)
    waiting = FollowedProjectFactory(
        title=f"{title} bis", owner=holder, referent=officer, needs=["financement"]
    )
    asked = published_offer("financement", perimeter=place)
    widely = FollowedProjectFactory(title=f"{title} quater", owner=holder, referent=officer, needs=["idee"])
    several = [published_offer("idee", perimeter=place) for _number in range(2)]
    shared = FollowedProjectFactory(
        title=f"{title} quinquies", owner=holder, referent=officer, needs=["idee"]
    )
    partners = [published_offer("idee", perimeter=place, team=offer.team), several[0]]
    group = grouped(Need.objects.get(project=shared), *partners)
    undecided = ProjectFactory(title=f"{title} ter", owner=holder)
    projects.ask_completion(project=undecided, message="Pour qui ?", by=officer)
    file = documents.keep(target=project, name="plan", content=b"Un plan", by=holder, circle=Circle.EVERYONE)
    appeal = help_calls.call_of(project, title=f"Des bras pour {title}")
    return {
        "project": project,
        "appeal": appeal,
        "hand": help_calls.offered_by_mail(appeal),
        "paper": Paper(project, file.pk),
        "sheet": projects.publish(project=project, fields=["title", "summary"], by=holder),
        "need": need,
        "referral": referral,
        "proposal": proposed(Need.objects.get(project=waiting), asked),
        "call": called(Need.objects.get(project=widely), *several),
        "group": group,
        "grouped": group.parts.get(role="lead").referral,
        "outside": ready(need),
        "undecided": undecided,
        "decision": undecided.decisions.get(),
        "invitation": projects.invite(
            project=project, email="invitee@matrice.test", role=MemberRole.READER, by=holder
        ),
        "team": offer.team,
        "offer": offer,
        "organisation": offer.team.organisation,
    }


def _came_in(world: World) -> None:
    """A mail that could not be posted, and a file of a conversation of each project."""
    world.other["inbound"] = messaging.receive(raw=b"From: a@b.test\n\nBonjour", source=InboundSource.COMMAND)
    for things in (world.own["holder"], world.other):
        referral = things["referral"]
        said = messaging.say(thread=messaging.open_thread(target=referral), body="Voici", by=BY)
        things["attachment"] = documents.keep(
            target=said, name="a", content=b"Un texte", by=BY, circle="everyone"
        )
    world.own["team"]["attachment"] = world.own["holder"]["attachment"]


def _went_out(world: World) -> None:
    """A mail about each project, to its holder; another to the team that was asked."""
    for things in (world.own["holder"], world.other):
        things["mail"] = _sent(to=things["project"].owner, about=things["project"])
    referral = world.own["holder"]["referral"]
    world.own["team"]["mail"] = _sent(to=referral.team.email, about=referral)


def _sent(*, to: Any, about: Any) -> Message:
    message = messaging.post(event="message.to_town", to=to, target=about, by=BY)
    copies.keep(message, copies.Letter("a@matrice.test", "", "Bonjour", "<h1>Bonjour</h1>"))
    return message


def _council(world: World) -> None:
    assembly = council.seated_assembly()
    session = council.planned_session(assembly, council.HELD_ON.replace(year=2099))
    world.other |= {
        "session": session,
        "mandate": assembly.mandates.first(),
        "draft_deliberation": council.draft(session, "Un projet de délibération"),
    }
    held = council.planned_session(assembly)
    world.other["deliberation"] = council.draft(held, "Approbation des chartes")


def _charters(world: World) -> None:
    """A charter in force with the organisation of the team member, another with somebody else, a draft."""
    mine = charters.drafted("Charte à moi", partner=world.own["team"]["organisation"])
    theirs = charters.drafted("Charte à eux", partner=world.other["organisation"])
    charters.approved(mine, theirs, deliberation=world.other["deliberation"])
    for one in (mine, theirs):
        charters.in_force(one)
    world.own["team"] |= {"charter": mine, "commitment": charters.promise(mine)}
    promise = charters.promise(theirs)
    evidence = partnerships.record_evidence(commitment=promise, text="Deux conseils.", quantity=2, by=BY)
    draft = charters.drafted("Charte en préparation")
    world.other |= {
        "charter": theirs,
        "commitment": promise,
        "evidence": evidence,
        "draft_charter": draft,
        "draft_party": draft.parties.last(),
        "draft_commitment": charters.promise(draft),
    }


def _accounts(world: World) -> None:
    """Each person has an address that was proved, and a consent; so has somebody else."""
    somebody = _person("quelqu-un")
    for column, person in [*world.people.items(), ("", somebody)]:
        if person is None:
            continue
        accounts.confirm_address(user=person, by=person)
        absence = Absence.objects.create(user=person, starts_on=clock.today(), ends_on=clock.today())
        (world.own[column] if column else world.other)["absence"] = absence
        consent = accounts.record_consent(user=person, scope="lettre", text="Je veux bien.", by=person)
        (world.own[column] if column else world.other)["consent"] = consent
    world.other["person"] = somebody


def _articles(world: World) -> None:
    knowledge.load_articles(by=BY)
    for person in filter(None, world.people.values()):
        knowledge.sync_writer(user=person, by=BY)
    world.other["article"] = ArticlePage.objects.live().first()
    world.other["synonyms"] = SynonymSet.objects.first()
