"""python -m benches.million.load: fill the database of the environment with a million organisations."""

from benches import django_setup

django_setup()

from benches.million.loading import load

if __name__ == "__main__":
    load()
