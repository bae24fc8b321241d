"""What a step of the story is made of."""

from dataclasses import dataclass

from terreau.demo.story.cast import described


@dataclass(frozen=True)
class Line:
    """Something that already happened, with the page where one reads it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Door:
    """A way in: as whom, to which page, in what words."""

    person: str
    url: str
    label: str

    @property
    def name(self) -> str:
        return described(self.person).first_name


@dataclass(frozen=True)
class Step:
    """One step of the story."""

    title: str
    text: str
    lines: list[Line]
    doors: list[Door]
