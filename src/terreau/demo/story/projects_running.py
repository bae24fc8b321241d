"""Projects that the town follows today."""

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import RefusalReason, ScopeReason
from terreau.accompaniment.models import Referral
from terreau.demo.story.cast import Cast
from terreau.demo.story.moves import (
    EVERYTHING,
    agree,
    follow,
    holder_says,
    need_of,
    organisation_says,
    propose,
    refer,
    say,
    team_of,
)
from terreau.demo.story.play import Tale
from terreau.directory.enums import Stage
from terreau.messaging.enums import Circle
from terreau.projects import actions as projects
from terreau.projects.enums import FactKey, LegalForm, MemberRole, PublicField, Urgency
from terreau.projects.models import Project


def shared_kitchen(cast: Cast) -> Tale:
    """The main story: a place found, a demand that waits for its answer, a proposal to agree to."""
    yield cast.ago(62, "21:40", any_day=True)
    project = propose(
        cast,
        "awa.tilleul",
        title="La cuisine partagée des Blagis",
        summary="Une cuisine où l’on vient à plusieurs préparer les repas de la semaine, avec des produits "
        "sauvés de la poubelle.",
        story="L’idée est née à la sortie de l’école : nous sommes cinq familles à cuisiner ensemble le "
        "dimanche. Nous voudrions un lieu, un cadre, et savoir par quoi commencer.",
        stage=Stage.STUDY,
        place="Les Blagis",
        publics="Les familles du quartier, les étudiants, les personnes seules",
        legal_form=LegalForm.NONE,
        phone="01 99 00 12 34",
        needs=(
            ("local", Urgency.SOON, "Une cuisine un jour par semaine, avec une trentaine de places."),
            ("statut-juridique", Urgency.SOON, "Nous ne savons pas s’il faut une association."),
            ("financement", Urgency.LATER, "Acheter les premiers ustensiles, environ 2 000 euros."),
        ),
        facts={FactKey.HEADCOUNT: 5, FactKey.HAS_PREMISES: False, FactKey.AMOUNT_SOUGHT: 2000},
    )
    yield cast.ago(60, "11:20")
    follow(cast, project, "Bonjour Awa, votre projet nous plaît. Je vous propose de commencer par le lieu.")
    yield cast.ago(58, "20:05", any_day=True)
    projects.publish(
        project=project,
        fields=[PublicField.STAGE, PublicField.COMMUNE, PublicField.SUBJECTS],
        by=project.owner,
    )
    projects.invite(
        project=project, email="zoe.eglantine@exemple.test", role=MemberRole.READER, by=project.owner
    )
    yield from _place_at_the_cafe(cast, project)
    yield from _status_and_money(cast, project)


def _place_at_the_cafe(cast: Cast, project: Project) -> Tale:
    yield cast.ago(50, "10:30")
    place = refer(cast, project, "local", "lundi", "Le café est libre le lundi et sa cuisine est aux normes.")
    yield cast.ago(49, "19:15", any_day=True)
    agree(place, hidden=["phone"])
    yield cast.ago(47, "09:50")
    accompaniment.accept(
        referral=place, by=team_of(place), first_step="Venez voir la salle lundi prochain à 18 h."
    )
    yield cast.ago(46, "21:10", any_day=True)
    holder_says(place, "Merci ! Nous viendrons à trois. Faut-il apporter les papiers de l’assurance ?")
    yield cast.ago(45, "10:05")
    organisation_says(place, "Pas pour la visite. Pour l’essai, oui : une attestation suffit.")
    say(
        place,
        Side.DESK,
        "Nous pouvons prêter le modèle d’attestation de la ville.",
        cast.officer,
        Circle.TEAM,
    )


def _status_and_money(cast: Cast, project: Project) -> Tale:
    yield cast.business_days_ago(3, "15:10")
    status = refer(cast, project, "statut-juridique", "statut", "Deux rendez-vous pour y voir clair.")
    yield cast.business_days_ago(2, "20:20")
    agree(status)
    yield cast.business_days_ago(1, "16:30")
    refer(
        cast,
        project,
        "financement",
        "coup-de-pouce",
        "Le fonds aide les structures déclarées : à demander dès que l’association existe.",
    )


def garden_school(cast: Cast) -> Tale:
    """A first organisation refuses, another takes over and works with the holder."""
    yield cast.ago(140, "18:30")
    project = propose(
        cast,
        "samir.olivier",
        title="Le jardin-école de la Coulée",
        summary="Apprendre à cultiver en ville : un jardin ouvert aux écoles le matin, aux voisins le soir.",
        stage=Stage.CREATION,
        publics="Les écoles, les voisins, les retraités",
        legal_form=LegalForm.ASSOCIATION,
        needs=(
            ("recrutement-benevolat", Urgency.SOON, "Trouver dix bénévoles et les garder."),
            ("gestion-comptabilite", Urgency.LATER, "Tenir les comptes de l’association."),
        ),
        facts={FactKey.HEADCOUNT: 8, FactKey.ACCOUNTS_YEARS: 1},
    )
    yield cast.ago(138, "10:00")
    follow(cast, project, "Bienvenue : nous cherchons d’abord de l’aide pour l’équipe.")
    yield cast.ago(136, "12:30")
    projects.publish(project=project, fields=EVERYTHING, by=project.owner)
    yield cast.ago(120, "11:00")
    first = refer(cast, project, "recrutement-benevolat", "parrainage")
    yield cast.ago(119, "13:15")
    agree(first)
    yield cast.ago(114, "09:30")
    accompaniment.refuse(
        referral=first,
        by=team_of(first),
        reason=RefusalReason.OUT_OF_SCOPE,
        scope=ScopeReason.STAGE,
        text="Vos bénévoles sont déjà là : il vous faut plutôt un atelier qu’un parrain.",
    )
    yield from _second_chance(cast, first)


