"""What the directory gives away: any filtered list in several formats, and a feed of new actors."""

from terreau.directory.exports.feeds import NewActorsFeed
from terreau.directory.exports.formats import FORMATS, Format, written
from terreau.directory.exports.inclusion import WAYS as INCLUSION_FORMATS
from terreau.directory.exports.inclusion import WHAT as INCLUSION
from terreau.directory.exports.records import notice
from terreau.directory.exports.refusals import rejected_csv, trial_csv

__all__ = [
    "FORMATS",
    "INCLUSION",
    "INCLUSION_FORMATS",
    "Format",
    "NewActorsFeed",
    "notice",
    "rejected_csv",
    "trial_csv",
    "written",
]
