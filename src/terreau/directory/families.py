"""Which family of the ESS a legal category belongs to (law of 31 July 2014, article 1).

Our own reading of Insee's legal categories, not an official list. Whether an organisation is in the ESS at
all is what the State says: the ESS France list, or Insee's field `economieSocialeSolidaireUniteLegale` (`O`).
"""

from terreau.directory.enums import Family

# Article 1, II, 1°: the statutes that are of the ESS by right.
_COOPERATIVES = frozenset(
    (
        *("5191", "5192", "5193", "5194", "5195", "5196", "5203", "5307", "5309"),
        *("5432", "5443", "5451", "5453", "5454", "5455", "5458", "5459", "5460"),
        *("5532", "5543", "5547", "5551", "5552", "5553", "5554", "5555", "5558", "5559", "5560"),
        *("5632", "5643", "5647", "5651", "5652", "5653", "5654", "5655", "5658", "5659", "5660"),
        *("6316", "6317", "6318", "6532", "6543", "6551", "6554", "6558", "6560", "6595", "6596"),
    )
)
_MUTUALS = frozenset(("6411", "8210", "8250", "8290"))
_ASSOCIATIONS = frozenset(("9220", "9221", "9222", "9223", "9224", "9230", "9240", "9260"))
_FOUNDATIONS = frozenset(("9300",))
NATURAL_PERSON = "1"


def family_of(legal_category: str, *, in_the_ess: bool) -> Family:
    """Propose the family of a legal category; a company is social only when the State counts it in the ESS.

    SCOP and SCIC in the form of a SAS share code 5710 with every SAS: their family cannot be read from it,
    a person corrects it.
    """
    for codes, family in (
        (_ASSOCIATIONS, Family.ASSOCIATION),
        (_COOPERATIVES, Family.COOPERATIVE),
        (_MUTUALS, Family.MUTUAL),
        (_FOUNDATIONS, Family.FOUNDATION),
    ):
        if legal_category in codes:
            return family
    if legal_category[:1] in {"3", "5", "6"}:
        return Family.SOCIAL_COMPANY if in_the_ess else Family.COMPANY
    # 41: industrial and commercial public bodies; 7: public law.
    if legal_category[:1] == "7" or legal_category[:2] == "41":
        return Family.PUBLIC
    return Family.UNKNOWN
