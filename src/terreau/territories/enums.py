"""The kinds of territory, from a quarter to the country, and the codes by which one is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryKind(models.TextChoices):
    """What a territory is; declared from the narrowest to the widest."""

    QUARTER = "quarter", _("quartier")
    COMMUNE = "commune", _("commune")
    ADHOC = "adhoc", _("zone de projet")
    EPT = "ept", _("établissement public territorial")
    EPCI = "epci", _("intercommunalité")
    DEPARTMENT = "department", _("département")
    REGION = "region", _("région")
    COUNTRY = "country", _("pays")

    @property
    def width(self) -> int:
        """The place of the kind in the order from narrow to wide."""
        return list(type(self)).index(self)


# Kinds that the operator may draw by itself; all the others come from the official lists.
LOCAL_KINDS = frozenset({TerritoryKind.QUARTER, TerritoryKind.ADHOC})


class CodeScheme(models.TextChoices):
    """The lists of codes that lead to a territory besides its own code."""

    POSTAL = "postal", _("code postal")
    FORMER = "former", _("ancien code Insee")
