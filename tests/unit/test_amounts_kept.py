"""Amounts keep their sign, scale, unit and rate, by the verdicts on statements in German and English."""

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
def test_the_same_sign_and_what_is_but_a_dash_are_verified(evidence, reply, language):
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
def test_another_sign_is_noticed(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.UNSUPPORTED}, {"units"})


@pytest.mark.parametrize(
    ("evidence", "reply", "language"),
    [
        ("Revenue was $5m in 2024.", "Revenue was $5 million in 2024.", "en"),
        ("Revenue was $5 million in 2024.", "Revenue was $5m in 2024.", "en"),
        ("Revenue was $5.2B in 2024.", "Revenue was $5.2 billion in 2024.", "en"),
        ("Revenue was EUR 5m in 2024.", "Revenue was EUR 5M in 2024.", "en"),
        ("Revenue was EUR 5 million in 2024.", "Revenue was 5M EUR in 2024.", "en"),
        ("Der Aufwand beträgt TEUR 500.", "Der Aufwand beträgt 500 T€.", "de"),
        ("Der Aufwand beträgt 500 T€.", "Der Aufwand beträgt 500 Tausend Euro.", "de"),
        ("Der Aufwand beträgt TEUR 500.", "Der Aufwand beträgt TEUR 500.", "de"),
        ("Der Umsatz beträgt Mio. EUR 500.", "Der Umsatz beträgt 500 Mio. EUR.", "de"),
        ("Der Umsatz beträgt 500 Mio. EUR.", "Der Umsatz beträgt Mio. EUR 500.", "de"),
        ("The turnover is EUR million 500.", "The turnover is EUR 500 million.", "en"),
        ("Der Umsatz betrug 5 Mio. EUR 2024.", "2024 betrug der Umsatz 5 Mio. EUR.", "de"),
        ("Der Umsatz betrug 5 Mio. EUR 2024.", "Der Umsatz betrug 5 Mio. EUR im Jahr 2024.", "de"),
        ("The list: a) EUR 10 b) EUR 12 for guests", "Guests pay EUR 10.", "en"),
        ("Der Umsatz beträgt 2 bis 3 Mio. EUR.", "Der Umsatz beträgt 2 Mio. EUR bis 3 Mio. EUR.", "de"),
        ("Die Strafe reicht von 500 bis 2 Mio. EUR.", "Die Strafe beträgt mindestens 500 EUR.", "de"),
        ("Das Kabel für EUR 20 ist 5 m lang.", "Das Kabel ist 5 m lang und kostet 20 EUR.", "de"),
        ("The fee is $40k.", "The fee is 40k USD.", "en"),
        ("Umsatzwachstum in Mio. EUR\t12 %\t14 %", "Das Umsatzwachstum beträgt 12 %.", "de"),
        ("Gerät\tSpannung (V)\tStrom (mA)\nSensor\t12\t20\nMotor\t24\t700", "Der Sensor braucht 20 mA.", "de"),
    ],
)
def test_the_same_scale_in_any_form_is_verified(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.VERIFIED}, {""})


@pytest.mark.parametrize(
    ("evidence", "reply", "language"),
    [
        ("Revenue was $5m in 2024.", "Revenue was $5 billion in 2024.", "en"),
        ("Revenue was $5m in 2024.", "Revenue was $5 in 2024.", "en"),
        ("Revenue was $5.2B in 2024.", "Revenue was $5.2 million in 2024.", "en"),
        ("Revenue was EUR 5m in 2024.", "Revenue was EUR 5 billion in 2024.", "en"),
        ("Der Aufwand beträgt TEUR 500.", "Der Aufwand beträgt 500 EUR.", "de"),
        ("Der Aufwand beträgt TEUR 500.", "Der Aufwand beträgt 500 Mio. EUR.", "de"),
        ("Der Umsatz beträgt Mio. EUR 500.", "Der Umsatz beträgt 500 EUR.", "de"),
        ("The turnover is EUR million 500.", "The turnover is EUR 500.", "en"),
        ("Umsatz (Mio. EUR): 500", "Der Umsatz beträgt 500 EUR.", "de"),
        ("Der Umsatz beträgt 2 bis 3 Mio. EUR.", "Der Umsatz beträgt 2 EUR.", "de"),
        ("The fee is $40k.", "The fee is $40.", "en"),
    ],
)
def test_another_scale_is_noticed(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.UNSUPPORTED}, {"units"})


