"""The note and the draft deliberation of 21 May 2015, as public archives give them.

The name of the rapporteur is replaced by an invented one, like every person of the demo.
"""

TITLE = "Approbation de chartes de partenariats avec différents acteurs de l’économie sociale et solidaire"
SUMMARY = (
    "Le conseil approuve trois chartes avec des partenaires qui peuvent aider les porteurs de projets "
    "utiles et solidaires : KissKissBankBank et ses filiales, le Groupe La Poste, et Sceaux Smart.\n"
    "Le maire peut les signer."
)
NOTE = """\
La démarche participative citoyenne « Parlons ensemble de Sceaux » organisée en 2012 a mis en lumière une \
volonté forte des habitants de la Ville d’apprendre à se connaître pour engager collectivement des projets \
de territoire.

En s’appuyant sur les nombreux atouts, tels que ses talents, l’excellence de son réseau éducatif, ses \
services innovants et ses valeurs humanistes, la ville de Sceaux souhaite développer l’Economie sociale et \
solidaire et l’Innovation citoyenne sur son territoire. Elle favorise ainsi l’innovation territoriale et \
l’entrepreneuriat social et plus généralement toutes les initiatives contribuant au bien-vivre ensemble.

Pour ce faire, elle souhaite accompagner les porteurs de projet à impact social dans leur développement en \
ayant un rôle de facilitateur et en diffusant auprès d’eux informations, formation, conseils et \
accompagnement tout en s’appuyant sur des organismes de soutien.

Cette mobilisation de l’intelligence collective et cette mise en réseau des acteurs (porteurs de projet et \
organismes de soutien) doivent permettre d’aboutir à la construction d’un écosystème de référence propice \
au développement de l’ESS, de l’innovation et de l’entrepreneuriat social sur le territoire.

Il est donc proposé au conseil municipal de bien vouloir autoriser le maire à signer des chartes de \
partenariat avec :

- KissKissBankBank et ses filiales, HelloMerci et Lendopolis, plateformes numériques de financement \
participatif,
- le Groupe La Poste, qui à travers son programme « Alliance dynamique » cherche à « favoriser le \
développement des territoires et des services aux populations, à faire émerger des solutions innovantes et \
à coproduire de nouvelles chaînes de valeurs pour répondre aux besoins de la société actuelle » (mise à \
disposition de locaux, élaboration de produits bancaires spécialement adaptés aux acteurs de l’ESS, \
accompagnement des projets professionnels ESS des postiers …)
- et Sceaux Smart, premier espace de (co)working et de télétravail à Sceaux.

afin de préciser la collaboration qui prendra notamment les formes suivantes :

- informer tous les publics sur les réalités de l’économie sociale et solidaire et de l’entrepreneuriat \
social, les réseaux sectoriels dans ce domaine, les réseaux d’accompagnement et de financement existants ;
- mettre à disposition des informations, des conseils, des outils et des ressources pour accompagner et \
suivre les acteurs de l’écosystème, les structures associées et certains événements organisés ;
- participer à la mise en place et au suivi de l’entrepreneuriat social à Sceaux avec notamment des \
partenaires spécialisés ;
- porter une réflexion commune sur la structuration de l’entrepreneuriat social et sa promotion sur le \
territoire de Sceaux ;
- chacun des signataires de la charte se chargera de communiquer sur les projets émanant de ce partenariat \
auprès du public et en fonction des supports de communication dont il dispose."""
CONSIDERATIONS = (
    "Après avoir entendu le rapport de Basile Cormier,",
    "Vu le code général des collectivités territoriales,",
    (
        "Considérant la nécessité pour la Ville de développer une économie sociale et solidaire sur son "
        "territoire en favorisant l’innovation et l’entrepreneuriat social,"
    ),
    "Vu les projets de chartes concernant les modalités de partenariats avec les acteurs de l’ESS,",
    "Après en avoir délibéré,",
)
DECISION = """\
APPROUVE les chartes de partenariats avec les structures suivantes :

- KissKissBankBank et ses filiales, HelloMerci et Lendopolis ;
- le Groupe La Poste ;
- et Sceaux Smart.

AUTORISE le maire à les signer."""
