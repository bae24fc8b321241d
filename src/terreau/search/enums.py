"""Words of the search."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "search.synonyms_added": _("Synonymes ajoutés à la recherche"),
    "search.synonyms_removed": _("Synonymes retirés de la recherche"),
}
