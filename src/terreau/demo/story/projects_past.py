"""Projects whose accompaniment is over: what counts towards the charters, year after year."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.enums import OutcomeValue
from terreau.demo.story.cast import Cast
from terreau.demo.story.moves import EVERYTHING, agree, conclude, follow, holder_says, propose, refer, team_of
from terreau.demo.story.play import Tale, day
from terreau.directory.enums import Stage
from terreau.projects import actions as projects
from terreau.projects.enums import FactKey, LegalForm, Urgency

HELPED, PARTLY, NO_HELP = OutcomeValue.HELPED, OutcomeValue.PARTLY, OutcomeValue.NO_HELP


@dataclass(frozen=True)
class Past:
    """One project that went from its proposal to its outcome, with one demand."""

    who: str
    title: str
    summary: str
    subject: str
    need: str
    offer: str
    begin: Callable[[Cast], Any]
    days: tuple[int, int, int, int, int, int]  # after the beginning: read, referred, agreed, yes, end, closed
    holder: tuple[str, str]
    organisation: tuple[str, str]
    ending: str
    stage: str = Stage.CREATION
    legal_form: str = LegalForm.ASSOCIATION
    facts: tuple[tuple[str, Any], ...] = ()
    is_public: bool = True


PASTS = (
    Past(
        "tom.sorbier",
        "L’atelier vélo du mardi",
        "Chaque mardi, des habitants réparent ensemble leurs vélos sur la place.",
        "financement",
        "900 euros d’outils.",
        "pret-solidaire",
        lambda _cast: day(2016, 10, 4, "18:00"),
        (2, 20, 21, 24, 120, 130),
        (HELPED, "Le prêt a payé les outils, remboursés en huit mois."),
        (HELPED, "Projet simple et bien suivi."),
        "Les outils sont là, l’atelier tourne chaque semaine.",
        facts=((FactKey.AMOUNT_SOUGHT, 900), (FactKey.HEADCOUNT, 4)),
    ),
    Past(
        "lina.coriandre",
        "La boutique sans étiquette",
        "Une boutique gratuite : on dépose, on prend, on ne paie pas.",
        "communication",
        "Faire savoir que la boutique ouvre.",
        "don",
        lambda _cast: day(2018, 2, 6, "10:20"),
        (1, 15, 16, 19, 75, 90),
        (HELPED, "La campagne a surtout fait venir du monde."),
        (PARTLY, "Objectif atteint de justesse."),
        "La boutique est ouverte deux jours par semaine.",
        facts=((FactKey.CAMPAIGN_READY, True), (FactKey.AMOUNT_SOUGHT, 2500)),
    ),
    Past(
        "joel.romarin",
        "La tournée des paniers",
        "Un facteur et ses collègues livrent des paniers de légumes aux personnes qui sortent peu.",
        "strategie",
        "Savoir comment concilier mon métier et ce projet.",
        "postiers",
        lambda _cast: day(2022, 5, 10, "17:40"),
        (2, 12, 14, 20, 110, 140),
        (PARTLY, "De bons conseils, mais il a fallu réduire la tournée."),
        (HELPED, "Un temps partiel a été trouvé."),
        "La tournée compte trente paniers par semaine.",
        stage=Stage.STUDY,
        legal_form=LegalForm.NONE,
        facts=((FactKey.POSTAL_WORKER, True), (FactKey.HEADCOUNT, 3)),
    ),
    Past(
        "perle.anemone",
        "La bibliothèque d’objets",
        "Emprunter une perceuse, une tente ou un appareil à raclette plutôt que de l’acheter.",
        "local",
        "Un poste de travail pour préparer l’ouverture.",
        "coworking",
        lambda cast: cast.ago(250, "11:15"),
        (2, 12, 13, 15, 120, 140),
        (HELPED, "Trois mois sur place, et deux rencontres décisives."),
        (HELPED, "Un projet qui donne envie."),
        "La bibliothèque prête déjà cent vingt objets.",
        facts=((FactKey.HEADCOUNT, 2), (FactKey.HAS_PREMISES, False)),
    ),
    Past(
        "mina.lavande",
        "Théâtre au pied des immeubles",
        "Des pièces courtes, écrites et jouées par des habitants, au pied de leur immeuble.",
        "partenariats",
        "Rencontrer des gens qui savent organiser un spectacle.",
        "collectif",
        lambda cast: cast.ago(175, "19:30"),
        (3, 10, 11, 13, 95, 120),
        (HELPED, "Nous y avons trouvé notre régisseuse."),
        (HELPED, "Une belle soirée, et quatre prestataires embauchés."),
        "Trois représentations, quatre cents spectateurs.",
        facts=((FactKey.HEADCOUNT, 9),),
    ),
    Past(
        "nadege.verveine",
        "Le répit du jeudi",
        "Un jeudi par mois, un relais auprès des proches malades pour souffler quelques heures.",
        "statut-juridique",
        "Association ou service d’une structure existante ?",
        "statut",
        lambda cast: cast.ago(130, "14:00"),
        (2, 9, 10, 14, 60, 75),
        (NO_HELP, "Les rendez-vous ont été annulés deux fois."),
        (HELPED, "Un statut a été proposé."),
        "Repris par une association du quartier.",
        legal_form=LegalForm.NONE,
        is_public=False,
    ),
)


def story_of(past: Past) -> Callable[[Cast], Tale]:
    """Return the tale of one project that is over."""

    def tale(cast: Cast) -> Tale:
        begin = past.begin(cast)
        read, referred, agreed, yes, end, closed = (begin + dt.timedelta(days=days) for days in past.days)
        yield begin
        project = propose(
            cast,
            past.who,
            title=past.title,
            summary=past.summary,
            stage=past.stage,
            legal_form=past.legal_form,
            needs=((past.subject, Urgency.SOON, past.need),),
            facts=dict(past.facts),
        )
        yield read
        follow(cast, project, "Bonne nouvelle : la ville vous accompagne.")
        if past.is_public:
            projects.publish(project=project, fields=EVERYTHING, by=project.owner)
        yield referred
        referral = refer(cast, project, past.subject, past.offer)
        yield agreed
        agree(referral)
        yield yes
        accompaniment.accept(
            referral=referral, by=team_of(referral), first_step="Un rendez-vous cette semaine."
        )
        holder_says(referral, "Merci, nous serons là.")
        accompaniment.start(referral=referral, by=team_of(referral))
        yield end
        accompaniment.close(referral=referral, by=team_of(referral))
        conclude(referral, past.holder, past.organisation)
        yield closed
        projects.close(project=project, reason=past.ending, by=cast.officer)

    return tale


STORIES = tuple(story_of(past) for past in PASTS)
