"""How questions ask for something calculated, in German and English, as patterns."""

from __future__ import annotations

import re

_PERCENT = r"(?:percent(?:age)?|per cent|%|prozent\w*)"
_PORTION = rf"(?:{_PERCENT}|fraction|portion|proportion|share)"
_SPENT = (
    r"(?:(?:is|are|was|were)\s+(?:invested|paid|put|spent|used)|goes|go|went)\s+(?:for|into?|on|to(?:wards)?)"
    r"|(?:came|comes?|stem(?:s|med))\s+from|(?:is|was)\s+due\s+to"
)
_GOES = (
    r"(?:entf[aä]ll(?:en|t)|entfiel(?:en)?|floss(?:en)?|fließ(?:en|t)|geh(?:en|t)|ging(?:en)?)"
    r"(?:\s+(?:im jahr )?\d{4})?\s+(?:auf|für|ins?|in\s+die)"
)
_SHARES = (
    rf"(?P<part>.+?)\s+as an?\s+{_PORTION}\s+of\s+(?P<whole>.+)",
    r"ratio of\s+(?P<part>.+?)\s+to\s+(?P<whole>.+)",
    r"(?P<part>.+?)\s+divided by\s+(?P<whole>.+)",
    rf"(?:what\s+{_PORTION}|how (?:much|many))\s+of\s+(?P<whole>.+?)\s+(?:{_SPENT})\s+(?P<part>.+)",
    rf"what\s+{_PORTION}\s+of\s+(?P<whole>.+?)\s+(?:was|were|is|are|did|does)\s+(?P<part>.+)",
    r"(?P<part>.+?)[ -]to[ -](?P<whole>.+?)\s+ratio\b",
    r"share of\s+(?P<part>.+?)\s+in\s+(?P<whole>.+)",
    r"anteil\s+(?:von|der|des|am?)\s+(?P<part>.+?)\s+(?:an|am)\s+(?P<whole>.+)",
    r"anteil\s+(?:hat|hatte|haben|hatten)\s+(?P<part>.+?)\s+(?:an|am)\s+(?P<whole>.+)",
    rf"(?:welcher\s+(?:anteil|teil)|wie\s?viel(?:\s+{_PERCENT})?)\s+(?:der|des|vo[mn])\s+(?P<whole>.+?)\s+{_GOES}"
    r"\s+(?P<part>.+)",
    rf"wie\s?viel\s+{_PERCENT}\s+(?:der|des|vo[mn])\s+(?P<whole>.+?)\s+(?:betr[aä]gt|betr[aäu]gen|betrug|machten?"
    r"|machen|macht|sind|ist|waren?)\s+(?P<part>.+?)(?:\s+aus)?\s*(?:\?|$)",
    r"verhältnis\s+(?:von|der|des)\s+(?P<part>.+?)\s+(?:zu|zum|zur)\s+(?P<whole>.+)",
    r"(?P<part>.+?)\s+geteilt durch\s+(?P<whole>.+)",
    rf"(?P<part>.+?)\s+in\s+{_PERCENT}\s+(?:von|der|des|vom)\s+(?P<whole>.+)",
)
_MORE = r"(?:more(?:\s+expensive)?|higher|greater|larger|longer|heavier|mehr|höher|größer|teurer|länger|schwerer)"
_LESS = (
    r"(?:less(?:\s+expensive)?|fewer|lower|smaller|cheaper|shorter|lighter|weniger|niedriger|kleiner|billiger|günstiger"
    r"|kürzer|leichter)"
)
_DIRECTION = rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))"
_HOW_MUCH = rf"(?:how (?:much|many)|(?:by\s+)?what {_PERCENT}|(?:um\s+)?wie\s?viele?(?:\s+{_PERCENT})?)"
_VERB = (
    r"(?:does|do|did|is|are|was|were|has|have|had|kostet|kosten|kostete\w*|ist|sind|war|waren|hat|haben|hatten?)"
)
_LAST_VERB = r"(?:\s+(?:costs?|have|had))?"
_GAPS = (
    rf"{_HOW_MUCH}\s+{_DIRECTION}\b.*?\b{_VERB}\s+(?P<one>.+?){_LAST_VERB}\s+(?:than|als)\s+(?P<other>.+)",
    rf"{_HOW_MUCH}\s+{_VERB}\s+(?P<one>.+?)\s+{_DIRECTION}\s+(?:than|als)\s+(?P<other>.+)",
    r"by how much (?:do|does|did)\s+(?P<one>.+?)\s+exceed\s+(?P<other>.+)",
    r"(?P<one>.+?)\s+(?:minus|abzüglich)\s+(?P<other>.+)",
    r"(?:difference|unterschied|differenz)\b.*?\b(?:between|zwischen)\s+(?P<one>.+?)\s+(?:and|und)\s+(?P<other>.+)",
)
_SUMS = (
    r"(?:sum|total|summe)\s+(?:of|aus|von|der)\s+(?P<items>.+)",
    r"(?:how (?:much|many)|what)\s+(?:do|did|does|are|were|is|was)\s+(?P<items>.+?)(?:\s+(?:cost|amount to))?"
    r"\s+(?:add up to|together|combined|in total)\b(?P<rest>.*)",
    r"(?:was|wie\s?viele?|wie hoch)\s+(?:kosten|kostet|sind|waren|ergeben|betragen|betrugen)\s+(?P<items>.+?)"
    r"\s+(?:zusammen|in summe|insgesamt)\b(?P<rest>.*)",
)
RISE = (
    r"(?:cagr|gr[eo]w\w*|increas\w*|decreas\w*|ris\w*|rose|f[ae]ll\w*|declin\w*|chang\w*|develop\w*|gestiegen|gesunken|gewachsen|verändert"
    r"|zugenommen|abgenommen|gefallen|steig\w*|stieg\w*|sank\w*|sink\w*|fiel\w*|wuchs\w*|wächst|wachstum\w*|veränderung\w*|zuwachs|rückgang|anstieg)"
)


