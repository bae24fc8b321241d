"""Projects that wait for the town, their holder or an organisation; and those that stop there."""

from terreau.accompaniment import actions as accompaniment
from terreau.demo.story.cast import Cast
from terreau.demo.story.moves import agree, follow, propose, refer, team_of
from terreau.demo.story.play import Tale
from terreau.directory.enums import Stage
from terreau.projects import actions as projects
from terreau.projects.enums import FactKey, LegalForm, PublicField, Urgency


def bicycles(cast: Cast) -> Tale:
    """Proposed yesterday evening: the town has three business days to read it."""
    yield cast.ago(1, "20:47", any_day=True)
    propose(
        cast,
        "louis.bouleau",
        title="Des vélos remis en selle",
        summary="Sortir les vélos oubliés des caves, les réparer avec des jeunes, les prêter aux voisins.",
        story="Je suis mécanicien, et j’ai déjà douze vélos dans ma cave. Il me manque un atelier.",
        stage=Stage.IDEA,
        place="Les Blagis",
        publics="Les jeunes du quartier, les personnes sans voiture",
        legal_form=LegalForm.NONE,
        needs=(
            ("local", Urgency.NOW, "Un atelier, même petit, au rez-de-chaussée."),
            ("idee", Urgency.SOON, "Savoir si l’idée tient debout."),
        ),
        facts={FactKey.HAS_PREMISES: False, FactKey.HEADCOUNT: 2},
    )


def laundry(cast: Cast) -> Tale:
    """Nobody has read it in time: the officers were told."""
    yield cast.business_days_ago(5, "08:15")
    propose(
        cast,
        "gil.amandier",
        title="La laverie bavarde",
        summary="Une laverie associative avec un coin lecture : on lave, on discute, on s’entraide.",
        stage=Stage.IDEA,
        place="Centre",
        needs=(("strategie", Urgency.SOON, "Combien de lessives pour payer le loyer ?"),),
        facts={FactKey.HEADCOUNT: 1},
    )


def odd_hours(cast: Cast) -> Tale:
    """The town asked for precisions; the same idea came again meanwhile, and the two files are one."""
    yield cast.ago(9, "22:05", any_day=True)
    project = propose(
        cast,
        "sonia.meleze",
        title="Garde d’enfants à horaires décalés",
        summary="Des parents qui travaillent tôt ou tard se relaient, avec une professionnelle.",
        stage=Stage.STUDY,
        publics="Les familles aux horaires décalés",
        needs=(("statut-juridique", Urgency.SOON, "Quel cadre pour garder les enfants des autres ?"),),
    )
    yield cast.ago(6, "11:45")
    projects.ask_completion(
        project=project,
        message="Combien de familles sont intéressées aujourd’hui, et de quel âge sont les enfants ?",
        by=cast.officer,
    )
    yield cast.ago(5, "21:30", any_day=True)
    again = propose(
        cast,
        "sonia.meleze",
        title="Garde d’enfants, horaires décalés",
        summary="Je renvoie mon idée de garde partagée : je ne sais pas si la première est arrivée.",
        stage=Stage.STUDY,
        needs=(("statut-juridique", Urgency.NOW, "Sept familles sont prêtes à commencer."),),
    )
    yield cast.ago(4, "09:40")
    projects.merge(gone=again, kept=project, by=cast.officer)


