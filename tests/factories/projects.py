"""Projects for tests, in each of their states."""

import datetime as dt

import factory

from terreau.accounts.models import User
from terreau.directory.enums import Stage
from terreau.directory.models import Subject
from terreau.kernel import clock
from terreau.kernel.text import fold
from terreau.projects import models
from terreau.projects.enums import ConsentMode, ProjectState
from tests.factories.territories import SceauxFactory


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"porteur{n}@exemple.test")
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Porteur {n}")


class ProjectFactory(factory.django.DjangoModelFactory):
    """A project just received, with an online consent."""

    class Meta:
        model = models.Project
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"projet-{n}")
    title = factory.Sequence(lambda n: f"Projet numéro {n}")
    title_folded = factory.LazyAttribute(lambda project: fold(project.title))
    summary = "Un atelier où l’on répare les vélos du quartier."
    stage = Stage.IDEA
    commune = factory.SubFactory(SceauxFactory)
    owner = factory.SubFactory(PersonFactory)
    consent_mode = ConsentMode.ONLINE
    consent_on = factory.LazyFunction(clock.today)
    submitted_at = factory.LazyFunction(clock.now)
    triage_due_at = factory.LazyAttribute(lambda project: project.submitted_at + dt.timedelta(days=3))

    @factory.post_generation
    def needs(self, create, codes, **_facts):
        for code in codes or ():
            subject = Subject.objects.get(code=code)
            models.Need.objects.create(project=self, subject=subject)
            self.subjects.add(subject)


class FollowedProjectFactory(ProjectFactory):
    """A project that the town follows."""

    state = ProjectState.FOLLOWED
    referent = factory.SubFactory(PersonFactory, first_name="Sacha", last_name="Référent")
    decided_by = factory.SelfAttribute("referent")
    decided_at = factory.LazyFunction(clock.now)


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Need

    project = factory.SubFactory(FollowedProjectFactory)
    subject = factory.Iterator(Subject.objects.all())