@pytest.mark.parametrize(
    ("evidence", "reply", "language"),
    [
        (
            "Die Kündigungsfrist beträgt 3\nMonate zum Quartalsende.",
            "Die Kündigungsfrist beträgt 3 Monate zum Quartalsende.",
            "de",
        ),
        ("Anzahl der Kinder: 3\nTage Sonderurlaub: 5", "Die Anzahl der Kinder ist 3.", "de"),
        ("Es gilt eine sechsmonatige Probezeit.", "Die Probezeit beträgt 6 Monate.", "de"),
        ("Die Probezeit beträgt 6 Monate.", "Es gilt eine 6-monatige Probezeit.", "de"),
        ("Die Probezeit beträgt sechs Monate.", "Es gilt eine sechsmonatige Probezeit.", "de"),
        ("A 30-day notice period applies.", "The notice period is 30 days.", "en"),
        ("There is a two-year warranty.", "The warranty is two years.", "en"),
        ("Die Lieferung dauert 2-3 Wochen.", "Die Lieferung dauert 2 Wochen.", "de"),
        ("Die Lieferung dauert 2-3 Wochen.", "Die Lieferung dauert 2 bis 3 Wochen.", "de"),
        ("Delivery takes between 2 and 3 weeks.", "Delivery takes 2–3 weeks.", "en"),
        ("Die Dosis beträgt 500 mg am Tag.", "Die Dosis beträgt 500 Milligramm am Tag.", "de"),
        ("Der Raum hat 20 m² Fläche.", "Der Raum hat 20 qm Fläche.", "de"),
        ("Der Raum hat 20 m² Fläche.", "Der Raum hat 20 Quadratmeter Fläche.", "de"),
        ("The room has an area of 20 m².", "The room has an area of 20 square metres.", "en"),
        ("Der Anteil stieg um 2 %-Punkte.", "Der Anteil stieg um 2 Prozentpunkte.", "de"),
        ("Die Frist beträgt 10 Werktage.", "Die Frist beträgt 10 Tage.", "de"),
        ("Die Frist beträgt 10 Tage.", "Die Frist beträgt 10 Kalendertage.", "de"),
        ("Die Frist beträgt 10 Werktage.", "Die Frist beträgt 10 Arbeitstage.", "de"),
        ("The period is 10 business days.", "The period is 10 working days.", "en"),
        ("Der Beitrag beträgt 12 EUR pro Monat.", "Der Beitrag beträgt 12 EUR monatlich.", "de"),
        ("Der Beitrag beträgt 12 EUR pro Monat.", "Der Beitrag beträgt 12 €/Monat.", "de"),
        ("Der Beitrag beträgt 12 EUR je Person und Monat.", "Der Beitrag beträgt 12 EUR pro Monat.", "de"),
        ("The fee is 12 EUR per month.", "The fee is 12 EUR a month.", "en"),
        ("The share is 5 % per year.", "The share is 5 per cent.", "en"),
        ("Die Pumpe fördert 500 l/h.", "Die Pumpe fördert 500 Liter pro Stunde.", "de"),
        ("The speed limit is 30 km per hour.", "The speed limit is 30 km/h.", "en"),
        ("Die 40-Stunden-Woche gilt.", "Es gilt die Woche mit 40 Stunden.", "de"),
        ("Der Betrag ist 5 Mio. EUR.", "Der Betrag ist 5 M€.", "de"),
        ("Der Betrag ist 5 T€.", "Der Betrag ist 5 Tausend Euro.", "de"),
        ("Die Frist beträgt 3 Monate.", "Die 3-Monats-Frist gilt.", "de"),
    ],
)
def test_the_same_unit_and_rate_in_any_form_is_verified(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.VERIFIED}, {""})


@pytest.mark.parametrize(
    ("evidence", "reply", "language"),
    [
        (
            "Die Kündigungsfrist beträgt 3\nMonate zum Quartalsende.",
            "Die Kündigungsfrist beträgt 3 Wochen zum Quartalsende.",
            "de",
        ),
        (
            "The notice period is 3\nmonths to the end of a quarter.",
            "The notice period is 3 weeks to the end of a quarter.",
            "en",
        ),
        ("Es gilt eine 6-monatige Probezeit.", "Es gilt eine 6-wöchige Probezeit.", "de"),
        ("Es gilt eine sechsmonatige Probezeit.", "Es gilt eine sechswöchige Probezeit.", "de"),
        ("A 30-day notice period applies.", "The notice period is 30 weeks.", "en"),
        ("There is a two-year warranty.", "There is a two-month warranty.", "en"),
        ("Die Lieferung dauert 2-3 Wochen.", "Die Lieferung dauert 2 Tage.", "de"),
        ("Die Lieferung dauert zwischen 2 und 3 Wochen.", "Die Lieferung dauert 2 Tage.", "de"),
        ("Delivery takes 2 to 3 weeks.", "Delivery takes 2 days.", "en"),
        ("Die Dosis beträgt 500 mg am Tag.", "Die Dosis beträgt 500 g am Tag.", "de"),
        ("Der Auslösestrom beträgt 20 mA.", "Der Auslösestrom beträgt 20 A.", "de"),
        ("Der Raum hat 20 m² Fläche.", "Der Raum hat 20 m Fläche.", "de"),
        ("Die Frist beträgt 3 Quartale.", "Die Frist beträgt 3 Monate.", "de"),
        ("Der Anteil stieg um 2 Prozentpunkte.", "Der Anteil stieg um 2 Prozent.", "de"),
        ("The share rose by 2 percentage points.", "The share rose by 2 percent.", "en"),
        ("Die Frist beträgt 10 Kalendertage.", "Die Frist beträgt 10 Werktage.", "de"),
        ("The period is 10 calendar days.", "The period is 10 working days.", "en"),
        ("Der Beitrag beträgt 12 EUR pro Monat.", "Der Beitrag beträgt 12 EUR pro Jahr.", "de"),
        ("Der Beitrag beträgt 12 EUR je Person und Monat.", "Der Beitrag beträgt 12 EUR pro Jahr.", "de"),
        ("The fee is 12 EUR per month.", "The fee is 12 EUR per year.", "en"),
        ("Staff get 20 hours of training per year.", "Staff get 20 hours of training per month.", "en"),
        ("Der Betrag ist 5 M€.", "Der Betrag ist 5 Mrd. EUR.", "de"),
        ("Die Frist beträgt 3 Monate.", "Die 3-Jahres-Frist gilt.", "de"),
    ],
)
def test_another_unit_or_rate_is_noticed(evidence, reply, language):
    assert verdicts(evidence, reply, language) == ({Verdict.UNSUPPORTED}, {"units"})
