"""Questions that may mean several documents ("When does the contract end?"): asked back instead of guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from pathlib import PurePosixPath

from rag.analysis import analyse_in_all_languages, question_words
from rag.named_documents import dates_of_name, dates_of_papers
from rag.types import Hit
from rag.versions import family_of

# "Der Vertrag", "our current policy": a thing that the asker takes for known.
_KNOWN = re.compile(
    r"\b(?:der|die|das|dem|den|des|unser\w*|mein\w*|ihr\w*|dies\w+|im|vom|zum|zur|beim|the|our|my|your|this|that)"
    r"\s+([^\W\d_]{4,})\b(?=(?:\s+([^\W\d_]{4,})\b)?)",
    re.I,
)
# What the other language calls a document of the kind.
_KINDS = (
    {"contract", "agreement", "vertrag", "vereinbarung"},
    {"policy", "guideline", "richtlinie", "leitlinie"},
    {"manual", "handbook", "handbuch"},
    {"guide", "leitfaden", "anleitung"},
    {"instructions", "anleitung", "anweisung"},
    {"report", "bericht"},
    {"minutes", "protokoll", "niederschrift"},
    {"rules", "regulations", "ordnung", "satzung"},
    {"invoice", "rechnung"},
    {"offer", "quotation", "angebot"},
    {"order", "bestellung", "auftrag"},
    {"letter", "brief", "schreiben"},
    {"certificate", "zertifikat", "bescheinigung"},
    {"statement", "erklärung"},
    {"plan", "konzept"},
)
# "Des Vertrags", "des Vertrages".
_CASE_ENDING = re.compile(r"(?<=[^\W\d_]{4})(?<!s)e?s$")
# What tells which one is meant, in words that the names in the other language do not have: "the report on noise".
_NARROWED = re.compile(r"\s+(?:about|between|for|of|on|with|des|der|für|mit|über|vom?n?|zu[mr]?|zwischen)\b", re.I)
_JOINTS = re.compile(r"[\W_]+")
# The best passages of documents that are all meant have about the same score.
_MARGIN = 2.0
# Scores count in deviations from the mean: of two passages alone, one is two better than the other.
_MARGIN_OF_FEW = 3.0
_FEW = 10
_LOOKED_AT = 10
_MOST = 5


def possible_documents(question: str, hits: Sequence[Hit], compared: int) -> list[str]:
    """Names of the documents that the question may mean, best first; [] when it is clear, or names none.

    Documents are meant alike when the noun that the question takes for known stands in the names or titles of
    several, nothing else in the question names one of them, and the best passage of each fits about as well.
    `compared` is how many passages the hits were chosen from.
    """
    best = _best_hits(hits)
    margin = _MARGIN if compared >= _FEW else _MARGIN_OF_FEW
    best = [hit for hit in best if best[0].score - hit.score <= margin]
    for match in _KNOWN.finditer(question):
        is_bare = _NARROWED.match(question, match.end()) is None
        # The first word may be an adjective, or what tells which: "the maintenance manual".
        for noun, kinds in ((match[1], _kinds(match[1]) if is_bare else frozenset()), (match[2], frozenset())):
            rivals = [hit for hit in best if _names(_name(hit), noun, kinds)] if noun else []
            if len(rivals) > 1 and not _tells_apart(question, noun, [_name(hit) for hit in rivals]):
                return [hit.passage.document for hit in rivals[:_MOST]]
    return []


def _best_hits(hits: Sequence[Hit]) -> list[Hit]:
    """The best hit of each document, of several versions of one only the best."""
    best: dict[str, Hit] = {}
    for hit in hits[:_LOOKED_AT]:
        best.setdefault(family_of(hit.passage.document), hit)
    return list(best.values())


def _name(hit: Hit) -> str:
    """File name and title of a document, in lower case."""
    return _JOINTS.sub(" ", f"{PurePosixPath(hit.passage.document).stem} {hit.passage.title or ''}").lower()


def _forms(noun: str) -> set[str]:
    return {noun.lower(), _CASE_ENDING.sub("", noun.lower())}


def _kinds(noun: str) -> frozenset[str]:
    """What else a document of this kind is called, in either language."""
    return frozenset().union(*(kind for kind in _KINDS if kind & _forms(noun)))


def _names(name: str, noun: str, kinds: Set[str]) -> bool:
    """Whether a name has the noun in any form, a compound that ends with it, or such a one of the same kind."""
    ends = any(word.endswith((*_forms(noun), *kinds)) for word in name.split())
    return ends or bool(analyse_in_all_languages(noun) & analyse_in_all_languages(name))


def _tells_apart(question: str, noun: str, names: Sequence[str]) -> bool:
    """Whether another word of the question, or a day, stands in the names of some of the documents only."""
    asked = dates_of_papers(question)
    dated = [bool(asked & dates_of_name(name)) for name in names]
    if any(dated) and not all(dated):
        return True
    known = [analyse_in_all_languages(name) for name in names]
    others = [word for word in question_words(question) if not word & analyse_in_all_languages(noun)]
    return any(0 < sum(bool(word & name) for name in known) < len(known) for word in others)
