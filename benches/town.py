"""The town that the pages are measured in: big enough to hurt, made through the platform's own verbs.

    python -m benches.town      loads it in the database of the environment, prints what to measure

Everything in it is invented.
"""

import datetime as dt
import json
import sys
import time
from typing import Any

from benches import django_setup

django_setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.queries import preview
from terreau.accounts.actions import ensure_user, grant_role
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.accounts.sessions import BACKEND, FACTOR
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, Organisation
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.bulk import refresh_all_statistics
from terreau.partnerships import actions as partnerships
from terreau.partnerships.enums import CollaborationForm, PartyRole
from terreau.partnerships.models import Charter
from terreau.projects import actions as projects
from terreau.projects.enums import PublicField
from terreau.projects.models import Need, Project, PublicSheet
from terreau.territories.actions import set_operator
from terreau.territories.queries import by_insee
from tests.factories import council as make_council

ORGANISATIONS = 20_000
PROJECTS = 1_000
MESSAGES = 30
REFERRALS = 5
BENCH = Actor.system("bench")


def load() -> dict[str, Any]:
    """Fill the database and return the address of each page, with the sessions of who may open it."""
    call_command("import_territories", verbosity=0, stdout=sys.stderr)
    set_operator(name="Ville de Sceaux", territory=by_insee("92071"), by=BENCH)
    officer = ensure_user(email="referente@mesure.test", first_name="Sacha", last_name="Référente", by=BENCH)
    grant_role(user=officer, role=Role.OFFICER, by=BENCH)
    call_command("generate_directory", organisations=ORGANISATIONS, stdout=sys.stderr)
    call_command("generate_projects", projects=PROJECTS, stdout=sys.stderr)
    file = a_followed_file(officer)
    charter = a_charter_in_force()
    coming_sessions(charter)
    call_command("search", "rebuild", stdout=sys.stderr)
    refresh_all_statistics()  # as the worker does
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does within a minute, where it is not turned off
    return {
        "pages": addresses(file, charter),
        "sessions": {"officer": session_of(officer), "holder": session_of(file.owner)},
    }


def a_followed_file(officer: User) -> Project:
    """Give one project five referrals at different stages and a long conversation."""
    followed = Project.objects.filter(referent=officer).order_by("pk")
    project = followed.select_related("owner", "referent").first()
    offers = (
        Offer.objects.filter(state=OfferState.PUBLISHED).select_related("team__organisation").order_by("pk")
    )
    for number, offer in enumerate(offers[:REFERRALS]):
        need = list(Need.objects.filter(project=project).order_by("pk"))
        refer(need[number % len(need)], offer, officer, number)
    for number in range(MESSAGES):
        author = project.owner if number % 2 else officer
        accompaniment.post_to_town(
            project=project, body=f"Message {number + 1} : voici où nous en sommes, et la suite.", by=author
        )
    projects.publish(project=project, fields=PublicField.values, by=project.owner)
    return project


def refer(need: Need, offer: Offer, officer: User, number: int) -> None:
    """Propose an offer, and take the referral one step further each time."""
    referral = accompaniment.propose(need=need, offer=offer, by=officer)
    if number == 0:
        return
    accompaniment.consent(
        referral=referral, payload_hash=preview(referral, ()).hash, hidden=(), by=need.project.owner
    )
    if number >= 2:
        accompaniment.mark_seen(referral=referral, by=BENCH)
    if number >= 3:
        accompaniment.accept(referral=referral, by=BENCH, first_step="Appelez-nous mardi.")


def a_charter_in_force() -> Charter:
    """Draft, vote, sign: a charter with a promise in each of the five forms."""
    partners = Organisation.objects.published().order_by("pk")
    charter = partnerships.draft_charter(
        title="Charte de partenariat pour les porteurs de projet",
        summary="Trois partenaires reçoivent les porteurs de projet de la ville.",
        preamble="La ville et ses partenaires veulent que chaque idée utile reçoive une réponse.",
        by=BENCH,
    )
    partnerships.add_party(
        charter=charter, organisation=partners[0], role=PartyRole.TOWN, represented_by="La maire", by=BENCH
    )
    for organisation in partners[1:4]:
        party = partnerships.add_party(
            charter=charter, organisation=organisation, represented_by="La direction", by=BENCH
        )
        for form in CollaborationForm.values:
            partnerships.add_commitment(
                charter=charter, party=party, form=form, text="Une promesse tenue dans l’année.",
                unit="actions", target=3, by=BENCH,
            )  # fmt: skip
    partnerships.agree(charter=charter, by=BENCH)
    return vote_and_sign(charter)


def vote_and_sign(charter: Charter) -> Charter:
    """Hold the session of a past month and bring the charter into force."""
    day = clock.today() - dt.timedelta(days=60)
    session = make_council.planned_session(make_council.seated_assembly(), held_on=day)
    deliberation = make_council.draft(session)
    partnerships.link_deliberation(charter=charter, deliberation=deliberation, by=BENCH)
    make_council.open_session(session)
    deliberation.refresh_from_db()
    with clock.travel(day):
        make_council.actions.record_vote(
            deliberation=deliberation, votes_for=28, votes_against=0, abstentions=3, by=BENCH
        )
    make_council.executory(deliberation, on=day + dt.timedelta(days=5))
    partnerships.approve(charter=charter, by=BENCH)
    with clock.travel(day + dt.timedelta(days=20)):
        for party in charter.parties.order_by("-role"):
            partnerships.record_signature(party=party, by=BENCH)
        charter.refresh_from_db()
        partnerships.enter_into_force(charter=charter, by=BENCH)
    return charter


def coming_sessions(charter: Charter) -> None:
    """Plan the three next sessions of the council: the agenda has dates."""
    assembly = charter.deliberation.session.assembly
    for month in (1, 2, 3):
        make_council.planned_session(assembly, held_on=clock.today() + dt.timedelta(days=30 * month))


def addresses(file: Project, charter: Charter) -> dict[str, str]:
    """Return the path of each measured page."""
    sheet = PublicSheet.objects.get(project=file)
    offer = (
        Offer.objects.filter(state=OfferState.PUBLISHED)
        .select_related("team__organisation")
        .order_by("pk")
        .first()
    )
    return {
        "home": reverse("portal:home"),
        "directory": reverse("directory:list"),
        "organisation": offer.team.organisation.get_absolute_url(),
        "project": sheet.get_absolute_url(),
        "charter": charter.get_absolute_url(),
        "file": reverse("accompaniment:file", args=[file.reference]),
        "officer-list": reverse("portal:project_list"),
        "api": "/api/v1/organisations?limit=20",
        "feed": reverse("projects:feed"),
        "ics": reverse("portal:agenda_ics"),
    }


def session_of(user: User) -> str:
    """Open a real session, second factor given, and return the value of its cookie."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["account_authentication_methods"] = [{"method": FACTOR, "type": "bench", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load()) + "\n")
