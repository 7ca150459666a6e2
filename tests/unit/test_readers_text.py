"""Plain text, Markdown and HTML become pages whose headings stand where the text says."""

import pytest

from ingest.readers.task import read_here
from ingest.readers.types import ReadLimits
from rag.errors import UnreadableCause, UnreadableDocument

GERMAN = "Maßnahmen für die Prüfung: 12 € je Stück – „genau so“."


@pytest.fixture
def read(tmp_path):
    def read_bytes(data, name="a.txt", **limits):
        path = tmp_path / "original"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        document = read_here(path, name, None, ReadLimits(**limits))
        for page in document.pages:
            for heading in page.headings:
                line = page.text[heading.start :].split("\n")[0]
                assert heading.text.split()[0] in line
        return document

    return read_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_in_the_usual_encodings(read, encoding):
    assert read(GERMAN.encode(encoding)).pages[0].text == GERMAN


def test_the_euro_sign_of_latin_9(read):
    assert read("Gebühr: 5 €".encode("iso8859-15")).pages[0].text == "Gebühr: 5 €"


def test_an_encoding_of_another_script_is_guessed(read):
    russian = "Настоящий договор вступает в силу с момента его подписания обеими сторонами. " * 3
    assert read(russian.encode("cp1251")).pages[0].text == russian.strip()


def test_a_form_feed_begins_a_page(read):
    document = read("eins\fzwei\f")
    assert [(page.number, page.text, page.body) for page in document.pages] == [
        (1, "eins", ((0, 4),)),
        (2, "zwei", ((0, 4),)),
    ]


def test_headings_of_plain_text(read):
    text = "Handbuch\n========\n\n1. Zweck\n\nText dazu.\n\n1.1 Geltung\n\nMehr Text."
    found = read(text).pages[0].headings
    assert [(heading.level, heading.text) for heading in found] == [
        (1, "Handbuch"),
        (1, "1. Zweck"),
        (2, "1.1 Geltung"),
    ]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("1. Geräte\nEin verlorenes Gerät ist zu melden.\nEs gilt eine Frist.", ["1. Geräte"]),
        (
            "Vertrag\n\n§ 2 Laufzeit\nDer Vertrag endet am 31. Dezember 2028.\n\n§ 3 Ende",
            ["§ 2 Laufzeit", "§ 3 Ende"],
        ),
        ("2.1 Scope\nThese rules hold for all employees.", ["2.1 Scope"]),
        # Lines that could not have gone on: of a wrapped paragraph, of an address.
        ("1. Das verlorene Gerät ist dem Helpdesk der\nZentrale zu melden, und zwar gleich.", []),
        ("1. Müller und Partner\nHauptstraße 5\nWeilburg", []),
        ("1. Geräte.\nEin verlorenes Gerät ist zu melden.", []),
        ("1. Geräte\nwerden gemeldet, sobald sie verloren sind.", []),
        ("1. Geräte\n2. Passwörter", []),
    ],
)
def test_a_numbered_line_above_its_paragraph_is_a_heading(read, text, headings):
    assert [heading.text for heading in read(text).pages[0].headings] == headings


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", UnreadableCause.EMPTY),
        (b"  \n\t\n", UnreadableCause.EMPTY),
        (b"text at first" * 700 + bytes(range(32)) * 500, UnreadableCause.DAMAGED),
        (b"\x00\x01\x02\x03binary", UnreadableCause.UNSUPPORTED),
    ],
)
def test_files_without_readable_text(read, data, cause):
    with pytest.raises(UnreadableDocument) as raised:
        read(data)
    assert raised.value.cause == cause


def test_a_text_file_beyond_the_limit(read):
    with pytest.raises(UnreadableDocument, match="Split it") as raised:
        read(b"x" * 2_000_001, max_text_file=2_000_000)
    assert raised.value.cause == UnreadableCause.TOO_LARGE


def test_markdown_keeps_its_source_and_knows_its_headings(read):
    source = (
        '---\ntitle: "Reise"\n---\n\n# Regeln für *alle*\n\n```\n# kein Titel\n```\n\n'
        "Zwei\n----\n\n- [x](y) **fett**"
    )
    document = read(source, "a.md")
    assert document.title == "Reise"
    assert document.pages[0].text == source
    assert [(heading.level, heading.text) for heading in document.pages[0].headings] == [
        (1, "Regeln für alle"),
        (2, "Zwei"),
    ]


def test_markdown_without_front_matter_is_named_by_its_first_heading(read):
    assert read("Vorwort\n\n# [Satzung](x.md)", "a.md").title == "Satzung"


def test_html_shows_what_a_browser_shows(read):
    page = """<html><head><title>Preis&shy;liste</title><style>p{}</style></head><body>
      <nav>Start | Kontakt</nav><h1>Preise <em>2024</em></h1><p>Alle Preise
      in Euro.<br>Netto.</p><script>alert(1)</script><p style="display: none">geheim</p><p hidden>versteckt</p>
      <table><tr><th>Teil</th><th>Preis</th></tr><tr><td><p>Rad</p></td><td>12,50</td></tr></table>
      <ul><li>eins</li><li>zwei</li></ul><pre>a  b
  c</pre><h2>Ende</h2>tail</body></html>"""
    document = read(page, "a.html")
    assert document.title == "Preisliste"
    assert document.pages[0].text == (
        "Preise 2024\n\nAlle Preise in Euro.\nNetto.\n\nTeil | Preis\nRad | 12,50\n\n"
        "• eins\n• zwei\n\na  b\n  c\n\nEnde\n\ntail"
    )
    assert [(heading.level, heading.text) for heading in document.pages[0].headings] == [
        (1, "Preise 2024"),
        (2, "Ende"),
    ]


def test_html_in_its_declared_encoding(read):
    source = '<html><meta charset="iso-8859-2"><p>Zażółć gęślą jaźń</p>'
    assert read(source.encode("iso-8859-2"), "a.html").pages[0].text == "Zażółć gęślą jaźń"


def test_entities_in_xml_are_not_expanded(read, tmp_path):
    (tmp_path / "secret").write_text("geheim")
    source = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><html><p>a&x;b</p></html>'
    assert "geheim" not in read(source, "a.xhtml").pages[0].text


def test_the_kind_that_was_accepted_goes_before_the_name(tmp_path):
    (tmp_path / "original").write_text("<head><title>Urlaub</title></head><p>30 Tage")
    for name in ("urlaub", "urlaub.php"):
        document = read_here(tmp_path / "original", name, None, ReadLimits(), "text/html")
        assert (document.title, document.pages[0].text) == ("Urlaub", "30 Tage")
