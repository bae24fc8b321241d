"""The invented life of Sceaux, from 2015 to today, told with the platform's own verbs."""

from terreau.demo.story.load import is_loaded, load

__all__ = ["is_loaded", "load"]
