"""The index, in ordinary tables: what was built, what changed since, what waits.

Nothing here is a source of truth: every row can be made again from the apps' own tables.
"""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


def new_uid() -> str:
    """Return a name that no other generation ever had, in any database."""
    return secrets.token_hex(8)


class Generation(models.Model):
    """One building of the index of one kind; it never changes once it serves."""

    kind = models.CharField(_("genre"), max_length=40)
    uid = models.CharField(_("empreinte"), max_length=16, default=new_uid, unique=True)
    documents = models.PositiveIntegerField(_("documents"), default=0)
    name_terms = models.BigIntegerField(_("termes dans les noms"), default=0)
    terms = models.BigIntegerField(_("termes en tout"), default=0)
    created_at = models.DateTimeField(_("commencée le"), default=clock.now)
    ready_at = models.DateTimeField(_("prête le"), null=True, blank=True)
    retired_at = models.DateTimeField(_("remplacée le"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ("kind", "uid", "documents", "name_terms", "terms", "created_at", "ready_at", "retired_at"),
        Privacy.TECHNICAL,
    )

    class Meta:
        verbose_name = _("génération de l’index")
        verbose_name_plural = _("générations de l’index")

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class IndexState(models.Model):
    """Which generation serves a kind, how often it changed since, and who is building the next one.

    `stamp` is drawn anew with each change: a process compares it with the one of what it keeps.
    """

    kind = models.CharField(_("genre"), max_length=40, unique=True)
    generation = models.ForeignKey(Generation, models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.BigIntegerField(_("changements"), default=0)
    stamp = models.CharField(_("tirage"), max_length=16, default=new_uid)
    next_number = models.PositiveIntegerField(_("prochain numéro"), default=0)
    lease_by = models.CharField(_("en construction par"), max_length=120, blank=True)
    lease_until = models.DateTimeField(_("jusqu’à"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ("kind", "generation", "revision", "stamp", "next_number", "lease_by", "lease_until"),
        Privacy.TECHNICAL,
    )

    class Meta:
        verbose_name = _("état de l’index")
        verbose_name_plural = _("états de l’index")

    def __str__(self) -> str:
        return f"{self.kind} {self.revision}"


class Posting(models.Model):
    """The documents that hold one term or tag, as a roaring bitmap of their numbers.

    `space` says what the key is: `t` a term anywhere, `n` a term of the name, `q` a quality, else a
    facet. `weights` holds, for prose, how often the term stands in each document, one byte each.
    """

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+", db_index=False)
    space = models.CharField(_("nature de la clé"), max_length=4)
    key = models.CharField(_("clé"), max_length=120)
    df = models.PositiveIntegerField(_("documents"))
    bits = models.BinaryField(_("numéros"))
    weights = models.BinaryField(_("poids"), default=bytes)

    PRIVACY = dict.fromkeys(("generation", "space", "key", "df", "bits", "weights"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("entrée de l’index")
        verbose_name_plural = _("entrées de l’index")
        constraints = [
            models.UniqueConstraint(fields=["generation", "space", "key"], name="search_posting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.space}:{self.key}"


class Column(models.Model):
    """One fact of every document by number (position, quality…), packed, in pages."""

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("nom"), max_length=20)
    page = models.PositiveIntegerField(_("page"))
    first = models.TextField(_("première valeur"), blank=True)
    data = models.BinaryField(_("valeurs"))
    values = models.BinaryField(_("clés de tri"), default=bytes)

    PRIVACY = dict.fromkeys(("generation", "name", "page", "first", "data", "values"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("colonne de l’index")
        verbose_name_plural = _("colonnes de l’index")
        constraints = [
            models.UniqueConstraint(fields=["generation", "name", "page"], name="search_column_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.page}"


class RecentDocument(models.Model):
    """A document that changed since its generation was built.

    `number` is its place in the recent part (None: it is no longer findable); `replaces` is the number it
    had in the generation, which no longer counts.
    """

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField(_("clé de l’objet"))
    number = models.PositiveIntegerField(_("numéro"), null=True)
    replaces = models.PositiveIntegerField(_("remplace"), null=True)
    revision = models.BigIntegerField(_("changement"))
    facts = models.TextField(_("ce qui se trouve"), blank=True)

    PRIVACY = dict.fromkeys(("generation", "key", "number", "replaces", "revision"), Privacy.TECHNICAL) | {
        "facts": Privacy.PUBLIC
    }

    class Meta:
        verbose_name = _("document récent")
        verbose_name_plural = _("documents récents")
        constraints = [
            models.UniqueConstraint(fields=["generation", "key"], name="search_recent_once"),
        ]
        indexes = [models.Index(fields=["generation", "revision"], name="search_recent_revision")]

    def __str__(self) -> str:
        return f"{self.generation_id} {self.key}"


class PendingMark(models.Model):
    """An object whose document may have changed; without key, a whole kind. Written with the change."""

    kind = models.CharField(_("genre"), max_length=40)
    key = models.BigIntegerField(_("clé de l’objet"), null=True)
    marked_at = models.DateTimeField(_("noté le"), default=clock.now)

    PRIVACY = dict.fromkeys(("kind", "key", "marked_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("changement à indexer")
        verbose_name_plural = _("changements à indexer")
        indexes = [models.Index(fields=["kind", "id"], name="search_mark_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SynonymSet(models.Model):
    """Words that mean the same here: who types one finds the others."""

    words = models.CharField(_("mots"), max_length=300)
    added_at = models.DateTimeField(_("ajoutés le"), default=clock.now)

    PRIVACY = {"words": Privacy.PUBLIC, "added_at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("groupe de synonymes")
        verbose_name_plural = _("groupes de synonymes")
        ordering = ["words", "pk"]

    def __str__(self) -> str:
        return self.words
