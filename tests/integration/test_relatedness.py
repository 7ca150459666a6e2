"""How much the best passage has to do with a question goes into the score, where chance is known."""

from __future__ import annotations

from tests.fakes import JudgingModel

THINGS = "Kessel Ventil Pumpe Rohr Filter Tank Lager Motor Riemen Sieb Düse Kupplung".split()
PLACES = "Keller Hof Turm Schuppen Garten Flur".split()
ABOUT = "Wo steht der Motor, im Turm oder im Garten?"
OTHER = "Wer gewann voriges Jahr das Endspiel?"


def _documents(count: int) -> dict[str, str]:
    pairs = [(thing, place) for thing in THINGS for place in PLACES][:count]
    return {f"{thing}-{place}.md": f"# {thing}\n\nHier steht: {thing} und {place}.\n" for thing, place in pairs}


def _signals(library_of, count: int, question: str) -> dict[str, float]:
    model = JudgingModel(replies={"Motor": (0.9, "Im Turm."), "Endspiel": (0.9, "Der Tank.")})
    with library_of(_documents(count), model) as library:
        return library.ask(question).signals


def test_a_question_about_other_things_is_less_related(library_of):
    about, other = (_signals(library_of, 72, question)["related"] for question in (ABOUT, OTHER))
    assert other < 4 < about


def test_few_passages_do_not_tell_what_chance_is(library_of):
    assert "related" not in _signals(library_of, 30, ABOUT)
