"""Invented projects in number, for measures: the same seed gives the same projects."""

import random
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from terreau.directory.enums import Stage
from terreau.directory.models import Subject
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.projects import actions
from terreau.projects.enums import LegalForm, PublicField, Urgency
from terreau.projects.queries import officers_of_the_town
from terreau.territories.models import Territory
from terreau.territories.queries import operator

WHAT = ["Atelier", "Épicerie", "Jardin", "Ressourcerie", "Café", "Crèche", "Conserverie", "Garage", "Studio"]
HOW = ["solidaire", "partagé", "associatif", "mobile", "coopératif", "de quartier", "en commun", "ouvert"]
FIRST = ["Aminata", "Lucie", "Karim", "Jeanne", "Paul", "Inès", "Mehdi", "Claire", "Noé", "Salomé"]
LAST = ["Diallo", "Martin", "Benali", "Petit", "Nguyen", "Moreau", "Lopez", "Girard", "Traoré", "Roux"]
BATCH = 200


class Command(BaseCommand):
    help = "Invent projects (received, followed, public) to measure lists with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--projects", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, projects: int, seed: int, **_options: Any) -> None:
        town = operator()
        if not town.is_set_up:
            raise CommandError("Set the operator first: projects need a commune.")
        chance = random.Random(seed)  # noqa: S311 - invented data, nothing secret
        subjects = list(Subject.objects.order_by("pk"))
        officer = officers_of_the_town().first()
        for start in range(0, projects, BATCH):
            with transaction.atomic():
                for number in range(start, min(start + BATCH, projects)):
                    self.invent(number, chance, subjects, town.territory, officer)
        self.stdout.write(f"{projects} projects")

    def invent(
        self, number: int, chance: random.Random, subjects: list[Subject], place: Territory, officer: Any
    ) -> None:
        """Propose one project; most are followed and half of those are public."""
        chosen = chance.sample(subjects, k=chance.randint(1, 3))
        proposal = actions.Proposal(
            title=f"{chance.choice(WHAT)} {chance.choice(HOW)} n° {number + 1}",
            summary="Un lieu où les habitants réparent, apprennent et se rencontrent.",
            stage=chance.choice(Stage.values),
            commune=place,
            email=f"porteur-{number + 1}@mesure.test",
            first_name=chance.choice(FIRST),
            last_name=chance.choice(LAST),
            needs=tuple(actions.NeedFacts(subject, chance.choice(Urgency.values)) for subject in chosen),
            legal_form=chance.choice(LegalForm.values),
            facts={"amount_sought": chance.randrange(1000, 60000, 500)},
            consent_text="J’accepte que la ville suive mon projet.",
            consent_mode="online",
            consent_on=clock.today(),
        )
        project = actions.propose(proposal=proposal, by=Actor.system("generate_projects"))
        if officer is None or chance.random() < 0.2:
            return
        actions.accept(project=project, referent=officer, message="Bienvenue.", by=officer)
        if chance.random() < 0.5:
            actions.publish(project=project, fields=PublicField.values, by=project.owner)
