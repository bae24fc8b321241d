"""The operations of the API: importing this package declares them all."""

from terreau.api.base import api
from terreau.api.routes import acts, networks, organisations, way_in

__all__ = ["acts", "api", "networks", "organisations", "way_in"]