def _compile(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in patterns)


PER = re.compile(r"(?P<part>.+?)\s+(?:for each|je|per|pro)\s+(?P<whole>.+)", re.I)
SHARES, GAPS, SUMS = _compile(*_SHARES), _compile(*_GAPS), _compile(*_SUMS)
# "Umsatzwachstum" is the growth of what a row is called.
GROWN_ITEM = re.compile(r"\b(\w{3,}?)s?(wachstum(?:s|srate)?|zuwachs|anstieg|rückgang)\b", re.I)
_BEFORE = r"(?:\bvorjahr\w*|\byoy\b|year[- ](?:over|on)[- ]year|\b(?:previous|prior|preceding) year|\byear before)"
(
    IN_PERCENT,
    RISING,
    AVERAGE,
    YEARLY,
    TOTAL,
    GROWTH,
    DIFFERENCE,
    YEAR_BEFORE,
    CHANGE,
    LOOK_UP,
    REASON,
    COSTING,
    AND,
    GROWN,
) = _compile(
    _PERCENT,
    rf"\b{RISE}\b",
    r"\b(?:average|mean|durchschnitt\w*|mittelwert|im mittel)\b",
    r"\b(?:cagr|compound(?:ed)? annual|(?:average|mean) (?:annual|yearly)"
    r"|(?:durchschnittlich|mittler)\w* jährlich\w*"
    r"|(?:im durchschnitt|im mittel|durchschnittlich) (?:jährlich|pro jahr)|jahresdurchschnittlich\w*)\b",
    # Not "total revenue", which is the name of a row, nor "insgesamt", which may say the same.
    r"\b(?:sum of|total of|combined|together|in total|cumulative|summe|zusammen|kumuliert)\b",
    rf"(?:{_PERCENT}.*\b{RISE}|\b{RISE}\b.*{_PERCENT}|growth rate|rate of growth|wachstumsrate"
    r"|\bgrowth\b|\bwachstum\b|year[- ](?:over|on)[- ]year|\byoy\b"
    rf"|\b(?:how (?:strongly|fast|sharply)|wie (?:stark|sehr|schnell))\b.*\b{RISE})",
    r"(?:how much (?:more|less|higher|lower)|difference|differ\b|unterschied|differenz"
    rf"|\bvs\b|versus|(?:how much|wie ?viel)\b.*\b{RISE}"
    r"|\bhow (?:did|has|have)\b.*\b(?:chang|develop|evolv)\w*|\bwie\b.*\b(?:entwickelt|veränder(?:n|t))\w*"
    r"|(?:how many|wie ?viele?)\b.*(?:\b(?:more|fewer|mehr|weniger)\b.*\b(?:than|als)\b|\bhinzu\b|\badded\b))",
    _BEFORE,
    rf"\b(?:{RISE}|added|entwickelt\w*|hinzu)\b",
    r"\b(?:what|how (?:did|has|have|much|many|high|large)|wie (?:hat|haben|hoch|viele?|groß)|welche\w*|was)\b",
    # A figure is no answer to a question for a reason, or for what would be.
    r"\b(?:why|reasons?|because|how come|explain\w*|cause[ds]?|driv\w+|what if|suppose|would|könnte|würde\w*"
    r"|wenn|falls"
    r"|warum|weshalb|wieso|wodurch|wegen|gr[uü]nde?|ursache\w*|erklär\w*|begründ\w*)\b",
    # "Does it cost ... than", not "did cost of sales ...".
    r"\b(?:kostet\w*|teurer|billiger|cheaper|expensive|(?:was|viel) kosten"
    r"|(?:do|does|did)\b.+\bcosts?\b(?=\s+(?:than|together|combined|in total|per)\b|\s*\?|\s*$))",
    r"\s+(?:and|und|plus)\s+",
    r"\b(?:growth|change|increase|decrease|variation|δ|wachstum\w*|veränderung\w*|zuwachs|abweichung)\b",
)
