"""Serve the floor as `terreau serve` serves the platform: python -m benches.floor.serve PORT WORKERS"""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if __name__ == "__main__":
    Granian(
        "benches.floor.site:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=int(sys.argv[2]),
        blocking_threads=1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
