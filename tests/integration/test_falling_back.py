"""A reply that nothing carries gives way to the sentence that was read, where the judge is sure of the passage."""

from __future__ import annotations

import pytest

from rag import AnswerStatus
from tests.fakes import JudgingModel

UPKEEP = "Die Wartung des Kessels kostet 340 Euro im Jahr."
TEXT = f"# Kessel\n\nDer Kessel steht im Keller. {UPKEEP}\n"
WRONG = "Die Wartung des Kessels kostet 990 Euro im Jahr."
QUESTION = "Was kostet die Wartung des Kessels im Jahr?"


@pytest.fixture
def ask(library_of):
    def ask(certainty: float, reply: str, question: str = QUESTION):
        model = JudgingModel(replies={"Kessel": (certainty, reply)})
        with library_of({"kessel.md": TEXT}, model) as library:
            return library.ask(question)

    return ask


def test_a_wrong_figure_gives_way_to_the_sentence(ask):
    answer = ask(0.97, WRONG)
    assert answer.status is AnswerStatus.ANSWERED
    assert [each.quote for each in answer.citations] == [UPKEEP]
    assert "990" not in answer.text


def test_it_is_not_found_where_the_judge_is_less_sure(ask):
    answer = ask(0.5, WRONG)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.citations == ()


def test_what_the_passage_does_not_name_is_not_told_by_its_sentences(ask):
    question = "Was kostet die Wartung des Kessels in Norwegen im Jahr?"
    answer = ask(0.97, "In Norwegen kostet die Wartung des Kessels von Hydroterm 340 Euro im Jahr.", question)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert [each.objection for each in answer.statements] == ["names"]


def test_a_sentence_with_another_name_of_the_question_is_told_all_the_same(library_of):
    bus = "It leaves Brennhagen at 6:15 and comes back from Rothmoor at 16:30."
    model = JudgingModel(replies={"bus": (0.97, "The bus to the Bavarian plant leaves Brennhagen at 6:15.")})
    with library_of({"bus.md": f"# Bus\n\nThere is a bus between the two sites. {bus}\n"}, model) as library:
        answer = library.ask("At what time does the bus to the Bavarian plant leave Brennhagen?")
    assert [each.quote for each in answer.citations] == [bus]


class _Choosing(JudgingModel):
    """Sees an answer wherever the passage as a whole, or `telling` by itself, is shown."""

    telling: str

    def yes_probability(self, messages):
        self.asked += 1
        shown = str(messages[-1].content)
        return 0.97 if ("Keller" in shown and UPKEEP in shown) or self.telling in shown else 0.1


@pytest.mark.parametrize(
    ("telling", "quote"),
    [
        ("Ein Vertrag darüber kostet 55 Euro im Monat.", "Ein Vertrag darüber kostet 55 Euro im Monat."),
        (UPKEEP, UPKEEP),
        ("nothing that is written", None),  # the passage as a whole is no reason to tell any of its sentences
    ],
)
def test_the_sentence_that_answers_by_itself_is_quoted_not_the_closest_one(library_of, telling, quote):
    text = f"# Kessel\n\nDer Kessel steht im Keller. {UPKEEP} Ein Vertrag darüber kostet 55 Euro im Monat.\n"
    model = _Choosing(replies={"Kessel": (0.97, WRONG)}, telling=telling)
    with library_of({"kessel.md": text}, model) as library:
        answer = library.ask(QUESTION)
    assert [each.quote for each in answer.citations] == ([] if quote is None else [quote])
    assert answer.status is (AnswerStatus.NOT_FOUND if quote is None else AnswerStatus.ANSWERED)
    # The passage, then its two sentences that tell an amount.
    assert model.asked == 3


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [
        ("Störungsmeldungen werden von einem Modell sortiert.", False),
        ("Störungen darf jeder dem Hausmeister melden.", True),
    ],
)
def test_to_a_question_for_yes_or_no_a_sentence_that_says_neither_is_not_quoted(library_of, sentence, is_told):
    model = JudgingModel(replies={"Störung": (0.97, "Ja, das geht jederzeit und kostenlos.")})
    with library_of({"kessel.md": f"# Keller\n\n{sentence}\n"}, model) as library:
        answer = library.ask("Kann ich eine Störung per Mail melden?")
    assert [each.quote for each in answer.citations] == ([sentence] if is_told else [])


def test_where_the_reply_tells_a_wrong_figure_a_sentence_without_one_is_not_quoted(library_of):
    text = "# Kessel\n\nDie Wartung des Kessels im Jahr übernimmt der Vermieter.\n"
    model = JudgingModel(replies={"Kessel": (0.97, WRONG)})
    with library_of({"kessel.md": text}, model) as library:
        answer = library.ask("Welchen Betrag macht die Wartung des Kessels im Jahr aus?")
    assert (answer.status, answer.citations) == (AnswerStatus.NOT_FOUND, ())
    assert [each.objection for each in answer.statements] == ["numbers"]


