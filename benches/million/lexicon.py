"""The words of the invented organisations: those of the social economy first, then a French lexicon.

The lexicon is Debian's `wfrench` (/usr/share/dict/french). Where it is absent, words are built from stems
and endings, and this is said loudly: the figures of two lexicons cannot be compared.
"""

import random
import sys
from itertools import accumulate, product
from pathlib import Path

LEXICON = Path("/usr/share/dict/french")
WORDS = 40_000
STOP_SHARE = 0.38
PLURAL_SHARE = 0.30
# Mandelbrot's shift: the commonest word then stands in half of the documents, some twenty in a tenth.
SHIFT = 2.7

# Commonest first, as in the descriptions of associations and cooperatives.
_HEAD = """
    association solidaire projet social local culture formation sport emploi jeune accompagnement
    atelier insertion enfant santé quartier habitant territoire citoyen accueil numérique
    environnement partage logement jardin coopérative bénévole entraide musique théâtre famille
    femme handicap senior école lecture alimentation épicerie recyclage réemploi ressourcerie vélo
    mobilité énergie climat biodiversité compost agriculture paysan maraîchage circuit cantine
    cuisine restaurant café tiers-lieu fabrique réparation textile couture bois artisan patrimoine
    musée danse cirque cinéma photographie radio média journal langue migrant réfugié asile droit
    justice médiation prévention addiction précarité pauvreté maraude hébergement habitat foncier
    toiture chantier bâtiment isolation solaire éolien eau rivière forêt littoral montagne randonnée
    natation football judo yoga gymnastique échecs jeu ludothèque crèche parent éducation
    apprentissage orientation mentorat entreprise entrepreneur économie finance épargne prêt don
    fondation mutuelle prévoyance assurance commerce équitable monnaie épargnant coopération
    développement international humanitaire secours mémoire histoire archive science recherche
    innovation logiciel données internet inclusion illettrisme autonomie aidant soin psychologie
    deuil répit fête festival carnaval fanfare chorale orchestre peinture sculpture poterie
    bibliothèque librairie conte poésie écriture édition débat démocratie élection jumelage voyage
    tourisme auberge camping gîte animal refuge abeille ruche oiseau chien cheval pêche chasse
    verger semence graine permaculture laine savon pain bière vin fromage légume fruit légumerie
    conserverie traiteur blanchisserie conciergerie livraison transport covoiturage autopartage
    garage menuiserie métallerie informatique imprimerie nettoyage gardiennage propreté déchet
    consigne vrac friperie brocante collecte tri démontage coiffure esthétique bien-être sexualité
    égalité mixité parité discrimination laïcité interculturel mémoire résistance paix désarmement
    volontariat service civique
"""
HEAD = _HEAD.split()

_STOP = """
    de la et les des le en pour à du dans un par une au sur avec qui que aux ou son ses leur leurs
    ce cette ces est sont ainsi que tous toute plus entre chez sans sous vers nos notre votre
"""
STOP = _STOP.split()

_STEMS = "for cul tri mar ven cor lam ver sal min por bal tan fil gar lis mon pel rav sol tur vig zel dor"
_MIDDLES = "ab ic od un el ar is ol at em ir ob ud ag ep in os al ur ec"
_ENDS = "age ement eur euse ier ière iste isme able ible el elle eux ance ence ment tion ure ade oir oire"


def common_words(count: int) -> list[str]:
    """Return the vocabulary, commonest first, the same for the same lexicon."""
    words = list(dict.fromkeys(word for word in HEAD if word not in STOP))
    rest = _from_lexicon() or _built()
    random.Random(40_000).shuffle(rest)
    known = {*words, *STOP}
    return (words + [word for word in rest if word not in known])[:count]


def has_lexicon() -> bool:
    """Tell whether the French lexicon is at hand."""
    return LEXICON.exists()


def _from_lexicon() -> list[str]:
    if not has_lexicon():
        sys.stderr.write(
            f"NO FRENCH LEXICON at {LEXICON}: words are built from stems and endings instead.\n"
            "On Debian and Ubuntu: sudo apt-get install wfrench\n"
        )
        return []
    lines = LEXICON.read_text().split()
    return [word for word in lines if word.isalpha() and word.islower() and 3 < len(word) < 16]


def _built() -> list[str]:
    parts = product(_STEMS.split(), _MIDDLES.split(), _MIDDLES.split(), _ENDS.split())
    return ["".join(one) for one in parts]


class Speaker:
    """Draws words as people use them: few very often, most of them hardly ever."""

    def __init__(self, dice: random.Random, count: int = WORDS) -> None:
        self.dice = dice
        words = common_words(count)
        weights = [1 / (rank + SHIFT) for rank in range(1, len(words) + 1)]
        singular = [weight * (1 - PLURAL_SHARE) for weight in weights]
        plural = [weight * PLURAL_SHARE for weight in weights]
        self.content = words + [_plural(word) for word in words]
        self._content_weights = list(accumulate(singular + plural))
        full = self._content_weights[-1] * STOP_SHARE / (1 - STOP_SHARE)
        stops = [full / (rank + SHIFT) for rank in range(len(STOP))]
        scale = full / sum(stops)
        self.all = self.content + STOP
        tail = list(accumulate((one * scale for one in stops), initial=self._content_weights[-1]))[1:]
        self._all_weights = self._content_weights + tail

    def names(self, count: int) -> list[str]:
        """Draw words that mean something."""
        return self.dice.choices(self.content, cum_weights=self._content_weights, k=count)

    def prose(self, count: int) -> list[str]:
        """Draw words with what holds sentences together."""
        return self.dice.choices(self.all, cum_weights=self._all_weights, k=count)


def _plural(word: str) -> str:
    if word[-1] in "sxz":
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}{'x' if word.endswith(('eau', 'eu')) else 's'}"
