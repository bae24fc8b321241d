"""What somebody wrote, without quotes and signatures: as the mail programs of France write them."""

# ruff: noqa: E501, ISC004 - mails are as wide as programs write them

import time

import pytest

from terreau.messaging.inbound import plain, quotes

SAMPLES = {
    "gmail in French": (
        "Oui, jeudi nous convient.\n\nLe lun. 4 mai 2026 à 10:12, Ville de Sceaux <ess@sceaux.test> a écrit :\n\n"
        "> Êtes-vous libre jeudi ?\n> Sacha\n",
        "Oui, jeudi nous convient.",
    ),
    "gmail in French, folded": (
        "Oui.\n\nLe lun. 4 mai 2026 à 10:12, Ville de Sceaux, mission économie sociale\n"
        "<reply+abcdefghijklmnopqrstuvwxyz234567@mail.sceaux.test> a écrit :\n\n> Bonjour\n",
        "Oui.",
    ),
    "gmail in English": (
        "Yes, Thursday works.\n\nOn Mon, May 4, 2026 at 10:12 AM City of Sceaux <ess@sceaux.test> wrote:\n\n"
        "> Are you free on Thursday?\n",
        "Yes, Thursday works.",
    ),
    "gmail by date alone": (
        "D’accord.\n\n2026-05-04 10:12 GMT+02:00 Ville <ess@sceaux.test>:\n\n> Bonjour\n",
        "D’accord.",
    ),
    "Apple Mail in French": (
        "Merci beaucoup !\n\n> Le 4 mai 2026 à 10:12, Ville de Sceaux <ess@sceaux.test> a écrit :\n> \n> Bonjour\n",
        "Merci beaucoup !",
    ),
    "Apple Mail in English, with a no-break space": (
        "Thanks!\n\n> On 4 May 2026, at 10:12\u202fAM, Ville <ess@sceaux.test> wrote:\n> \n> Hello\n",
        "Thanks!",
    ),
    "iPhone": (
        "Je vous rappelle demain\n\nEnvoyé de mon iPhone\n\n> Le 4 mai 2026 à 10:12, Ville <e@s.test> a écrit :\n> \n> Oui\n",
        "Je vous rappelle demain",
    ),
    "Outlook in French": (
        "Bonjour,\n\nNous avons deux places.\n\nDe : Ville de Sceaux <ess@sceaux.test>\nEnvoyé : lundi 4 mai 2026 10:12\n"
        "À : contact@smart.test\nObjet : Une demande attend votre réponse\n\nBonjour,\n",
        "Bonjour,\n\nNous avons deux places.",
    ),
    "Outlook in English, with a rule": (
        "Two places left.\n\n________________________________\nFrom: City <ess@sceaux.test>\nSent: Monday, May 4, 2026 10:12 AM\n"
        "To: contact@smart.test\nSubject: A request\n\nHello\n",
        "Two places left.",
    ),
    "Outlook, bold heads": (
        "Parfait.\n\n*De :* Ville <ess@sceaux.test>\n*Envoyé :* lundi 4 mai 2026 10:12\n*À :* Contact\n*Objet :* Demande\n\nBla\n",
        "Parfait.",
    ),
    "old Outlook": (
        "C’est noté.\n\n-----Message d'origine-----\nDe : Ville [mailto:ess@sceaux.test]\nEnvoyé : lundi\nÀ : moi\n\nBonjour",
        "C’est noté.",
    ),
    "Outlook on a telephone": (
        "Ok pour moi\n\nTélécharger Outlook pour iOS<https://aka.ms/o0ukef>\n________________________________\n"
        "De : Ville <ess@sceaux.test>\nEnvoyé : Monday, May 4, 2026 10:12:13 AM\nÀ : moi\nObjet : Demande\n\nBonjour",
        "Ok pour moi",
    ),
    "Windows Mail": (
        "Entendu.\n\nProvenance : Courrier pour Windows\n\nDe : Ville\nEnvoyé le : lundi 4 mai 2026 10:12\nÀ : moi\nObjet : x\n\nB",
        "Entendu.",
    ),
    "Thunderbird": (
        "Le local fait 30 m².\n\nLe 04/05/2026 à 10:12, Ville de Sceaux a écrit :\n> Quelle surface ?\n",
        "Le local fait 30 m².",
    ),
    "Orange": (
        'Bien reçu.\n\n> Message du 04/05/26 10:12\n> De : "Ville" <ess@sceaux.test>\n> A : moi\n> Objet : Demande\n>\n> B\n',
        "Bien reçu.",
    ),
    "Yahoo": (
        "Super !\n\n    Le lundi 4 mai 2026 à 10:12:30 UTC+2, Ville <ess@sceaux.test> a écrit :  \n\n Bonjour,\nla suite\n",
        "Super !",
    ),
    "Proton": (
        "Very good.\n\n------- Original Message -------\nOn Monday, May 4th, 2026 at 10:12, Ville <e@s.test> wrote:\n\n> Hello\n",
        "Very good.",
    ),
    "forwarded": (
        "Pour information.\n\n---------- Forwarded message ---------\nDe : Ville <e@s.test>\nDate: lun. 4 mai\n\nBonjour",
        "Pour information.",
    ),
    "answers between the quotes": (
        "Bonjour,\n\nLe 04/05/2026 à 10:12, Ville a écrit :\n> Quelle surface ?\n30 m².\n> Quel loyer ?\n200 euros.\n",
        "Bonjour,\n\n30 m².\n200 euros.",
    ),
    "answer below the quote": (
        "Le 04/05/2026 à 10:12, Ville a écrit :\n> Quelle surface ?\n\n30 m².\n",
        "30 m².",
    ),
    "our own mark": (
        "Oui.\n\nLe lun. 4 mai 2026, Ville <e@s.test> a écrit :\n\n–––– Répondez au-dessus de cette ligne ––––\n\nTitre\n",
        "Oui.",
    ),
    "our own mark, in a program that says nothing": (
        "Oui.\n\n–––– Reply above this line ––––\nTitle\nWhatever\n",
        "Oui.",
    ),
    "answer below our own mark": (
        "> –––– Répondez au-dessus de cette ligne ––––\n> Titre\n\nMa réponse en bas.\n",
        "Ma réponse en bas.",
    ),
    "signature mark": ("D’accord.\n\n-- \nAlix Conseil\n01 02 03 04 05\n", "D’accord."),
    "closing formula and card": (
        "Nous pouvons vous recevoir.\n\nBien cordialement,\n\nAlix Conseil\nChargée de mission\nSceaux Smart\n01 02 03 04 05\n",
        "Nous pouvons vous recevoir.",
    ),
    "closing formula in English": ("See you then.\n\nBest regards,\nAlix\n", "See you then."),
    "afterword below the signature": (
        "Oui.\n\nCordialement,\nAlix\n\nPS : apportez les statuts.\n",
        "Oui.\n\nCordialement,\nAlix\n\nPS : apportez les statuts.",
    ),
    "closing formula then a long text": (
        "Cordialement,\n\n" + "Voici aussi tout ce que je voulais vous dire de notre rencontre, " * 3,
        (
            "Cordialement,\n\n" + "Voici aussi tout ce que je voulais vous dire de notre rencontre, " * 3
        ).strip(),
    ),
    "a list is not a signature": (
        "Il nous faut :\n- un local\n- un prêt\n-- les deux\n",
        "Il nous faut :\n- un local\n- un prêt\n-- les deux",
    ),
    "a sentence that begins like a quote": (
        "Le conseil a écrit :\nnon.\nDe : la part de tous\nMerci",
        "Le conseil a écrit :\nnon.\nDe : la part de tous\nMerci",
    ),
    "only a quote": ("\n> Bonjour\n> Sacha\n", ""),
    "only a closing formula": ("Cordialement,\nAlix", "Cordialement,\nAlix"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_only_what_was_written_is_left(name):
    text, expected = SAMPLES[name]

    assert quotes.strip(text) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_stripping_again_changes_nothing(name):
    once = quotes.strip(SAMPLES[name][0])

    assert quotes.strip(once) == once


HTML = {
    "gmail": (
        '<div dir="ltr">Oui, <b>jeudi</b>.<div><br></div><div>Alix</div></div><br><div class="gmail_quote">'
        '<div class="gmail_attr">Le lun. a écrit :</div><blockquote>Bonjour</blockquote></div>',
        "Oui, jeudi.\n\nAlix",
    ),
    "Outlook": (
        '<div>Deux places.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">De : Ville</div><div>Bonjour</div>',
        "Deux places.",
    ),
    "Apple Mail": ('Merci<br><blockquote type="cite"><div>Le 4 mai</div></blockquote>', "Merci"),
    "Thunderbird": (
        '<p>30 m².</p><div class="moz-cite-prefix">Le 04/05 a écrit :</div><blockquote>?</blockquote>'
        '<div class="moz-signature">Alix</div>',
        "30 m².",
    ),
    "list, entities, script": (
        "<style>p{}</style><script>x()</script><p>Il faut&nbsp;:</p><ul><li>un local</li><li>un pr&ecirc;t</li></ul>",
        "Il faut :\n\n- un local\n- un prêt",
    ),
    "tags left open": ("<div><p>Oui<blockquote>Non", "Oui"),
    "nothing": ("<html><body></body></html>", ""),
}


@pytest.mark.parametrize("name", HTML)
def test_html_becomes_lines_without_what_it_quotes(name):
    html, expected = HTML[name]

    assert plain.text_of_html(html) == expected


def test_folded_lines_are_joined():
    assert plain.unflowed("Un texte \nqui continue.\n\n> cité \n> deux\n-- \nAlix") == (
        "Un texte qui continue.\n\n> cité \n> deux\n-- \nAlix"
    )
    assert plain.unflowed("exem \nple", stuffed=True) == "exemple"


@pytest.mark.parametrize(
    "text",
    [
        "Le 4 mai " * 40_000,
        ("Le 4 mai 2026, \n" * 40_000),
        "> " * 150_000,
        "De : x\n" * 40_000,
        "a écrit :\n" * 30_000,
        "Cordialement,\n" * 20_000,
        "-" * 300_000,
    ],
)
def test_long_texts_take_little_time(text):
    start = time.process_time()

    quotes.strip(text)

    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "html", ["<" * 300_000, "<!--" * 75_000, "<a " * 100_000, "<div>" * 60_000, "&#" * 150_000]
)
def test_hostile_html_takes_little_time(html):
    start = time.process_time()

    plain.text_of_html(html)

    assert time.process_time() - start < 5
