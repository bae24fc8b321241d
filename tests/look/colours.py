"""Contrast of the tokens: OKLCH to linear sRGB, then the WCAG formula."""

import math
import re

from tests.look import contract

TOKENS = contract.SOURCE / "look/css/tokens/colour.css"
PAIR = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\)")


def tokens() -> dict[str, tuple[str, str]]:
    """Return each colour token with its light and dark value."""
    return {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS.read_text())}


def linear_srgb(value: str) -> tuple[float, float, float]:
    """Convert "L C H" to linear sRGB, clipped to the screen's range."""
    lightness, chroma, hue = (float(part) for part in value.split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, part)) for part in rgb)


def luminance(value: str) -> float:
    red, green, blue = linear_srgb(value)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two OKLCH values."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
