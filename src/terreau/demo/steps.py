"""The story in eight steps: who acts, what already happened (read from the database now), where to go on."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.accompaniment import queries as accompaniment
from terreau.accompaniment.enums import ReferralState
from terreau.accompaniment.models import Outcome, Referral
from terreau.council.enums import SessionState
from terreau.council.models import Session
from terreau.demo.models import DemoMail
from terreau.demo.parts import Door, Line, Step
from terreau.demo.story.cast import described
from terreau.directory.models import Offer
from terreau.kernel import clock
from terreau.kernel.typography import date_in_words
from terreau.messaging.models import ThreadMessage
from terreau.partnerships.models import Commitment
from terreau.partnerships.queries import evidence_to_review, progress_of
from terreau.projects.models import Need, Project
from terreau.projects.queries import to_triage


def steps() -> list[Step]:
    """Return the eight steps, as things stand now."""
    return [tell() for tell in (_propose, _read, _match, _agree, _answer, _talk, _outcome, _count)]


def _propose() -> Step:
    newest = Project.objects.order_by("-submitted_at").first()
    count = Project.objects.count()
    lines = [
        Line(
            ngettext("%(n)s projet proposé depuis 2015.", "%(n)s projets proposés depuis 2015.", count)
            % {"n": count}
        )
    ]
    if newest:
        lines.append(
            Line(
                _("Le dernier : « %(title)s », le %(day)s.")
                % {"title": newest.title, "day": date_in_words(newest.submitted_at)}
            )
        )
    return Step(
        _("Une habitante propose son idée"),
        _(
            "Camille a une idée, pas de SIRET et pas de compte. Trois écrans suffisent ; un code reçu par "
            "courriel prouve son adresse. Elle sait tout de suite quel jour la ville lui répondra."
        ),
        lines,
        [
            Door("camille.noisetier", reverse("projects:propose"), _("Proposer un projet")),
            Door("camille.noisetier", _box("camille.noisetier"), _("Lire son courrier")),
        ],
    )


def _read() -> Step:
    waiting = list(to_triage()[:3])
    lines = [
        Line(
            _("« %(title)s » attend d’être lu, réponse promise avant le %(day)s.")
            % {"title": project.title, "day": date_in_words(project.triage_due_at, weekday=True)}
        )
        for project in waiting
    ]
    doors = [Door("nora.genet", reverse("portal:desk"), _("Ouvrir le bureau de pilotage"))]
    if waiting:
        newest = max(waiting, key=lambda project: project.submitted_at)
        url = reverse("projects:triage", args=[newest.reference])
        doors.append(Door("nora.genet", url, _("Lire « %(title)s »") % {"title": newest.title}))
    return Step(
        _("La référente de la ville lit et décide"),
        _(
            "Nora accepte, demande une précision, réoriente ou décline. Un refus dit pourquoi et donne une "
            "autre piste : personne ne repart les mains vides."
        ),
        lines,
        doors,
    )


def _match() -> Step:
    need = Need.objects.filter(
        project__owner__email=described("hugo.frene").email, subject__code="financement", closed_at=None
    ).first()
    count = Offer.objects.open_on(clock.today()).count()
    doors = []
    if need:
        url = reverse("accompaniment:offers", args=[need.project.reference, need.pk])
        doors.append(
            Door("nora.genet", url, _("Chercher qui peut financer « %(title)s »") % {"title": need.project})
        )
    return Step(
        _("La plateforme explique qui peut aider"),
        _(
            "Pour chaque besoin, la liste dit pourquoi une offre convient, ne convient pas, ou reste à "
            "confirmer : ce qu’on ignore n’est ni oui ni non. Une seule question peut en départager "
            "plusieurs."
        ),
        [
            Line(
                ngettext("%(n)s offre ouverte aujourd’hui.", "%(n)s offres ouvertes aujourd’hui.", count)
                % {"n": count},
                reverse("directory:list"),
            )
        ],
        doors,
    )


def _agree() -> Step:
    waiting = list(
        Referral.objects.filter(state=ReferralState.PROPOSED).select_related("project", "offer")[:2]
    )
    lines = [
        Line(
            _("« %(offer)s » est proposé à « %(project)s » : rien n’est parti sans accord.")
            % {"offer": referral.offer, "project": referral.project}
        )
        for referral in waiting
    ]
    return Step(
        _("La porteuse donne son accord, mot pour mot"),
        _(
            "Awa relit exactement ce qui partirait, cache ce qu’elle veut, puis accepte ou non. L’organisme "
            "ne lit que cela, et rien avant."
        ),
        lines,
        [
            Door("awa.tilleul", _file_of("awa.tilleul"), _("Ouvrir son dossier")),
            Door("awa.tilleul", _box("awa.tilleul"), _("Décider depuis son courrier")),
        ],
    )


def _answer() -> Step:
    waiting = list(accompaniment.waiting_for_answer().select_related("project", "team__organisation")[:4])
    reminders = DemoMail.objects.filter(subject__contains="attend").count()
    lines = [
        Line(
            _("%(organisation)s a promis de répondre à « %(project)s » avant le %(day)s.")
            % {
                "organisation": referral.team.organisation,
                "project": referral.project,
                "day": date_in_words(referral.due_at, weekday=True),  # type: ignore[arg-type]  # sent: dated
            }
        )
        for referral in waiting
    ]
    if reminders:
        text = ngettext("%(n)s rappel envoyé depuis 2015.", "%(n)s rappels envoyés depuis 2015.", reminders)
        lines.append(Line(text % {"n": reminders}, reverse("demo:mails")))
    return Step(
        _("L’organisme répond depuis son courrier, sans compte"),
        _(
            "Mathieu ouvre le lien reçu et accepte, décline, pose une question ou passe la main. S’il se "
            "tait, un rappel part à son équipe, puis à une deuxième personne, puis au signataire de la "
            "charte ; enfin la ville reprend la main."
        ),
        lines,
        [
            Door("mathieu.sureau", _box("mathieu.sureau"), _("Lire la boîte de son équipe")),
            Door("mathieu.sureau", reverse("accompaniment:requests"), _("Voir les demandes de son équipe")),
        ],
    )


def _talk() -> Step:
    last = ThreadMessage.objects.order_by("-at", "-pk").first()
    lines = []
    if last:
        lines.append(
            Line(
                _("Dernier message, de %(who)s, le %(day)s.")
                % {"who": last.author_label, "day": date_in_words(last.at)}
            )
        )
    return Step(
        _("Chacun voit ce qui vient ensuite"),
        _(
            "Une conversation à trois, et une phrase en haut du dossier : ce qui est attendu, de qui, pour "
            "quel jour. Chaque message dit qui peut le lire."
        ),
        lines,
        [
            Door("awa.tilleul", _file_of("awa.tilleul"), _("Lire le dossier de la porteuse")),
            Door("nora.genet", _file_of("awa.tilleul"), _("Lire le même dossier, côté ville")),
        ],
    )


def _outcome() -> Step:
    count = Outcome.objects.count()
    latest = (
        Outcome.objects.exclude(text="").order_by("-at", "-pk").select_related("referral__project").first()
    )
    lines = [Line(ngettext("%(n)s résultat recueilli.", "%(n)s résultats recueillis.", count) % {"n": count})]
    if latest:
        lines.append(
            Line(
                _("« %(words)s » (%(side)s, %(project)s)")
                % {
                    "words": latest.text,
                    "side": latest.get_side_display(),
                    "project": latest.referral.project,
                }
            )
        )
    return Step(
        _("Les deux côtés disent comment cela s’est passé"),
        _(
            "Quand c’est fini, le porteur et l’organisme répondent chacun de leur côté, en une touche. Quand "
            "ils ne disent pas la même chose, la ville le voit."
        ),
        lines,
        [
            Door("mina.lavande", _file_of("mina.lavande"), _("Relire un projet terminé")),
            Door("nora.genet", _file_of("nadege.verveine"), _("Lire un désaccord, côté ville")),
        ],
    )


def _count() -> Step:
    return Step(
        _("Le conseil voit ce qui a été tenu"),
        _(
            "Le 21 mai 2015, le conseil a autorisé trois chartes. Chaque engagement compte ce qui a vraiment "
            "été fait, avec la liste derrière le chiffre. Le prochain conseil se prépare au même endroit."
        ),
        [*_promises(), *_coming()],
        [
            Door("basile.cormier", reverse("partnerships:list"), _("Lire les chartes, côté élus")),
            Door("ines.fusain", reverse("partnerships:mine"), _("Déclarer une réalisation, côté partenaire")),
            Door("helene.aubepine", reverse("council:desk"), _("Préparer la séance, côté secrétariat")),
            Door("jules.prunelier", reverse("wagtailadmin_home"), _("Écrire un article, côté rédaction")),
            Door("rose.charme", reverse("accounts:roles"), _("Attribuer un rôle, côté administration")),
        ],
    )


def _promises() -> Iterator[Line]:
    counted = Commitment.objects.filter(charter__in_force_from__isnull=False).exclude(indicator_verb="")
    found = counted.select_related("charter", "party__organisation").prefetch_related("charter__parties")
    for commitment in found.order_by("pk"):
        progress = progress_of(commitment)
        if progress.done:
            text = f"{commitment.party.organisation} : {progress.sentence}"
            yield Line(text, commitment.get_absolute_url())
    waiting = evidence_to_review().count()
    if waiting:
        text = ngettext(
            "%(n)s réalisation déclarée attend la ville.",
            "%(n)s réalisations déclarées attendent la ville.",
            waiting,
        )
        yield Line(text % {"n": waiting})


def _coming() -> Iterator[Line]:
    session = Session.objects.filter(state=SessionState.PLANNED, held_on__gte=clock.today()).order_by(
        "held_on"
    )
    for one in session[:1]:
        day = date_in_words(one.held_on, weekday=True)
        yield Line(_("Prochain conseil : %(day)s.") % {"day": day}, reverse("portal:agenda"))


def _box(key: str) -> str:
    return reverse("demo:mailbox", args=[key])


def _file_of(key: str) -> str:
    """Return the file of a person's last project, or their space."""
    reference = (
        Project.objects.filter(owner__email=described(key).email)
        .order_by("-submitted_at")
        .values_list("reference", flat=True)
        .first()
    )
    return reverse("accompaniment:file", args=[reference]) if reference else reverse("portal:my_space")
