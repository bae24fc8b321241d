"""Lambert 93 (RGF93) to longitude and latitude.

Formulas and constants: IGN, « Projections coniques conformes de Lambert », NTG_71 (algorithms ALG0002 and
ALG0004) and « Système RGF93 ». GRS80 ellipsoid; RGF93 and WGS 84 differ by less than a metre.
"""

import math

_N = 0.7256077650532670
_C = 11_754_255.426096
_XS, _YS = 700_000.0, 12_655_612.049876
_LON_0 = math.radians(3.0)
_E = 0.08181919104281579
# The isometric latitude is inverted until two rounds differ by less than a tenth of a millimetre.
_PRECISION = 1e-11
# The rectangle in which the projection is used (mainland France and Corsica), with a margin at sea.
_X_RANGE, _Y_RANGE = (-100_000.0, 1_400_000.0), (5_950_000.0, 7_300_000.0)


def to_wgs84(x: float, y: float) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees of a point in metres; None outside mainland France."""
    if not (_X_RANGE[0] <= x <= _X_RANGE[1] and _Y_RANGE[0] <= y <= _Y_RANGE[1]):
        return None
    dx, dy = x - _XS, y - _YS
    lon = _LON_0 + math.atan(-dx / dy) / _N
    isometric = math.exp(-math.log(math.hypot(dx, dy) / _C) / _N)
    lat = 2 * math.atan(isometric) - math.pi / 2
    while True:
        sine = _E * math.sin(lat)
        better = 2 * math.atan(((1 + sine) / (1 - sine)) ** (_E / 2) * isometric) - math.pi / 2
        if abs(better - lat) < _PRECISION:
            return math.degrees(better), math.degrees(lon)
        lat = better