def test_where_the_reply_is_about_what_no_sentence_speaks_of_none_of_these_is_quoted(library_of):
    text = "# Schiff\n\nDie Rettungsinseln werden alle 12 Monate geprüft. Der Anker an Bord wiegt 300 kg.\n"
    model = JudgingModel(replies={"Probezeit": (0.97, "Die Probezeit ist alle 12 Monate.")})
    with library_of({"schiff.md": text}, model) as library:
        answer = library.ask("Wie lange ist die Probezeit an Bord?")
    assert (answer.status, answer.citations) == (AnswerStatus.NOT_FOUND, ())
    assert [each.objection for each in answer.statements] == ["subject"]


def test_there_a_sentence_with_a_word_of_the_question_is_quoted(library_of):
    trial = "In der Probezeit gilt eine Frist von zwei Wochen."
    text = (
        f"# Arbeit\n\n{trial} Im ersten halben Jahr ist Schluss damit. Die Inseln werden alle 12 Monate geprüft.\n"
    )
    model = JudgingModel(replies={"Probezeit": (0.97, "Die Probezeit ist alle 12 Monate.")})
    with library_of({"arbeit.md": text}, model) as library:
        answer = library.ask("Wie lange ist die Probezeit?")
    assert [each.quote for each in answer.citations] == [trial]
    assert [each.objection for each in answer.statements] == [""]


class _Telling(JudgingModel):
    """Sees an answer wherever `telling` is shown."""

    telling: str

    def yes_probability(self, messages):
        return 0.9 if self.telling in str(messages[-1].content) else 0.05


def test_a_mere_yes_does_not_stand_on_a_sentence_about_another_number(library_of):
    calls = "Calls about a fault are taken for class 1 only."
    text = f"# Fault\n\nFaults of class 2 are mended within a day. {calls}\n"
    yes = {"fault": (0.9, "Yes, you can call about a fault of class 2.")}
    model = _Telling(replies=yes, telling=calls)
    with library_of({"faults.md": text}, model) as library:
        answer = library.ask("Can I call about a fault of class 2?")
    assert (answer.status, answer.citations) == (AnswerStatus.NOT_FOUND, ())


DOGS = "Hunde sind im Büro nicht erlaubt."
PRINTING = "Auch für den Hund sind private Ausdrucke im Büro nicht umsonst."


NO = "Nein, den Hund darf man nicht mit ins Büro bringen."


class _Exact(JudgingModel):
    """Sees an answer in the page as a whole, and in `telling` by itself."""

    telling: str

    def yes_probability(self, messages):
        shown = str(messages[-1].content)
        return 0.9 if (DOGS in shown and PRINTING in shown) or self.telling in shown else 0.05


@pytest.mark.parametrize("telling", [DOGS, PRINTING])
def test_a_mere_no_stands_on_the_sentence_that_answers_whichever_is_closest(library_of, telling):
    model = _Exact(replies={"Büro": (0.9, NO)}, telling=telling)
    with library_of({"office.md": f"# Hausordnung\n\n{DOGS} {PRINTING}\n"}, model) as library:
        answer = library.ask("Darf ich meinen Hund mit ins Büro bringen?")
    assert answer.status is AnswerStatus.ANSWERED
    assert [each.quote for each in answer.citations] == [telling]
    assert answer.text == f"{NO} („{telling}“) [1]"


def test_a_mere_no_that_no_sentence_carries_is_not_told(library_of):
    model = _Exact(replies={"Büro": (0.9, NO)}, telling="nothing that is written")
    with library_of({"office.md": f"# Hausordnung\n\n{DOGS} {PRINTING}\n"}, model) as library:
        answer = library.ask("Darf ich meinen Hund mit ins Büro bringen?")
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.citations == ()


def test_a_sentence_of_another_year_answers_nothing_by_itself(library_of):
    text = "# Growth\n\nThe firm plans growth of 9 percent for 2024. The firm had growth of 2 percent in 2022.\n"
    model = JudgingModel(replies={"growth": (0.97, "The firm had growth of 9 percent in 2022.")})
    with library_of({"growth.md": text}, model) as library:
        answer = library.ask("How much growth did the firm have in 2022?")
    assert [each.quote for each in answer.citations] == ["The firm had growth of 2 percent in 2022."]


@pytest.mark.parametrize(
    ("text", "question", "reply"),
    [
        (
            "# Debts\n\nThe hedged debts of the firm are 7.8 million EUR.\n",
            "What is the largest of the debts of the firm?",
            "The largest of the debts of the firm is 7.8 million EUR.",
        ),
        (
            "| Item | 2022 | 2023 |\n|---|---|---|\n| Elsewhere | 5,530 | 6,020 |\n",
            "What were the debts of the firm in 2023?",
            "The debts of the firm were 7,000 in 2023.",
        ),
    ],
)
def test_a_sentence_without_what_is_asked_for_is_no_answer_by_itself(library_of, text, question, reply):
    model = JudgingModel(replies={"The hedged debts": (0.97, reply), "Elsewhere": (0.97, reply)})
    with library_of({"debts.md": text}, model) as library:
        answer = library.ask(question)
    assert answer.status is AnswerStatus.NOT_FOUND
