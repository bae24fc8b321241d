"""Text is readable and controls are visible, by day and by night."""

import pytest

from tests.look import colours

SURFACES = ["paper", "sheet", "shade"]
TEXT = [
    *[(text, surface) for text in ("ink", "ink-soft", "clay", "water", "brick") for surface in SURFACES],
    ("leaf", "paper"),
    ("paper", "ink"),
    ("on-leaf", "leaf"),
    ("on-leaf", "leaf-deep"),
    *[("ink", f"{tone}-wash") for tone in ("leaf", "water", "amber", "brick", "clay")],
    *[(tone, f"{tone}-wash") for tone in ("water", "amber", "brick", "clay")],
    ("water", "leaf-wash"),
    ("water", "amber-wash"),
    ("water", "brick-wash"),
    ("leaf-deep", "leaf-wash"),
    ("ink", "selection"),
    ("on-humus", "humus"),
    ("on-humus-soft", "humus"),
]
CONTROLS = [
    *[(border, surface) for border in ("control", "focus-water", "leaf", "brick") for surface in SURFACES],
    ("leaf", "leaf-wash"),
    ("amber", "amber-wash"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), TEXT)
def test_text_stands_out(text, surface, scheme):
    tokens = colours.tokens()

    assert colours.contrast(tokens[text][scheme], tokens[surface][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("border", "surface"), CONTROLS)
def test_control_stands_out(border, surface, scheme):
    tokens = colours.tokens()
    name = "water" if border == "focus-water" else border

    assert colours.contrast(tokens[name][scheme], tokens[surface][scheme]) >= 3


def test_contrast_of_black_and_white_is_twenty_one():
    assert round(colours.contrast("0 0 0", "1 0 0"), 2) == 21


def test_contrast_of_known_grey():
    # sRGB #777 on white is 4.48 to 1.
    assert round(colours.contrast("0.5693 0 0", "1 0 0"), 1) == 4.5
