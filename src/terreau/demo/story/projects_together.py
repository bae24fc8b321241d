"""Needs brought to several organisations: one after the other, in waves; or together, one of them leading."""

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.enums import ConsentMode, RefusalReason
from terreau.accompaniment.models import GroupAnswer, GroupPart, Referral, WaveCall
from terreau.accompaniment.queries.payload import preview
from terreau.demo.story.cast import Cast
from terreau.demo.story.moves import agree, call, follow, propose, refer, team_of
from terreau.demo.story.play import Tale
from terreau.directory.enums import Stage
from terreau.kernel import clock
from terreau.messaging.enums import Circle
from terreau.projects.enums import FactKey, LegalForm, Urgency
from terreau.projects.models import Project
from terreau.territories.calendar import default_calendar


def orchard(cast: Cast) -> Tale:
    """A room that four organisations could lend: two were asked, one declined, the others wait their turn."""
    yield cast.ago(26, "20:15")
    project = propose(
        cast,
        "odile.sauge",
        title="La presse à pommes du voisinage",
        summary="Presser ensemble les fruits des jardins qui tombent, et en garder le jus pour les écoles.",
        stage=Stage.STUDY,
        legal_form=LegalForm.ASSOCIATION,
        publics="Les jardiniers du dimanche, les écoles",
        needs=(("local", Urgency.SOON, "Un lieu lavable, quatre samedis d’automne."),),
        facts={FactKey.HEADCOUNT: 6, FactKey.HAS_PREMISES: False},
    )
    yield cast.ago(24, "10:30")
    follow(cast, project, "Bonjour Odile, plusieurs lieux conviendraient : je vous propose un appel.")
    yield cast.business_days_ago(4, "11:10")
    asked = call(
        cast,
        project,
        "local",
        *("cuisine-demi-journee", "comptoir-d-essai", "rez-de-chaussee", "parcelle-d-essai"),
        word="Ces quatre lieux se valent : nous les sollicitons deux par deux, vous n’avez rien à relancer.",
    )
    yield cast.business_days_ago(2, "19:20")
    _agree_to_waves(asked)
    yield cast.business_days_ago(1, "09:50")
    first = asked.referrals.get(position=1)
    accompaniment.refuse(
        referral=first,
        by=team_of(first),
        reason=RefusalReason.FULL,
        text="La cuisine est prise tous les samedis jusqu’en janvier.",
    )


def toys(cast: Cast) -> Tale:
    """Two organisations answer one need together; the first of them leads and gives the news."""
    yield cast.ago(70, "18:40")
    project = propose(
        cast,
        "rachid.genevrier",
        title="La ressourcerie des jouets",
        summary="Réparer les jouets dont personne ne veut plus, et former deux personnes à le faire.",
        stage=Stage.CREATION,
        place="Les Blagis",
        legal_form=LegalForm.ASSOCIATION,
        publics="Les familles, les écoles, deux personnes en insertion",
        phone="01 99 00 78 90",
        needs=(("strategie", Urgency.SOON, "Savoir combien vendre pour payer deux emplois."),),
        facts={FactKey.HEADCOUNT: 3, FactKey.HAS_PREMISES: True},
    )
    yield cast.ago(68, "09:40")
    follow(cast, project, "Bonjour Rachid, deux structures peuvent vous aider à compter juste.")
    yield cast.ago(60, "14:10")
    model = refer(cast, project, "strategie", "modele", "Trois soirées avec les chiffres des autres.")
    prices = refer(cast, project, "strategie", "petites-series", "Un atelier qui fabrique et qui compte.")
    yield cast.ago(58, "20:30")
    agree(model)
    agree(prices, hidden=["phone"])
    yield cast.ago(54, "10:20")
    accompaniment.accept(referral=model, by=team_of(model), first_step="Venez avec vos trois derniers mois.")
    yield cast.ago(52, "16:45")
    accompaniment.accept(referral=prices, by=team_of(prices), first_step="Nous vous appelons jeudi.")
    yield cast.ago(45, "09:15")
    accompaniment.wish_partner(
        referral=model,
        partner=str(prices.team.organisation),
        reason="Eux savent le temps d’une réparation, nous en faisons un prix : une feuille commune suffit.",
        by=team_of(model),
    )
    yield from _together(cast, project, model, prices)


def _together(cast: Cast, project: Project, model: Referral, prices: Referral) -> Tale:
    yield cast.ago(43, "11:30")
    group = accompaniment.propose_group(
        need=model.need,
        members=[model.pk, prices.pk],
        lead=model.pk,
        word="Une seule feuille de calcul à remplir, et une seule personne qui vous donne les nouvelles.",
        by=cast.officer,
    )
    yield cast.ago(41, "21:05")
    _agree_to_group(group)
    lead, member = group.parts.get(referral=model), group.parts.get(referral=prices)
    yield cast.ago(30, "10:00")
    accompaniment.start(referral=model, by=team_of(model))
    accompaniment.start(referral=prices, by=team_of(prices))
    accompaniment.keep_note(
        group=group,
        part=lead,
        body="Prévoir une troisième soirée si les chiffres manquent.",
        by=team_of(model),
    )
    yield cast.business_days_ago(6, "17:30")
    _news(group, lead)
    yield cast.business_days_ago(5, "09:10")
    accompaniment.post_in_group(
        group=group,
        side="organisation",
        body="Nous apportons le chronomètre et les fiches d’atelier.",
        circle=Circle.EVERYONE,
        by=team_of(prices),
        part=member,
    )


def _news(group: GroupAnswer, lead: GroupPart) -> None:
    accompaniment.give_news(
        group=group,
        part=lead,
        body="Vingt jouets chronométrés avec l’atelier : il en faut quarante par mois pour un mi-temps.",
        next_step="Deuxième soirée, avec le prix de chaque sorte de jouet.",
        next_on=default_calendar().add_business_days(clock.today(), 12),
        by=team_of(lead.referral),
    )


def _agree_to_waves(asked: WaveCall) -> None:
    """The holder agrees once, for everybody named, by the link of the mail."""
    shown = preview(asked)
    accompaniment.consent_to_waves(
        call=asked, payload_hash=shown.hash, mode=ConsentMode.LINK, by=asked.project.owner
    )


def _agree_to_group(group: GroupAnswer) -> None:
    hidden = ("phone",)  # as one of the two was not told
    shown = preview(group, hidden)
    accompaniment.consent_to_group(
        group=group, payload_hash=shown.hash, hidden=hidden, mode=ConsentMode.LINK, by=group.project.owner
    )


STORIES = (orchard, toys)
