"""The journal: what happened, who did it, to what, and how much; and the links that tell why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.apps import PHRASES
from terreau.kernel.privacy import Privacy


class Entry(models.Model):
    """One thing that happened. Written once; the database refuses to change or delete it.

    `position`, `previous_hash` and `hash` are filled once, when the worker seals the entry into the
    chain. The two labels are the only columns that erasure may empty: they stay outside the hash.
    """

    at = models.DateTimeField(_("date"), default=clock.now)
    verb = models.CharField(_("verbe"), max_length=60)
    actor_kind = models.CharField(_("sorte d’auteur"), max_length=10)
    actor_key = models.CharField(_("clé de l’auteur"), max_length=64, blank=True)
    actor_label = models.CharField(_("auteur"), max_length=200, blank=True)
    target_kind = models.CharField(_("sorte d’objet"), max_length=60)
    target_key = models.CharField(_("clé de l’objet"), max_length=64)
    target_label = models.CharField(_("objet"), max_length=200, blank=True)
    organisation = models.BigIntegerField(_("organisation"), null=True, blank=True)
    project = models.BigIntegerField(_("projet"), null=True, blank=True)
    territory = models.BigIntegerField(_("territoire"), null=True, blank=True)
    quantity = models.DecimalField(_("quantité"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unité"), max_length=30, blank=True)
    data = models.JSONField(_("précisions"), default=dict, blank=True)
    public = models.BooleanField(_("publique"), default=False)
    position = models.BigIntegerField(_("rang"), null=True, unique=True, editable=False)
    previous_hash = models.CharField(_("empreinte précédente"), max_length=64, blank=True, editable=False)
    hash = models.CharField(_("empreinte"), max_length=64, blank=True, editable=False)

    PRIVACY = {
        "at": Privacy.TECHNICAL,
        "verb": Privacy.TECHNICAL,
        "actor_kind": Privacy.TECHNICAL,
        "actor_key": Privacy.IDENTITY,
        "actor_label": Privacy.IDENTITY,
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "target_label": Privacy.FREE_TEXT,
        "organisation": Privacy.TECHNICAL,
        "project": Privacy.TECHNICAL,
        "territory": Privacy.TECHNICAL,
        "quantity": Privacy.TECHNICAL,
        "unit": Privacy.TECHNICAL,
        "data": Privacy.TECHNICAL,
        "public": Privacy.TECHNICAL,
        "position": Privacy.TECHNICAL,
        "previous_hash": Privacy.TECHNICAL,
        "hash": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("entrée du journal")
        verbose_name_plural = _("entrées du journal")
        indexes = [
            models.Index(fields=["target_kind", "target_key", "-at"], name="entry_by_target"),
            models.Index(fields=["project", "-at"], name="entry_by_project"),
            models.Index(fields=["organisation", "verb", "at"], name="entry_by_organisation"),
            models.Index(fields=["verb", "at"], name="entry_by_verb"),
            models.Index(fields=["actor_kind", "actor_key"], name="entry_by_actor"),
            models.Index(fields=["id"], condition=models.Q(position=None), name="entry_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.phrase} – {self.target_label}"

    @property
    def phrase(self) -> str:
        """The verb in words, as its app declared it."""
        return str(PHRASES.get(self.verb, self.verb))

    @property
    def actor_name(self) -> str:
        """Who did it; people whose name was erased have none left."""
        if self.actor_kind == "system":
            return str(_("La plateforme"))
        return self.actor_label or str(_("Une personne dont le nom a été effacé"))


class ChainHead(models.Model):
    """Where the sealed chain ends: the last position and its hash (a single row)."""

    position = models.BigIntegerField(_("rang"), default=0)
    hash = models.CharField(_("empreinte"), max_length=64, blank=True)
    sealed_at = models.DateTimeField(_("scellé le"), null=True)

    PRIVACY = {
        "position": Privacy.TECHNICAL,
        "hash": Privacy.TECHNICAL,
        "sealed_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("tête du journal")
        verbose_name_plural = _("têtes du journal")

    def __str__(self) -> str:
        return f"{self.position}"


class TraceLink(models.Model):
    """One object came out of another: typed, dated, authored."""

    source_kind = models.CharField(_("sorte de l’origine"), max_length=60)
    source_key = models.CharField(_("clé de l’origine"), max_length=64)
    source_label = models.CharField(_("origine"), max_length=200, blank=True)
    target_kind = models.CharField(_("sorte de la suite"), max_length=60)
    target_key = models.CharField(_("clé de la suite"), max_length=64)
    target_label = models.CharField(_("suite"), max_length=200, blank=True)
    kind = models.CharField(_("lien"), max_length=20, choices=LinkKind)
    at = models.DateTimeField(_("date"), default=clock.now)
    actor_kind = models.CharField(_("sorte d’auteur"), max_length=10)
    actor_key = models.CharField(_("clé de l’auteur"), max_length=64, blank=True)
    actor_label = models.CharField(_("auteur"), max_length=200, blank=True)

    PRIVACY = {
        "source_kind": Privacy.TECHNICAL,
        "source_key": Privacy.TECHNICAL,
        "source_label": Privacy.FREE_TEXT,
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "target_label": Privacy.FREE_TEXT,
        "kind": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "actor_kind": Privacy.TECHNICAL,
        "actor_key": Privacy.IDENTITY,
        "actor_label": Privacy.IDENTITY,
    }

    class Meta:
        verbose_name = _("lien de trace")
        verbose_name_plural = _("liens de trace")
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_key", "target_kind", "target_key", "kind"],
                name="trace_link_once",
                violation_error_message=_("Ce lien existe déjà."),
            ),
            models.CheckConstraint(
                condition=~models.Q(source_kind=models.F("target_kind"), source_key=models.F("target_key")),
                name="trace_link_not_to_itself",
                violation_error_message=_("Un objet ne peut pas être lié à lui-même."),
            ),
        ]
        indexes = [models.Index(fields=["target_kind", "target_key"], name="trace_link_by_target")]

    def __str__(self) -> str:
        return f"{self.source_label} {self.get_kind_display()} {self.target_label}"
