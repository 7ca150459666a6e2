"""How questions ask for figures of statements, in German and English, as patterns."""

from __future__ import annotations

import re

from rag.calculation.wordings import RISE
from rag.statements.tables import Kind

PERCENT_WORD = r"(?:%|per ?cent(?:age)?s?|prozent\w*)"
_ARTICLES = r"(?:the |total |its |der |des |dem |den |die )*"


def _compile(*patterns: str) -> re.Pattern[str]:
    return re.compile("".join(patterns), re.I)


# A sentence ends before a word, but not behind an initial ("S.C. Johnson") or a word cut short.
SENTENCE = re.compile(
    r"(?<=[.?!:;])(?<!\b[A-Za-z]\.)(?<!\bCo\.)(?<!\b(?:Mio|Mrd|Tsd|Inc|Ltd)\.)(?<!\bCorp\.)\s+(?=[^\W\d_])"
)
CONDITION = _compile(r"(?:if|wenn|falls|sofern)\b")
# "FY2018" and "FY18" are years like any other.
LETTERED_YEAR = re.compile(r"\b(?:FY|GJ)\s?(?=(?:19|20)\d\d(?!\d))")
SHORT_YEAR = re.compile(r"\b(?:FY|GJ)\s?['’]?(\d\d)(?!\d)")
# What statements tell is not adjusted.
UNADJUSTED = _compile(r"\bunadjusted\s+")
# Where to look, which is no figure: "the cash flow statement".
STATEMENTS = {
    Kind.CASH: _compile(r"\b(?:cash ?flows? statements?|statements? of cash ?flows?|kapitalflussrechnung)\b"),
    Kind.BALANCE: _compile(r"\b(?:balance sheets?|statements? of financial position|bilanz)\b"),
    Kind.INCOME: _compile(
        r"\b(?:(?:income|earnings|profit (?:and|&) loss|P&L) (?:statements?|account)",
        r"|statements? of (?:comprehensive )?(?:income|operations|earnings)|gewinn- und verlustrechnung|GuV)\b",
    ),
}
IN_PERCENT = _compile(PERCENT_WORD)
# Between two names: "capex as a % of revenue", "Vorräte in Prozent der Bilanzsumme".
SHARE = _compile(
    rf"\s*(?:as an?\s+(?:{PERCENT_WORD}|share|fraction|proportion)\s+of|in\s+{PERCENT_WORD}\s+(?:von|der",
    r"|des|vom))",
    rf"\s+{_ARTICLES}",
)
# Before a name that something is a share of.
SHARE_OF = _compile(
    rf"(?:as an?\s+(?:{PERCENT_WORD}|share|fraction|proportion|multiple)\s+of|in\s+{PERCENT_WORD}\s+(?:von|der",
    r"|des|vom)",
    r"|\bper)\s+(?:the |its |der |des )*$",
)
# "What percentage of revenue was R&D", "Welcher Anteil der Bilanzsumme waren Vorräte".
WHAT_SHARE = _compile(
    rf"(?:what|which|how much|welcher)\s+(?:{PERCENT_WORD}|share|proportion|fraction|anteil)\s+(?:of|an",
    r"|der|des|am)",
    rf"\s+{_ARTICLES}$",
)
# "Anteil der Vorräte am Umlaufvermögen".
PART_OF = _compile(r"\banteil\s+(?:der|des|von)\s+$")
AT = _compile(r"\s*(?:am|an der|an dem|an den)\s*")
WAS = _compile(rf"\s*(?:was|were|is|are|did|war|waren|ist|sind|machten?)\s+{_ARTICLES}")
RATIO = _compile(rf"\s*(?:/|to|divided by|geteilt durch|zu|zum|zur)\s*{_ARTICLES}")
RATIO_WORD = _compile(r"\b(?:ratio|verhältnis|multiple)\b")
MARGIN = _compile(rf"\s*(?:{PERCENT_WORD}\s*)?(?:profit )?(?:margin|marge)s?\b")
BRACKET = re.compile(r"\s*\(\s*")
AVERAGE = _compile(r"\b(?:average|mean|durchschnitt\w*|mittelwert|im mittel)\b")
YEAR_COUNT = _compile(
    r"\b(?P<count>two|three|four|five|[2-5]|zwei|drei|vier|fünf)[- ]?(?:years?|jahre\w*)\b",
)
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5}
GROWTH = _compile(r"\b(?:growth|grow(?:s|n|ing)?|grew|wachstums?|wuchs(?:en)?|wächst|gewachsen)\b")
YEARLY = _compile(r"\b(?:year[- ]over[- ]year|yoy)\b")
COMPOUND = _compile(
    r"\b(?:CAGR|compound(?:ed)? annual growth(?: rate)?|durchschnittliche\w* jährliche\w* wachstum\w*",
    r"|average annual growth(?: rate)?)\b",
)
CHANGE = _compile(
    rf"\b{RISE}\b|\b(?:improv\w*|worse\w*|deteriorat\w*|better|expand\w*|shr[aiu]nk\w*|contract(?:ed|ing)"
    r"|(?:go|goes|gone|went) (?:up|down)|stieg(?:en)?|sank(?:en)?|fiel(?:en)?|reduc\w*|drop\w*|higher|lower"
    r"|trend|compared? (?:to|with)|versus|vs|difference|verbesser\w*",
    r"|verschlechter\w*|besser|schlechter|höher|niedriger|entwickel\w*|entwicklung|unterschied|differenz"
    r"|vergleich\w*|gegenüber)\b",
)
# No figure answers a question for a reason, for one of several or for advice.
NO_FIGURE = _compile(
    r"\b(?:why|reasons?|because|driv\w+|drove|caus\w+|explain\w*|how come|contribut\w+|who|which|where",
    r"|should|would|warum|weshalb|wieso|wodurch|gr[uü]nde?|ursache\w*|wer|welche[nrms]?(?! höhe)|sollte\w*",
    r"|würde\w*)\b",
)
# Small words that make a figure another one than that of the statements.
OTHERWISE = _compile(
    r"\b(?:excluding|excl|ex|without|before|after|net of|per|assuming|given|including|incl|until|till|since",
    r"|(?:following|next|subsequent) year|folgejahr\w*|ohne|exklusive|vor|nach|pro|je|inklusive"
    r"|einschließlich|seit|bis)\b",
)


def with_plain_years(question: str) -> str:
    """ "FY2018" and "FY18" as the years that they are."""
    return SHORT_YEAR.sub(r"20\1", LETTERED_YEAR.sub("", question))