def cannery(cast: Cast) -> Tale:
    """An organisation is silent: two reminders have left, the third goes to the signatory."""
    yield cast.ago(30, "19:20")
    project = propose(
        cast,
        "hugo.frene",
        title="La conserverie des invendus",
        summary="Transformer en bocaux les légumes invendus du marché, avec des personnes en insertion.",
        stage=Stage.CREATION,
        publics="Personnes éloignées de l’emploi, clients du marché",
        legal_form=LegalForm.SCIC,
        needs=(
            ("local", Urgency.NOW, "Un bureau pour deux personnes, le temps de lancer l’atelier."),
            ("financement", Urgency.SOON, "12 000 euros pour le matériel."),
        ),
        facts={FactKey.HEADCOUNT: 3, FactKey.AMOUNT_SOUGHT: 12_000, FactKey.HAS_PREMISES: False},
    )
    yield cast.ago(28, "10:10")
    follow(cast, project, "Bonjour Hugo, je vous accompagne : cherchons d’abord un bureau.")
    yield cast.ago(27, "21:00")
    projects.publish(
        project=project,
        fields=[PublicField.STAGE, PublicField.SUBJECTS, PublicField.HOLDER],
        by=project.owner,
    )
    yield cast.business_days_ago(6, "10:30")
    desk = refer(cast, project, "local", "coworking", "Deux postes sont libres, dit l’espace.")
    yield cast.business_days_ago(5, "09:05")
    agree(desk)


def second_screen(cast: Cast) -> Tale:
    """Paused by its holder, with a demand taken back."""
    yield cast.ago(95, "18:10")
    project = propose(
        cast,
        "zoe.eglantine",
        title="La seconde vie des écrans",
        summary="Remettre en état des ordinateurs et les confier à des familles, avec trois heures d’aide.",
        stage=Stage.DEVELOPMENT,
        legal_form=LegalForm.ASSOCIATION,
        publics="Familles sans ordinateur",
        needs=(("numerique", Urgency.SOON, "Un site pour les dons d’ordinateurs."),),
        facts={FactKey.HEADCOUNT: 6, FactKey.ACCOUNTS_YEARS: 1},
    )
    yield cast.ago(93, "10:00")
    follow(cast, project, "Bienvenue Zoé. Je vous propose une association de médiation numérique.")
    yield cast.ago(88, "09:20")
    site = refer(cast, project, "numerique", "site")
    yield cast.ago(87, "18:20")
    agree(site)
    yield cast.ago(85, "10:45")
    accompaniment.mark_seen(referral=site, by=team_of(site))
    yield cast.ago(84, "17:00")
    accompaniment.withdraw(referral=site, reason="La porteuse met son projet en pause.", by=cast.officer)
    projects.pause(project=project, reason="Un enfant arrive : rendez-vous au printemps.", by=project.owner)


def scooters(cast: Cast) -> Tale:
    """Not retained, with the reason and another way."""
    yield cast.ago(70, "09:00")
    project = propose(
        cast,
        "igor.houx",
        title="Des trottinettes publicitaires",
        summary="Louer des trottinettes couvertes de publicité dans toute la ville.",
        stage=Stage.STUDY,
        needs=(("financement", Urgency.NOW, "300 000 euros."),),
        facts={FactKey.AMOUNT_SOUGHT: 300_000},
    )
    yield cast.ago(67, "16:00")
    projects.refuse(
        project=project,
        message="Merci de nous avoir présenté votre projet. La ville ne l’accompagnera pas, voici pourquoi.",
        reason="Ni utilité sociale ni décision partagée : le projet relève du commerce ordinaire.",
        alternative="La chambre de commerce et d’industrie, qui reçoit les créateurs d’entreprise.",
        by=cast.officer,
    )


def guest_rooms(cast: Cast) -> Tale:
    """Sent to somebody better placed."""
    yield cast.ago(58, "12:00")
    project = propose(
        cast,
        "clara.orme",
        title="Chambres d’amis pour soignants",
        summary="Des habitants logent une nuit les soignants de garde, gratuitement.",
        stage=Stage.IDEA,
        needs=(("partenariats", Urgency.SOON, "Parler aux hôpitaux voisins."),),
    )
    yield cast.ago(56, "10:30")
    projects.redirect(
        project=project,
        message="Votre idée dépasse Sceaux : voici à qui la présenter.",
        reason="Les hôpitaux concernés sont hors de la commune et l’idée se joue à leur échelle.",
        alternative="L’établissement public territorial Vallée Sud – Grand Paris, qui réunit onze communes.",
        by=cast.officer,
    )


STORIES = (bicycles, laundry, odd_hours, cannery, second_screen, scooters, guest_rooms)
