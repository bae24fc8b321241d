"""A town with one followed project, one officer, one organisation and its offer."""

import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import translation

from terreau.accounts.enums import Role
from terreau.directory.models import TeamMember
from terreau.kernel import clock
from terreau.messaging.worker import due, outbox
from terreau.partnerships.enums import CharterState, CollaborationForm
from terreau.partnerships.models import Charter, Commitment, Party
from terreau.projects.models import Need
from tests.factories.accompaniment import published_offer
from tests.factories.council import adopted, planned_session, seated_assembly
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory


@pytest.fixture(autouse=True)
def _french():
    """A request in English does not speak for the next test."""
    with translation.override("fr"):
        yield


@pytest.fixture
def scene(db, person):
    """Return a project with a need for premises, its officer, and an offer of premises."""
    OperatorFactory()
    officer = person(Role.OFFICER, first_name="Sacha", last_name="Référent")
    project = FollowedProjectFactory(
        title="Atelier vélo",
        referent=officer,
        story="Une histoire privée.",
        phone="0601020304",
        needs=["local"],
    )
    offer = published_offer("local", perimeter=SceauxFactory(), title="Bureaux partagés")
    offer.team.organisation.name = "Sceaux Smart"
    offer.team.organisation.save()
    adviser = person(first_name="Alix", last_name="Conseil")
    TeamMember.objects.create(team=offer.team, user=adviser, role="lead")
    return SimpleNamespace(
        project=project,
        need=Need.objects.get(project=project),
        officer=officer,
        holder=project.owner,
        offer=offer,
        team=offer.team,
        adviser=adviser,
    )


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    """Return a function that runs what is due and sends what waits; it returns the new mails."""

    def run():
        before = len(mail.outbox)
        due.run_reminders()
        outbox.send_due()
        return mail.outbox[before:]

    return run


@pytest.fixture
def link_in():
    """Return a function that finds the path of the action link of a mail."""

    def find(message, kind):
        return re.search(rf"https?://[^/\s]+(/(?:en/)?{kind}/[^\s]+/)", message.body).group(1)

    return find


@pytest.fixture
def charter_in_force(scene):
    """Return a charter in force whose single commitment counts the demands that the organisation accepts."""
    deliberation = adopted(planned_session(seated_assembly()))
    charter = Charter.objects.create(
        title="Charte avec Sceaux Smart",
        slug="sceaux-smart",
        reference="CH-1",
        summary="Des bureaux pour commencer.",
        deliberation=deliberation,
        state=CharterState.IN_FORCE,
        agreed_at=clock.now(),
        approved_at=clock.now(),
        signed_at=clock.today(),
        in_force_from=clock.today(),
    )
    party = Party.objects.create(charter=charter, organisation=scene.team.organisation)
    commitment = Commitment.objects.create(
        charter=charter,
        party=party,
        form=CollaborationForm.RESOURCES,
        number=1,
        text="Répondre aux porteurs de projet.",
        indicator_verb="referral.accepted",
        unit="demandes acceptées",
        target=10,
    )
    commitment.offers.add(scene.offer)
    return charter
