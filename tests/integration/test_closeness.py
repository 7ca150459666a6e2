"""How close the closest passage comes to a question goes into the score, where the scale of that is known."""

from __future__ import annotations

from rag.answerability import ENOUGH_CLOSENESS
from rag.embedding import E5_SMALL_Q4
from tests.fakes import HashingEmbedder, JudgingModel

THINGS = "Kessel Ventil Pumpe Rohr Filter Tank Lager Motor Riemen Sieb Düse Kupplung".split()
PLACES = "Keller Hof Turm Schuppen Garten Flur".split()
ABOUT = "Wo steht der Motor, im Turm oder im Garten?"
OTHER = "Wer gewann voriges Jahr das Endspiel?"


def _documents() -> dict[str, str]:
    pairs = [(thing, place) for thing in THINGS for place in PLACES]
    return {
        f"{thing}-{place}.md": f"# {thing}\n\nHier steht: {thing} und {place}. Beides wird jeden Herbst geprüft.\n"
        for thing, place in pairs
    }


def _signals(library_of, question: str, fingerprint: str = E5_SMALL_Q4.fingerprint) -> dict[str, float]:
    model = JudgingModel(replies={"Motor": (0.9, "Im Turm."), "Endspiel": (0.9, "Der Tank.")})
    with library_of(_documents(), model, HashingEmbedder(fingerprint=fingerprint, dimension=1024)) as library:
        return library.ask(question).signals


def test_a_question_about_other_things_is_less_close(library_of):
    about, other = (_signals(library_of, question)["closeness"] for question in (ABOUT, OTHER))
    assert other < ENOUGH_CLOSENESS < about


def test_of_another_embedder_nobody_knows_what_is_close(library_of):
    assert "closeness" not in _signals(library_of, OTHER, "another@1")
