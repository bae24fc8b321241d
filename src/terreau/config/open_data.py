"""What the installation gives away, and the map: licence of the data, tiles, who may embed the map."""

from terreau.config import env

DATA_LICENCE = env.text("TERREAU_DATA_LICENCE", "Licence Ouverte 2.0")
DATA_LICENCE_URL = env.text(
    "TERREAU_DATA_LICENCE_URL", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
)
# Empty: the map shows the outlines of communes that the platform ships, and asks nothing of anybody.
MAP_TILES = {
    "url": env.text("TERREAU_MAP_TILES", ""),
    "attribution": env.text("TERREAU_MAP_ATTRIBUTION", ""),
    "attribution_url": env.text("TERREAU_MAP_ATTRIBUTION_URL", ""),
}
# Which sites may show the map in a frame (sources of CSP frame-ancestors, separated by commas).
MAP_EMBEDDED_BY = env.words("TERREAU_MAP_EMBEDDED_BY", "*")
