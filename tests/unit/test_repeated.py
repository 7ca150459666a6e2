"""Headers, footers and page numbers lie outside the body; chapter titles and tables do not."""

from ingest.readers.repeated import find_bodies


def bodies(texts):
    return [
        [text[start:end].strip() for start, end in spans]
        for text, spans in zip(texts, find_bodies(texts), strict=True)
    ]


def test_running_lines_and_page_numbers_are_no_content():
    texts = [
        f"Muster AG\nAbsatz {word}\nzweite Zeile {word}\nSeite {page} von 4" for page, word in enumerate("abcd", 1)
    ]
    assert bodies(texts) == [[f"Absatz {word}\nzweite Zeile {word}"] for word in "abcd"]


def test_headers_of_left_and_right_pages_alternate():
    texts = [
        f"{('Links', 'Rechts')[page % 2]}\nInhalt {chr(97 + page)}\nweiter {chr(97 + page)}" for page in range(8)
    ]
    assert bodies(texts) == [[f"Inhalt {letter}\nweiter {letter}"] for letter in "abcdefgh"]


def test_lines_that_differ_in_other_numbers_are_content():
    texts = [
        f"Umsatz {amount} EUR\nText {letter}" for amount, letter in zip((17, 4, 99, 23, 5), "abcde", strict=True)
    ]
    assert bodies(texts) == [[text] for text in texts]


def test_two_pages_are_too_few_to_tell():
    assert bodies(["Kopf\na", "Kopf\nb"]) == [["Kopf\na"], ["Kopf\nb"]]


def test_pages_that_are_all_alike_keep_their_text():
    assert bodies(["Formular\nName"] * 5) == [["Formular\nName"]] * 5


def test_a_long_page_is_searched_at_its_edges_only():
    middle = "\n".join(f"Zeile {letter}" for letter in "abcdefghijkl")
    texts = [f"{middle.replace('Zeile f', 'gleich')}\nunten {page}" for page in "xyz"]
    assert bodies(texts) == [["Zeile e\ngleich\nZeile g\nZeile h\nZeile i", f"unten {page}"] for page in "xyz"]


def test_blank_pages_have_no_body():
    assert find_bodies(["", "  \n"]) == [(), ()]
