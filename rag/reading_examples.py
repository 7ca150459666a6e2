"""Worked examples of whether an excerpt answers a question: what a small model judges by (`rag.reading_prompt`).

They are about invented places that no document of ours mentions, and show near misses (another year, person,
product or case than the excerpt covers), tables, questions in the other language than the excerpt, conditions and
exceptions.
"""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """One excerpt with a question."""

    excerpt: str
    language: str  # of the question
    question: str
    answer: str | None  # None: the excerpt does not say it


_GARDEN = (
    "Botanical Garden Visitor Guide › Admission\n"
    "Ticket | Adults | Children | Dogs\n"
    "Day ticket | 9.00 EUR | 4.50 EUR | 2.00 EUR\n"
    "Annual pass | 48.00 EUR | 20.00 EUR | –"
)
_LENDING = (
    "Leihordnung der Stadtbibliothek › 3 Leihfristen\n"
    "Bücher werden für vier Wochen ausgeliehen, Filme für eine Woche. Die Frist kann zweimal verlängert"
    " werden, wenn niemand vorgemerkt ist. Für jeden Tag der Verspätung fallen 0,50 Euro an."
)
_OVEN = (
    "Kitchen equipment manual › Oven BO-7 › Fault codes\n"
    "Code | Meaning | What to do\n"
    "F2 | door not closed | close the door\n"
    "F5 | temperature sensor broken | call the service"
)
_ROWING = (
    "Vereinssatzung Ruderclub › § 6 Beiträge\n"
    "(1) Erwachsene zahlen 180 Euro im Jahr, Jugendliche die Hälfte. (2) Ein Austritt ist nur zum 31."
    " Dezember möglich und muss bis zum 30. September schriftlich erklärt werden."
)
_HOTEL = (
    "Harbour Hotel house rules › Guests\n"
    "Check-in begins at 15:00. Pets are welcome except in the restaurant. Rooms must be left by 11:00; a"
    " late check-out until 14:00 costs 25 euros."
)
_GYM = (
    "Trainingsbedingungen Sportpark Lindau › Beiträge und Pausen\n"
    "Der Monatsbeitrag beträgt 39 Euro, für Studierende 29 Euro. Wer wegen Krankheit länger als vier"
    " Wochen nicht trainieren kann, legt ein Attest vor; der Beitrag ruht dann für diese Zeit. Die"
    " Mindestlaufzeit beträgt zwölf Monate."
)
_FERRY = (
    "Ferry company, annual figures › Passengers (thousand)\n"
    "Line | 2021 | 2022 | 2023\n"
    "North line | 412 | 455 | 471\n"
    "Island line | 188 | 203 | 219"
)
_BAKERY = (
    "Bakery hygiene plan › 4 Responsibilities\n"
    "Ms Okafor plans the cleaning and keeps the records. The refrigerators are read every morning by the"
    " early shift; readings above 7 °C are reported to Mr Lindqvist at once. The plan is reviewed every"
    " two years."
)
_DRILL = (
    "Akku-Bohrschrauber BS-18 › Technische Daten\n"
    "Wert | BS-18 | BS-18 Plus\n"
    "Drehmoment, weich | 28 Nm | 35 Nm\n"
    "Ladezeit | 45 min | 60 min\n"
    "Gewicht | 1,3 kg | 1,6 kg"
)
_CHOIR = (
    "Choir tour information › Travel\n"
    "The coach leaves the town hall at 6:45 and arrives in Ghent at about 13:00. Luggage is limited to"
    " one suitcase and one small bag each. Instruments travel in the second coach. Those who want to"
    " travel on their own tell the office by 3 May."
)
_RENT = (
    "Mietvertrag Werkstatt Hafenstraße › § 4 Nebenkosten\n"
    "Die Nebenkosten werden als Vorauszahlung von 210 Euro im Monat geleistet und einmal im Jahr"
    " abgerechnet. Einwendungen gegen die Abrechnung sind innerhalb von zwölf Monaten nach Zugang"
    " mitzuteilen. Reinigung und Winterdienst übernimmt der Mieter."
)

EXAMPLES: tuple[Example, ...] = (
    Example(_GARDEN, "en", "What does a child pay for a whole year?", "A child pays 20.00 EUR for an annual pass."),
    Example(_LENDING, "de", "Was kostet ein verlorener Leihausweis?", None),
    Example(
        _LENDING,
        "de",
        "Wie oft darf ich einen Film länger behalten?",
        "Die Leihfrist kann zweimal verlängert werden, wenn niemand vorgemerkt ist.",
    ),
    Example(
        _OVEN,
        "de",
        "Mein Ofen zeigt F5. Was fehlt ihm?",
        "F5 bedeutet, dass der Temperatursensor defekt ist (temperature sensor broken).",
    ),
    Example(_OVEN, "en", "What does F9 mean on the oven?", None),
    Example(
        _ROWING,
        "en",
        "Until when do I have to hand in my resignation from the club?",
        "The resignation must be declared in writing by 30 September.",
    ),
    Example(_ROWING, "de", "Wie viel verdient der Trainer des Vereins?", None),
    Example(
        _HOTEL,
        "en",
        "Can my dog come along to dinner in the restaurant?",
        "No, pets are not allowed in the restaurant.",
    ),
    Example(
        _GYM,
        "en",
        "I broke my leg. Do I have to keep paying?",
        "No, the fee is suspended for that time if a medical certificate is presented.",
    ),
    Example(_GYM, "de", "Was kostet die Sauna?", None),
    Example(
        _FERRY,
        "en",
        "How many people took the Island line in 2022?",
        "203 thousand passengers took the Island line in 2022.",
    ),
    Example(_FERRY, "de", "Wie viele Fahrgäste hatte die Inselfähre 2024?", None),
    Example(
        _FERRY,
        "de",
        "Wie viele Fahrgäste hatte die Nordlinie im Jahr 2021?",
        "Die Nordlinie hatte 2021 412 Tausend Fahrgäste.",
    ),
    Example(
        _BAKERY,
        "de",
        "Wem muss ich melden, wenn der Kühlschrank zu warm ist?",
        "Das ist sofort Herrn Lindqvist (Mr Lindqvist) zu melden.",
    ),
    Example(_BAKERY, "en", "Who owns the bakery?", None),
    Example(_DRILL, "en", "How long does the BS-18 Plus take to charge?", "The BS-18 Plus takes 60 min to charge."),
    Example(_DRILL, "de", "Wie schwer ist der BS-12?", None),
    Example(
        _CHOIR,
        "de",
        "Wie viel Gepäck darf jeder mitnehmen?",
        "Jeder darf einen Koffer und eine kleine Tasche mitnehmen.",
    ),
    Example(_CHOIR, "en", "When does the coach start back from Ghent?", None),
    Example(_RENT, "de", "Wer räumt im Winter den Schnee weg?", "Den Winterdienst übernimmt der Mieter."),
    Example(_RENT, "en", "How much is the monthly rent?", None),
)
