"""Two calls for a hand: neighbours and another holder answer, the holder picks."""

from typing import Any

from terreau.demo.story.cast import Cast
from terreau.demo.story.play import Tale
from terreau.kernel.actors import Actor
from terreau.projects import actions as projects
from terreau.projects.actions import Appeal
from terreau.projects.enums import HelpKind
from terreau.projects.models import HelpCall, HelpOffer, Project
from terreau.projects.models.help_calls import in_two_months


def kitchen_evenings(cast: Cast) -> Tale:
    """Somebody without an account and another holder answer; one is accepted, the other still waits."""
    yield cast.ago(20, "20:40", any_day=True)
    project = Project.objects.get(title="La cuisine partagée des Blagis")
    call = _call(
        project,
        kind=HelpKind.TIME,
        title="Trois paires de bras pour le premier dimanche de cuisine",
        text="Nous préparons soixante repas avec des produits sauvés. Il faut éplucher, cuire, ranger. "
        "Pas besoin de savoir cuisiner.",
        amount="Un dimanche, de 9 h à 13 h",
        place="Les Blagis",
        names_project=True,
        names_holder=True,
    )
    yield cast.ago(18, "19:10", any_day=True)
    neighbour = _neighbour(
        call, "Ondine Coudrier", "Je suis libre le dimanche et j’ai travaillé en cantine. Avec plaisir !"
    )
    yield cast.ago(17, "21:00", any_day=True)
    projects.accept_help(
        offer=neighbour, word="Merci Ondine ! On se retrouve à la cuisine à 9 h ?", by=project.owner
    )
    yield cast.ago(16, "08:30", any_day=True)
    projects.say_about_help(
        offer=neighbour, body="Parfait, j’apporte mon tablier.", from_holder=False, by=_by_link(neighbour)
    )
    yield cast.ago(2, "18:20", any_day=True)
    other = Project.objects.get(title="Le jardin-école de la Coulée")
    projects.offer_help(
        call=call,
        name=other.owner.full_name,
        on_behalf_of="Le jardin-école",
        message="Deux bénévoles du jardin peuvent venir, et nous apportons des courges.",
        by=other.owner,
    )


def garden_tools(cast: Cast) -> Tale:
    """A call for equipment that nobody has answered yet."""
    yield cast.ago(9, "12:15")
    _call(
        Project.objects.get(title="Le jardin-école de la Coulée"),
        kind=HelpKind.EQUIPMENT,
        title="Un broyeur à végétaux, deux jours",
        text="Après la taille des haies, nous voudrions faire notre paillage nous-mêmes. Nous venons le "
        "chercher et nous le rendons propre.",
        amount="Deux jours, à votre convenance",
        place="Sceaux et les communes voisines",
        names_project=True,
    )


def _call(project: Project, **facts: Any) -> HelpCall:
    appeal = Appeal(until=in_two_months(), **facts)
    return projects.publish_call(project=project, appeal=appeal, agreed=True, by=project.owner)


def _neighbour(call: HelpCall, name: str, message: str) -> HelpOffer:
    email = f"{name.lower().replace(' ', '.')}@exemple.test"
    offer = projects.offer_help_by_mail(call=call, email=email, language="fr", name=name, message=message)
    return projects.confirm_help(offer=offer, by=_by_link(offer))


def _by_link(offer: HelpOffer) -> Actor:
    return Actor.by_link(offer.author, str(offer.pk))


STORIES = (kitchen_evenings, garden_tools)
