"""Of several versions of a document the newest counts, and what another one says instead is named."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import AnswerStatus
from rag.types import Hit, Passage
from rag.versions import family_of, prefer_current, superseded_documents, version_of, version_pattern
from tests.fakes import ScriptedModel

KILOMETRE = "Eigener Wagen\n\nFür Fahrten mit dem eigenen Wagen werden {rate} Euro je Kilometer erstattet."
QUESTION = "Was wird für Fahrten mit dem eigenen Wagen je Kilometer erstattet?"
_SENTENCE = "Für Fahrten mit dem eigenen Wagen werden {} Euro je Kilometer erstattet."


@pytest.fixture
def ask(library_of):
    """Answer a question from files of these names and rates, with a model that always tells `told`."""

    def ask(files: dict[str, str], told: str, question: str = QUESTION, before: dict[str, str] | None = None):
        heads = {name: f"{text}\n\n" for name, text in (before or {}).items()}
        rules = {name: heads.get(name, "") + KILOMETRE.format(rate=rate) for name, rate in files.items()}
        reply = f"Für Fahrten mit dem eigenen Wagen werden {told} Euro je Kilometer erstattet."
        with library_of(rules, ScriptedModel(reply=reply)) as library:
            answer = library.ask(question)
            for each in answer.citations:
                assert library.page(each.document_id, each.page).text[each.start : each.end] == each.quote
            return answer

    return ask


def test_the_superseded_version_is_named(ask):
    answer = ask({"reise-2022.txt": "0,30", "reise-2025.txt": "0,38"}, "0,38")
    assert answer.status is AnswerStatus.ANSWERED
    first, second = answer.citations
    assert (first.document, second.document, second.number) == ("reise-2025.txt", "reise-2022.txt", 2)
    assert answer.text.endswith(
        "Die frühere, überholte Fassung von 2022 (reise-2022.txt) sagt:"
        " „Für Fahrten mit dem eigenen Wagen werden 0,30 Euro je Kilometer erstattet.“ [2]"
    )


def test_who_asks_for_an_old_version_learns_of_the_newer_one(ask):
    question = "Was wurde 2022 für Fahrten mit dem eigenen Wagen je Kilometer erstattet?"
    answer = ask({"reise-2022.txt": "0,30", "reise-2025.txt": "0,38"}, "0,30", question)
    assert [each.document for each in answer.citations] == ["reise-2022.txt", "reise-2025.txt"]
    assert "Die neuere Fassung von 2025 (reise-2025.txt) sagt: „Für Fahrten" in answer.text


@pytest.mark.parametrize(
    ("question", "coming", "superseded"),
    [
        (QUESTION, (), {"reise-2022.txt"}),
        (QUESTION, ("reise-2025.txt",), {"reise-2025.txt"}),
        (f"{QUESTION[:-1]} 2022?", (), set()),
    ],
)
def test_hits_of_versions_that_do_not_hold_are_marked(question, coming, superseded):
    names = ("reise-2022.txt", "reise-2025.txt", "auto.txt")
    hits = [Hit(Passage(n, n, name, 1, 0, 4, "Text"), 9.0 - n) for n, name in enumerate(names)]
    preferred = prefer_current(question, hits, names, coming)
    assert {each.passage.document for each in preferred if each.superseded} == superseded


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Die Probezeit im Werk dauert drei Monate.", "Die Probezeit im Werk dauert sechs Monate."),
        ("Die Probezeit im Werk endet am 31. März.", "Die Probezeit im Werk endet am 30. April."),
        ("Die Probezeit ist im Werk nicht verkürzbar.", "Die Probezeit ist im Werk verkürzbar."),
        ("Zur Probezeit gehören im Werk 2 Gespräche.", "Zur Probezeit gehören im Werk 3 Gespräche."),
    ],
    ids=["number word", "day", "negation", "what is counted"],
)
def test_a_superseded_version_is_named_whatever_it_says_otherwise(library_of, old, new):
    rules = {f"werk-{year}.txt": f"Gültig ab 01.02.{year}\n\n{text}" for year, text in ((2022, old), (2025, new))}
    with library_of(rules, ScriptedModel(reply=new)) as library:
        answer = library.ask("Was gilt für die Probezeit im Werk?")
    assert answer.text.endswith(
        "Die frühere, überholte Fassung von 2022 (werk-2022.txt, 01.02.2022; zitiert: werk-2025.txt, 01.02.2025)"
        f" sagt: „{old}“ [2]"
    )


@pytest.mark.parametrize(
    "files",
    [
        {"reise-2022.txt": "0,38", "reise-2025.txt": "0,38"},  # they agree
        {"reise-2025.txt": "0,38", "auto-2022.txt": "0,38"},
    ],
)
def test_documents_that_agree_are_not_told_of(ask, files):
    answer = ask(files, "0,38")
    assert "sagt:" not in answer.text
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"reise-2025.txt": "0,38", "auto-2022.txt": "0,30"},  # no version of this one
        {"reise-v2.txt": "0,38", "reise-vor-ort-v1.txt": "0,30"},
        {"reise.txt": "0,38", "reise-alt.txt": "0,30"},  # the names do not say which is newer
    ],
)
def test_another_document_that_says_otherwise_is_named_but_not_as_a_version(ask, files):
    answer = ask(files, "0,38")
    assert "Fassung" not in answer.text
    assert [each.document for each in answer.citations] == list(files)
    assert f"Ein anderes Dokument ({list(files)[1]}) sagt: „Für Fahrten" in answer.text


@pytest.mark.parametrize(
    ("question", "said", "other"),
    [
        (
            "Wer leitet die Werkstatt in Kiel?",
            "Frau Lindner leitet die Werkstatt in Kiel.",
            "Die Werkstatt in Kiel leitet Herr Dr. Koch.",
        ),
        (
            "Welche Firma reinigt die Werkstatt in Kiel?",
            "Die Werkstatt in Kiel reinigt die Nordglanz Services GmbH.",
            "Die Werkstatt in Kiel reinigt die Blinkfein AG.",
        ),
        (
            "Wie viele Parkplätze hat die Werkstatt in Kiel?",
            "Die Werkstatt in Kiel hat 40 Parkplätze.",
            "Die Werkstatt in Kiel hat 55 Parkplätze.",
        ),
    ],
    ids=["person", "firm", "what is counted"],
)
def test_documents_that_name_or_count_otherwise_are_both_shown(library_of, question, said, other):
    rules = {
        "handbuch.txt": f"Handbuch\n\nStand: 1. März 2025\n\n{said}",
        "aushang.txt": f"Aushang\n\n{other}",
        "kantine.txt": "Kantine\n\nFrau Sommer leitet die Kantine in Kiel. Sie hat 90 Stühle.",
    }
    with library_of(rules, ScriptedModel(reply=said)) as library:
        answer = library.ask(question)
    assert [each.quote for each in answer.citations] == [said, other]
    assert answer.text == (
        f"{said} [1]\n\nEin anderes Dokument (aushang.txt; zitiert: handbuch.txt, 01.03.2025) sagt: „{other}“ [2]"
    )


def test_of_documents_that_disagree_the_newer_one_is_named_by_its_date(ask):
    dated = {"handbuch.txt": "0,38", "aushang.txt": "0,30"}
    answer = ask(
        dated, "0,38", before={"handbuch.txt": "Stand: 1. März 2025", "aushang.txt": "Gültig ab 01.01.2023"}
    )
    assert (
        "Ein älteres, überholtes Dokument (aushang.txt, 01.01.2023; zitiert: handbuch.txt, 01.03.2025) sagt:"
        in answer.text
    )


def test_the_date_of_one_is_told_where_the_other_tells_none(ask):
    answer = ask(
        {"handbuch.txt": "0,38", "aushang.txt": "0,30"},
        "0,38",
        before={"handbuch.txt": "Stand: 1. März 2025", "aushang.txt": "Aushang"},
    )
    assert "Ein anderes Dokument (aushang.txt; zitiert: handbuch.txt, 01.03.2025) sagt:" in answer.text


def test_of_documents_that_disagree_the_newer_one_is_told_first(ask):
    dated = {"handbuch.txt": "0,38", "aushang.txt": "0,30"}
    answer = ask(
        dated, "0,38", before={"handbuch.txt": "Stand: 1. März 2023", "aushang.txt": "Gültig ab 01.01.2025"}
    )
    assert answer.text == (
        "Ein neueres Dokument (aushang.txt, 01.01.2025) sagt:"
        " „Für Fahrten mit dem eigenen Wagen werden 0,30 Euro je Kilometer erstattet.“ [2]\n\n"
        "Überholt ist damit (handbuch.txt, 01.03.2023):"
        " Für Fahrten mit dem eigenen Wagen werden 0,38 Euro je Kilometer erstattet. [1]"
    )


def _quote(library_of, files, question=QUESTION, **model):
    """The notice, and the documents and words of the quotes, of an answer without a model."""
    with library_of(files, ScriptedModel(**(model or {"reply": ""}))) as library:
        answer = library.ask(question) if model else library.quote(question)
        for number, each in enumerate(answer.citations, 1):
            assert each.number == number
            assert library.page(each.document_id, each.page).text[each.start : each.end] == each.quote
            assert f"[{number}]" in answer.text
    return answer, [(each.document, each.quote) for each in answer.citations]


_OLD, _NEW = _SENTENCE.format("0,30"), _SENTENCE.format("0,38")


def test_of_quotes_that_disagree_the_newer_one_comes_first(library_of):
    dated = {"handbuch.txt": "Gültig ab 01.01.2023", "aushang.txt": "Gültig ab 01.01.2025"}
    said = {"handbuch.txt": _OLD.replace("0,30", "auf Antrag 0,38"), "aushang.txt": _OLD}
    # By itself the older one is the best quote.
    undated, quotes = _quote(library_of, said)
    assert quotes == list(said.items())
    assert undated.notice == "Ein anderes Dokument (aushang.txt) sagt dazu: [2]."
    answer, quotes = _quote(library_of, {name: f"{date}\n\n{said[name]}" for name, date in dated.items()})
    assert [each for each in quotes if each[1] in said.values()] == list(said.items())[::-1] == quotes[:2]
    assert answer.notice == (
        "Ein neueres Dokument (aushang.txt, 01.01.2025) sagt dazu: [1]."
        " Überholt ist damit (handbuch.txt, 01.01.2023): [2]."
    )


def test_of_quotes_that_disagree_the_older_one_is_named(library_of):
    files = {"reise-2022.txt": KILOMETRE.format(rate="0,30"), "reise-2025.txt": KILOMETRE.format(rate="0,38")}
    answer, quotes = _quote(library_of, files)
    assert quotes[:2] == [("reise-2025.txt", _NEW), ("reise-2022.txt", _OLD)]
    assert answer.notice == "Die frühere, überholte Fassung von 2022 (reise-2022.txt) sagt dazu: [2]."


def test_when_the_model_fails_its_quotes_are_in_order_too(library_of):
    files = {"reise-2022.txt": KILOMETRE.format(rate="0,30"), "reise-2025.txt": KILOMETRE.format(rate="0,38")}
    answer, quotes = _quote(library_of, files, reply="eins", fail_after=0)
    assert (answer.status, [name for name, _ in quotes[:2]]) == ("failed", ["reise-2025.txt", "reise-2022.txt"])
    assert "Die frühere, überholte Fassung von 2022 (reise-2022.txt) sagt dazu: [2]." in answer.notice


@pytest.mark.parametrize(
    "other",
    [
        f"Gültig ab 01.01.2025\n\n{_OLD}",
        "Gültig ab 01.01.2025\n\nFür Fahrten mit dem eigenen Rad werden 0,10 Euro gezahlt, wenn der Betriebsrat"
        " zustimmt und die Strecke im Winter nicht geräumt wird.",
    ],
    ids=["the same", "another matter"],
)
def test_quotes_that_do_not_disagree_stay_as_they_are(library_of, other):
    answer, quotes = _quote(library_of, {"aushang.txt": f"Gültig ab 01.01.2023\n\n{_OLD}", "handbuch.txt": other})
    assert (answer.notice, quotes[0][1]) == (None, _OLD)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("Datum: 12.03.2022", "Datum: 1. Februar 2025", ("12.03.2022", "01.02.2025")),
        ("Date: 12 March 2022", "Published on 1 February 2025", ("12.03.2022", "01.02.2025")),
        ("Stand: März 2022", "Letzte Änderung: 02/2025", ("März 2022", "Februar 2025")),
    ],
)
def test_a_date_of_issue_tells_which_is_newer_but_not_since_when_it_holds(ask, old, new, places):
    before = {"handbuch.txt": old, "aushang.txt": new}
    answer = ask({"handbuch.txt": "0,38", "aushang.txt": "0,30"}, "0,38", before=before)
    assert answer.text == (
        f"Ein neueres Dokument (aushang.txt, {places[1]}) sagt: „{_SENTENCE.format('0,30')}“ [2]\n\n"
        f"Überholt ist damit (handbuch.txt, {places[0]}): {_SENTENCE.format('0,38')} [1]"
    )


def test_of_two_documents_of_one_month_none_is_called_newer(ask):
    before = {"handbuch.txt": "Stand: März 2025", "aushang.txt": "Datum: 12.03.2025"}
    answer = ask({"handbuch.txt": "0,38", "aushang.txt": "0,30"}, "0,38", before=before)
    assert "Ein anderes Dokument (aushang.txt, 12.03.2025; zitiert: handbuch.txt, März 2025) sagt:" in answer.text


def test_a_document_issued_on_a_later_day_is_not_said_to_be_coming(ask):
    before = {"handbuch.txt": "Stand: 1. März 2025", "aushang.txt": "Datum: 01.01.2098"}
    answer = ask({"handbuch.txt": "0,38", "aushang.txt": "0,90"}, "0,38", before=before)
    assert "Ein neueres Dokument (aushang.txt, 01.01.2098) sagt:" in answer.text
    assert "gilt" not in answer.text


def test_versions_are_shown_with_the_dates_they_tell(ask):
    before = {"reise-2022.txt": "Gültig ab 01.04.2022", "reise-2025.txt": "Stand: 1. März 2025"}
    answer = ask({"reise-2022.txt": "0,30", "reise-2025.txt": "0,38"}, "0,38", before=before)
    assert (
        "Die frühere, überholte Fassung von 2022"
        " (reise-2022.txt, 01.04.2022; zitiert: reise-2025.txt, 01.03.2025) sagt:" in answer.text
    )


_COMING = {"reise-2025.txt": "Gültig ab 01.03.2025", "reise-2098.txt": "Gültig ab 1. Januar 2098"}


def test_a_version_that_is_not_in_force_yet_does_not_win_and_is_named_as_coming(ask):
    answer = ask({"reise-2025.txt": "0,38", "reise-2098.txt": "0,90"}, "0,38", before=_COMING)
    assert answer.hits[0].passage.document == "reise-2025.txt"
    assert answer.text == (
        f"{_SENTENCE.format('0,38')} [1]\n\nAb 01.01.2098 gilt etwas anderes: Die Fassung von 2098"
        f" (reise-2098.txt; zitiert: reise-2025.txt, 01.03.2025) sagt: „{_SENTENCE.format('0,90')}“ [2]"
    )


def test_the_superseded_version_is_named_before_the_coming_one(ask):
    rates = {"reise-2022.txt": "0,30", "reise-2025.txt": "0,38", "reise-2098.txt": "0,90"}
    answer = ask(rates, "0,38", before={"reise-2022.txt": "Reisen", **_COMING})
    assert [each.document for each in answer.citations] == ["reise-2025.txt", "reise-2022.txt", "reise-2098.txt"]
    assert answer.text.index("überholte Fassung von 2022") < answer.text.index("Ab 01.01.2098 gilt etwas anderes")


def test_who_is_told_what_comes_hears_first_what_is_in_force(ask):
    answer = ask({"reise-2025.txt": "0,38", "reise-2098.txt": "0,90"}, "0,90", before=_COMING)
    assert answer.text == (
        "Die derzeit geltende Fassung von 2025 (reise-2025.txt, 01.03.2025) sagt:"
        f" „{_SENTENCE.format('0,38')}“ [2]\n\nErst ab 01.01.2098 gilt (reise-2098.txt):"
        f" {_SENTENCE.format('0,90')} [1]"
    )


def test_who_asks_for_the_coming_version_gets_it(ask):
    question = "Was wird 2098 für Fahrten mit dem eigenen Wagen je Kilometer erstattet?"
    answer = ask({"reise-2025.txt": "0,38", "reise-2098.txt": "0,90"}, "0,90", question, before=_COMING)
    assert answer.hits[0].passage.document == "reise-2098.txt"
    assert answer.text.startswith(f"{_SENTENCE.format('0,90')} [1]\n\nDie derzeit geltende Fassung von 2025")


def test_a_coming_version_that_says_the_same_is_not_told_of(ask):
    answer = ask({"reise-2025.txt": "0,38", "reise-2098.txt": "0,38"}, "0,38", before=_COMING)
    assert answer.text == f"{_SENTENCE.format('0,38')} [1]"


_ENDED = {"reise-2022.txt": "Gültig ab 01.04.2022", "reise-2025.txt": "Gültig ab 12.03.2025 bis 31.05.2025"}


def test_a_version_that_has_ended_does_not_win_and_is_told_as_ended(ask):
    answer = ask({"reise-2022.txt": "0,30", "reise-2025.txt": "0,38"}, "0,30", before=_ENDED)
    assert answer.hits[0].passage.document == "reise-2022.txt"
    assert {each.passage.document for each in answer.hits if each.superseded} == {"reise-2025.txt"}
    assert answer.text == (
        f"{_SENTENCE.format('0,30')} [1]\n\nDie Fassung von 2025, die nur bis 31.05.2025 galt,"
        f" (reise-2025.txt, 12.03.2025; zitiert: reise-2022.txt, 01.04.2022) sagt: „{_SENTENCE.format('0,38')}“ [2]"
    )


def test_who_is_told_what_has_ended_hears_first_what_has_not(ask):
    answer = ask({"reise-2022.txt": "0,30", "reise-2025.txt": "0,38"}, "0,38", before=_ENDED)
    assert answer.text == (
        "Die nicht abgelaufene Fassung von 2022 (reise-2022.txt, 01.04.2022) sagt:"
        f" „{_SENTENCE.format('0,30')}“ [2]\n\nNur bis 31.05.2025 galt (reise-2025.txt, 12.03.2025):"
        f" {_SENTENCE.format('0,38')} [1]"
    )


def test_a_version_that_has_not_ended_yet_wins(ask):
    before = {**_ENDED, "reise-2025.txt": "Gültig ab 12.03.2025 bis 31.05.2098"}
    answer = ask({"reise-2022.txt": "0,30", "reise-2025.txt": "0,38"}, "0,38", before=before)
    assert {each.passage.document for each in answer.hits if each.superseded} == {"reise-2022.txt"}
    assert (
        "überholte Fassung von 2022 (reise-2022.txt, 01.04.2022;"
        " zitiert: reise-2025.txt, 12.03.2025, gültig bis 31.05.2098) sagt:" in answer.text
    )


def test_behind_one_that_has_ended_the_newest_in_force_is_told(ask):
    rates = {"reise-2022.txt": "0,30", "reise-2024.txt": "0,35", "reise-2025.txt": "0,38"}
    question = "Was wurde 2022 für Fahrten mit dem eigenen Wagen je Kilometer erstattet?"
    answer = ask(rates, "0,30", question, before={**_ENDED, "reise-2024.txt": "Gültig ab 01.01.2024"})
    assert [each.document for each in answer.citations] == ["reise-2022.txt", "reise-2024.txt"]
    assert "Die neuere Fassung von 2024 (reise-2024.txt, 01.01.2024;" in answer.text


def test_a_newer_document_that_has_ended_supersedes_none(library_of):
    rules = {
        "handbook.txt": "Handbook\nEffective from 1 April 2022\n\nThe night shift bonus at Kiel is 30 euros.",
        "notice.txt": "Notice\nEffective from 12 March 2025, valid until 31 May 2025\n\n"
        "The night shift bonus at Kiel is 45 euros.",
    }
    said, other = "The night shift bonus at Kiel is 30 euros.", "The night shift bonus at Kiel is 45 euros."
    for first, text in (
        (
            said,
            f"{said} [1]\n\nA document that was valid until 2025-05-31 only"
            f" (notice.txt, 2025-03-12; cited: handbook.txt, 2022-04-01) says: “{other}” [2]",
        ),
        (
            other,
            f"A document that has not expired (handbook.txt, 2022-04-01) says: “{said}” [2]\n\n"
            f"Only until 2025-05-31 this was valid (notice.txt, 2025-03-12): {other} [1]",
        ),
    ):
        with library_of(rules, ScriptedModel(reply=first)) as library:
            assert library.ask("How much is the night shift bonus at Kiel?").text == text


def test_a_document_that_is_no_version_may_be_coming_too(ask):
    before = {"handbuch.txt": "Stand: 1. März 2025", "aushang.txt": "In Kraft ab 01.01.2098"}
    answer = ask({"handbuch.txt": "0,38", "aushang.txt": "0,90"}, "0,38", before=before)
    assert "Ab 01.01.2098 gilt etwas anderes: Ein anderes Dokument (aushang.txt; zitiert: handbuch" in answer.text


def test_versions_may_be_numbered_and_of_different_formats(ask):
    answer = ask({"reise_v9.md": "0,30", "reise_v10.txt": "0,38"}, "0,38")
    assert [each.document for each in answer.citations] == ["reise_v10.txt", "reise_v9.md"]
    assert "Die frühere, überholte Fassung 9 (reise_v9.md) sagt:" in answer.text


def test_a_question_may_name_the_old_number(ask):
    question = "Was wird nach Version 9 für Fahrten mit dem eigenen Wagen je Kilometer erstattet?"
    answer = ask({"reise_v9.txt": "0,30", "reise_v10.txt": "0,38"}, "0,30", question)
    assert "Die neuere Fassung 10 (reise_v10.txt) sagt: „Für Fahrten" in answer.text


_NAMES = st.text(st.sampled_from("ab*?[]-/."), max_size=5)


@given(_NAMES, st.integers(1900, 2099), st.integers(1900, 2099), _NAMES)
def test_a_pattern_finds_the_versions_of_a_name_and_the_family_no_others(before, year, other, after):
    name, twin = f"{before}{year}{after}.pdf", f"{before}{other}{after}.txt"
    with sqlite3.connect(":memory:") as connection:
        assert connection.execute("SELECT ? GLOB ?", (twin, version_pattern(name))).fetchone()[0]
    assert family_of(twin) == family_of(name)
    assert family_of(f"{before}{other}{after}x.pdf") != family_of(name)
    assert version_of(name).label == str(year)


def test_the_newest_of_a_family_is_not_superseded():
    names = ["reise-2022.pdf", "reise-2025.pdf", "reise-2019.pdf", "preise-2020.pdf", "handbuch.pdf"]
    assert superseded_documents(names).keys() == {"reise-2022.pdf", "reise-2019.pdf"}
    assert superseded_documents(names, {"reise-2025.pdf"}).keys() == {"reise-2025.pdf", "reise-2019.pdf"}
    assert superseded_documents(names, set(names)).keys() == {"reise-2022.pdf", "reise-2019.pdf"}
    assert superseded_documents(names, (), {"reise-2025.pdf"}).keys() == {"reise-2025.pdf", "reise-2019.pdf"}
    assert superseded_documents(names, (), set(names)).keys() == {"reise-2022.pdf", "reise-2019.pdf"}
    # None is in force: one that was before one that will be.
    past = {"reise-2022.pdf", "reise-2019.pdf"}
    assert superseded_documents(names, {"reise-2025.pdf"}, past).keys() == {"reise-2025.pdf", "reise-2019.pdf"}
    assert version_pattern("handbuch.pdf") is None
    assert version_of("handbuch.pdf") is None


@pytest.mark.parametrize(
    ("name", "label"),
    [("a/plan v2.1.docx", "2.1"), ("plan-V3.pdf", "3"), ("plan_version 4.md", "4"), ("plan-v1-2024.pdf", "2024")],
)
def test_numbers_of_versions_are_read(name, label):
    assert version_of(name).label == label


@pytest.mark.parametrize("name", ["av2.pdf", "v2x.pdf", "rev2.pdf", "v1234.pdf", "plan.v", "dvd-5.txt"])
def test_other_numbers_are_no_versions(name):
    assert version_of(name) is None
