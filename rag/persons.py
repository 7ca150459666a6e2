"""Names of persons in a statement: Weber and Koch are common nouns as well, so what stands before them decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

TITLES = frozenset(("Herr", "Herrn", "Frau", "Dr", "Prof", "Professor", "Mr", "Mrs", "Ms", "Miss"))
_TITLE = r"(?:(?:Herrn?|Frau|Professor|Miss)\b|(?:Dr|Prof|Mr|Mrs|Ms)\b\.?)"
_NAME = r"[^\W\d_a-zäöüß][\w’'-]*"
_FIRST_NAMES = (
    "Adam Alexander Alexandra Alice Andrea Andreas Angela Anja Anke Anna Anne Annette Antje Barbara Beate Ben"
    " Benjamin Bernd Birgit Brigitte Carl Carla Caroline Christian Christiane Christina Christine Christoph"
    " Claudia Clara Claus Daniel Daniela David Dennis Detlef Dieter Dirk Doris Elena Elisabeth Elke Emil Emily"
    " Emma Erika Eva Fabian Felix Florian Frank Franz Friedrich Gabriele Georg Gerd Gerhard Gisela Günter Hanna"
    " Hannah Hans Heike Heinrich Heinz Helga Helmut Henry Holger Ingrid Ines Jana Jens Jessica Joachim Johann"
    " Johanna Johannes John Jonas Jörg Josef Julia Julian Jürgen Karin Karl Katharina Katja Katrin Kevin Klaus"
    " Kerstin Lars Laura Lea Lena Leon Linda Lisa Lukas Manfred Manuela Marc Marco Marcus Maria Marie Marion"
    " Markus Martin Martina Mary Matthias Max Melanie Michael Michaela Monika Moritz Nadine Nicole Nina Nils"
    " Norbert Oliver Olaf Paul Paula Peter Petra Philipp Rainer Ralf Rebecca Reinhard Renate Robert Robin Roland"
    " Rolf Sabine Sabrina Sandra Sara Sarah Sebastian Silke Simon Simone Sofia Sonja Sophie Stefan Stefanie"
    " Steffen Stephan Susanne Sven Sylvia Tanja Thomas Thorsten Tim Tobias Tom Torsten Ulrich Ulrike Ursula Ute"
    " Uwe Verena Vera Volker Walter Werner William Wolfgang Yvonne"
)
_PERSON = re.compile(
    rf"\b(?:(?P<title>{_TITLE}\s+(?:{_TITLE}\s+)*)|(?P<first>(?:{'|'.join(_FIRST_NAMES.split())})\s+))"
    rf"(?:(?:von|van|de|zu|der|den)\s+)*(?P<name>{_NAME})(?:\s+(?P<next>{_NAME}))?"
)


def unknown_persons(statement: str, known: str) -> list[str]:
    """Names behind a title or a first name, and such first names, that do not stand in the known text as words."""
    return [name for name in _persons(statement, known) if not _stands_in(name, known)]


def persons_in(text: str) -> frozenset[str]:
    """The last names behind titles and first names of a text; the name itself where none follows."""
    return frozenset(match["next"] or match["name"] for match in _PERSON.finditer(text))


def without_persons(text: str) -> str:
    """The text without its persons' titles and names."""
    return _PERSON.sub(" ", text)


def _persons(statement: str, known: str) -> Iterator[str]:
    for match in _PERSON.finditer(statement):
        if match["first"]:
            yield match["first"].strip()
        yield match["name"]
        # "Frau Petra Weber", but "Frau Weber Bescheid geben": Weber is followed by a name nowhere.
        if match["title"] and match["next"] and _has_further_name(match["name"], known):
            yield match["next"]


def _has_further_name(name: str, known: str) -> bool:
    return name in _FIRST_NAMES.split() or bool(re.search(rf"\b{re.escape(name)}\s+{_NAME}", known))


def _stands_in(name: str, known: str) -> bool:
    """As a word, with or without the s of a genitive."""
    word = name.strip("’'-").casefold()
    base = re.sub(r"['’]?s$", "", word)
    return bool(re.search(rf"\b(?:{re.escape(word)}|{re.escape(base)})(?:['’]?s)?\b", known.casefold()))