def _second_chance(cast: Cast, first: Referral) -> Tale:
    """The officer brings the same need to another organisation, which takes it."""
    yield cast.ago(112, "14:00")
    second = accompaniment.reroute(
        referral=first, offer=cast.offers["benevoles"], by=cast.officer, word="L’atelier commence bientôt."
    )
    yield cast.ago(110, "18:45")
    agree(second)
    yield cast.ago(107, "10:10")
    accompaniment.accept(referral=second, by=team_of(second), first_step="Un appel cette semaine.")
    yield cast.ago(104, "15:00")
    accompaniment.start(referral=second, by=team_of(second))
    yield cast.ago(21, "19:30")
    holder_says(second, "L’atelier nous a bien servi : quatre nouvelles personnes samedi dernier.")


def cooperative_shop(cast: Cast) -> Tale:
    """Told by telephone; the organisation has a question, the holder has the ball."""
    yield cast.ago(24, "14:10")
    project = propose(
        cast,
        "yves.saule",
        title="L’épicerie coopérative de Robinson",
        summary="Des produits d’ici à prix justes, tenus par ceux qui y achètent.",
        stage=Stage.CREATION,
        place="Robinson",
        legal_form=LegalForm.ASSOCIATION,
        phone="01 99 00 56 78",
        contact_preference="phone",
        needs=(("numerique", Urgency.NOW, "Gérer les tours de permanence de quarante membres."),),
        facts={FactKey.HEADCOUNT: 40},
        entered_by=cast.people["paul.cerisier"],
    )
    yield cast.ago(22, "09:40")
    follow(
        cast,
        project,
        "Comme convenu au téléphone, je suis votre projet.",
        referent=cast.people["paul.cerisier"],
    )
    yield cast.business_days_ago(5, "11:00")
    tools = refer(cast, project, "numerique", "outils")
    yield cast.business_days_ago(4, "17:20")
    agree(tools)
    yield cast.business_days_ago(2, "10:40")
    accompaniment.ask(
        referral=tools,
        by=team_of(tools),
        question="Vos membres ont-ils tous un téléphone, ou faut-il aussi un tableau sur papier ?",
    )


def swap_library(cast: Cast) -> Tale:
    """In English; an organisation has no room left: the town looks for another."""
    yield cast.ago(36, "19:00")
    project = propose(
        cast,
        "grace.mulberry",
        title="La bibliothèque d’outils bilingue",
        summary="Borrow a drill, learn a word: a tool library run by neighbours in French and in English.",
        stage=Stage.STUDY,
        publics="Neighbours of every language",
        legal_form=LegalForm.ASSOCIATION,
        needs=(("local", Urgency.SOON, "A dry room of 20 m², two evenings a week."),),
        facts={FactKey.HAS_PREMISES: False, FactKey.HEADCOUNT: 3},
    )
    yield cast.ago(34, "10:30")
    follow(cast, project, "Welcome Grace, a workshop may lend you its evenings.")
    yield cast.ago(30, "11:00")
    room = refer(cast, project, "local", "atelier-du-soir")
    yield cast.ago(29, "18:00")
    agree(room)
    yield cast.ago(26, "09:30")
    accompaniment.refuse(
        referral=room,
        by=team_of(room),
        reason=RefusalReason.FULL,
        text="Les deux soirs sont pris jusqu’au printemps.",
    )


def homework_help(cast: Cast) -> Tale:
    """A silence that ended, and a need that nobody answers yet."""
    yield cast.ago(52, "17:00")
    project = propose(
        cast,
        "fatou.jasmin",
        title="Devoirs entre voisins",
        summary="Des étudiants aident les collégiens, des grands-parents aident les étudiants.",
        stage=Stage.DEVELOPMENT,
        publics="Collégiens, étudiants, grands-parents",
        legal_form=LegalForm.ASSOCIATION,
        needs=(
            ("communication", Urgency.SOON, "Une affiche et un message qui donnent envie."),
            ("formation", Urgency.LATER, "Former les étudiants à l’écoute des collégiens."),
        ),
        facts={FactKey.HEADCOUNT: 25, FactKey.ACCOUNTS_YEARS: 2},
    )
    yield cast.ago(50, "09:30")
    follow(cast, project, "Un beau projet : commençons par vous faire connaître.")
    yield cast.ago(48, "20:00")
    projects.publish(project=project, fields=EVERYTHING[:4], by=project.owner)
    yield cast.ago(41, "14:20")
    accompaniment.record_no_offer(
        need=need_of(project, "formation"),
        reason="Aucune formation à l’écoute des adolescents sur le territoire.",
        by=cast.officer,
    )
    yield cast.business_days_ago(16, "10:20")
    poster = refer(cast, project, "communication", "affiche")
    yield cast.business_days_ago(15, "19:40")
    agree(poster)


STORIES = (shared_kitchen, garden_school, cooperative_shop, swap_library, homework_help)
