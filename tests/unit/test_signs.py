"""Amounts keep their sign: a minus is no dash of a list, a range or an insertion, and the other way round."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.types import Passage, Verdict

PACKAGE = "Zum Paket gehören 30 Tage Urlaub und 500 EUR Zuschuss."
COLD = "Die Lagerung erfolgt bei minus 20 °C."
LOSS = "Die Bilanz schließt mit einem Ergebnis (-3,2 Mio. EUR) ab."
ROWS = "Jahr\t2023\t2024\nErgebnis\t12\t-3"


def verdicts(evidence, reply, language):
    passage = Passage(1, 1, "a.pdf", 1, 0, len(evidence), evidence, "", "Regeln", language)
    statements = verify_reply(reply, "Was gilt? What holds?", [passage], None, language).statements
    return {each.verdict for each in statements}, {each.objection for each in statements}


@pytest.mark.parametrize(
    ("evidence", "reply", "language"),
    [
        ("- 30 Tage Urlaub im Jahr", "Es gibt 30 Tage Urlaub im Jahr.", "de"),
        ("– 500 EUR Zuschuss zur Fahrkarte", "Der Zuschuss zur Fahrkarte beträgt 500 EUR.", "de"),
        ("- €500 travel allowance", "The travel allowance is €500.", "en"),
        ("Der Preis – 20 EUR – gilt bis Mai.", "Der Preis von 20 EUR gilt bis Mai.", "de"),
        ("The price – 20 EUR – holds until May.", "The price of 20 EUR holds until May.", "en"),
        ("Es kostet 50 EUR – 100 EUR je Nacht.", "Es kostet 50 EUR bis 100 EUR je Nacht.", "de"),
        ("Geöffnet ist von 8 Uhr – 17 Uhr.", "Geöffnet ist von 8 bis 17 Uhr.", "de"),
        ("Die Messe ist vom 3. Mai – 5. Mai 2025.", "Die Messe ist vom 3. bis 5. Mai 2025.", "de"),
        (PACKAGE, "Zum Paket gehören:\n- 30 Tage Urlaub\n- 500 EUR Zuschuss", "de"),
        (PACKAGE, "Zum Paket gehören:\n– 30 Tage Urlaub\n– 500 EUR Zuschuss", "de"),
        (LOSS, "Das Ergebnis beträgt -3,2 Mio. EUR.", "de"),
        (COLD, "Die Lagerung erfolgt bei -20 °C.", "de"),
        (COLD, "Die Lagerung erfolgt bei minus 20 °C.", "de"),
        ("Samples are stored at minus 80 °C.", "Samples are stored at −80 °C.", "en"),
        ("Es gilt der Listenpreis minus 20 % Rabatt.", "Auf den Listenpreis gibt es 20 % Rabatt.", "de"),
        (ROWS, "Das Ergebnis war -3.", "de"),
        ("Jahr\t2023\t2024\nErgebnis\t12\t- 3", "Das Ergebnis war -3.", "de"),
        ("Die Gutschrift beträgt ‑5 EUR.", "Die Gutschrift beträgt -5 EUR.", "de"),
        ("Veränderung zum Vorjahr: – 5 %", "Die Veränderung zum Vorjahr beträgt −5 %.", "de"),
        ("Für Nachtarbeit wird ein Zuschlag (25 %) gezahlt.", "Der Zuschlag für Nachtarbeit ist 25 %.", "de"),
    ],
)
def test_what_has_the_same_sign_or_only_a_dash_is_verified(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.VERIFIED}, {""})


@pytest.mark.parametrize(
    ("evidence", "reply", "language"),
    [
        (LOSS, "Das Ergebnis beträgt 3,2 Mio. EUR.", "de"),
        ("The year closed with a result (-3.2 million EUR).", "The year closed with 3.2 million EUR.", "en"),
        (COLD, "Die Lagerung erfolgt bei 20 °C.", "de"),
        ("Samples are stored at minus 80 °C.", "Samples are stored at 80 °C.", "en"),
        ("Das Ergebnis lag bei minus 4 EUR.", "Das Ergebnis lag bei 4 EUR.", "de"),
        (ROWS, "Das Ergebnis war 3.", "de"),
        ("Jahr\t2023\t2024\nErgebnis\t12\t- 3", "Das Ergebnis war 3.", "de"),
        ("Die Gutschrift beträgt ‑5 EUR.", "Die Gutschrift beträgt 5 EUR.", "de"),
        ("The result was -$5 million.", "The result was $5 million.", "en"),
        ("The change was 5 %.", "The change was -5 %.", "en"),
        ("Veränderung zum Vorjahr: −5 %", "Die Veränderung zum Vorjahr beträgt 5 %.", "de"),
    ],
)
def test_another_sign_is_told(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.UNSUPPORTED}, {"units"})
