"""Whether a question is about the whole of the firm whose statements a document has, and about nothing else.

"The gross margin of the bakery segment" is not that of the firm, and the figures of one firm answer no question
about another one. So each word of the question must be one of asking for figures, or a name of the firm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Protocol

from rag.analysis import is_stopword
from rag.compounds import is_noun
from rag.named_documents import abbreviates, without_possessive
from rag.periods import without_periods
from rag.statements.tables import Kind

_TOKEN = re.compile(r"[^\W_][\w&'’-]*")
_BRACKETS = re.compile(r"\([^)]*\)")
_BEGINNING = re.compile(r"(?:^|[.:;?!])[\s\W]*$")
# Numbers that only say how to write the result: "2 decimals", "a 3 year average", "365 days".
_HOW = re.compile(
    r"\b\d+(?= ?(?:decimals?|places|digits|nachkommastellen?|dezimalstellen?|[- ]?years?|jahre\w*)\b)", re.I
)
_UNITED_STATES = re.compile(r"\bU\.S\.(?:A\.)?|\bUS(?!D|\$| ?dollars?)A?\b")
_LONG_NAME = 4
# What stands before its legal form is a firm's name, whatever noun it may be as well.
_FIRM = re.compile(r"((?:\b[^\W\d_a-zäöüß]\w*[ &-]+){1,4})(?:GmbH|AG|SE|KG|Inc|Corp|Ltd|plc|Company)\b")
# Words of asking for figures, which name no firm and no part of one.
_GENERAL = frozenset(
    """
    one two three four five six ten what how much many was were is are did does do the a an of for in at by
    from to until and or its it their year years fiscal financial end ending ended annual annually amount
    value figure number level total overall whole company firm group corporation inc corp ltd gmbh ag se kg
    data base based basis information details question answer response following analyst equities public
    banking investment perspective standpoint primarily primary using use shown show rely relying reference
    referencing according provided provide outlined clearly plainly best abilities statement statements
    balance sheet income cash flow flows profit loss position p&l report reported reporting ratio rate
    percent percentage percents unit units usd eur euro euros dollar dollars million millions billion
    billions thousand thousands round rounded decimal decimals place places calculate calculated compute
    computed extract approximate roughly approximately about between over during compared compare versus vs
    prior previous last year-end yoy year-over-year period periods improve improved improving increase
    increased increasing decrease decreased decline declined declining change changed changing grow grew
    growth rise rose fall fell higher lower better worse profile trend develop developed development
    difference average mean time day days achieve achieved reasonably healthy good strong weak liquidity
    solvency profitability relevant useful metric measure asked assume need please give state tell formerly
    known investor investors metrics formula conventional meaningful management performance wie hoch hohe
    viel viele war waren ist sind hat hatte haben betrug beträgt betragen lag liegt der die das den dem des
    ein eine einer im am auf aus bei mit nach von vom zu zum zur und oder für über unter zwischen gegenüber
    jahr jahre jahren jahres ende geschäftsjahr geschäftsjahres höhe wert betrag zahl anteil prozent
    prozentpunkte quote kennzahl verhältnis veränderung entwicklung unternehmen unternehmens firma
    gesellschaft konzern konzerns bilanz jahresabschluss gewinn- verlustrechnung geschäftsbericht
    kapitalflussrechnung mio mrd tsd tausend milliarden millionen berechne berechnen rechne gerundet
    nachkommastellen nachkommastelle durchschnitt durchschnittlich gestiegen gesunken verbessert
    verschlechtert entwickelt verändert stieg sank welche welcher welches gab es laut gemäß insgesamt gesamt
    vorjahr vergleich unser unsere unserer unseres wir considering consider judging judgment judgments
    basing exact possible look looking find determine derive derived see seen stated listed found stand
    stands standing totaled totalled come came recognize recognized recognise recognised turn respectively
    each both per cent approx around actual actually current currently latest recent most entire
    worldwide then true whether tell correct also just only kindly briefly plus respect respective terms term
    figures
    values numbers amounts amounted year's today date dated respond reply given finish finished close closed
    sheet's calculation calculations result results hat's analysis analyze analyse evaluate evaluating
    assess assessing review reviewing financials accounts accounting books 10k form filing filings want
    wants would like know knowing get got help shows display displayed provides assuming assumed within
    carry carried percentagewise relative relation year-end's fiscal-year belief beliefen lauteten lautet
    standen ausgewiesen ausgewiesene ausgewiesenen verzeichnet verzeichnete verbucht abgeschlossen geendet
    beendet stichtag bilanzstichtag jahresende jahresüberblick kennzahlen zahlen wieviel groß großen stark
    deutlich ungefähr etwa rund circa ca genau bitte gib nenne nennen sag sage zeige zeig ermittle ermitteln
    bestimme bestimmen dreijahresdurchschnitt durchschnittswert mittelwert prozentual prozentuale
    prozentualen angeben angabe angaben antworte antwort runde abschluss konzernabschluss einzelabschluss
    jahresbericht bericht berichtet berichtete wuchs wachsen wachstum steigen sinken fiel nahm ab änderte
    geändert höher niedriger besser schlechter mehr weniger um dabei damals zuletzt jeweils beide beiden
    zwei drei vier fünf eigenen have has had our we als hold held own owned 10-k
    """.split()
)
# With a capital letter it may be a part of the firm: "Verizon Business".
_IN_SMALL_LETTERS = frozenset({"business", "consolidated"})
# What a firm does for what flows, which says something else of what it has: "spend on inventory", "pay in taxes".
_FLOWS = {
    Kind.CASH: frozenset(
        "record recorded pay paid spend spent generate generated produce produced return returned invest invested"
        " make made use used".split()
    ),
    Kind.INCOME: frozenset(
        "record recorded generate generated earn earned make made achieve achieved book booked post posted incur"
        " incurred bring brought erzielt erzielte erzielten erwirtschaftet erwirtschaftete gemacht machte".split()
    ),
    Kind.BALANCE: frozenset("record recorded show shown".split()),
}


class Wish(Protocol):
    """What a question wants of statements, as far as it tells whose they are."""

    @property
    def rest(self) -> str:
        """The question proper without the names of what is asked for."""

    @property
    def around(self) -> str:
        """The sentences beside it."""

    @property
    def kinds(self) -> Set[Kind]:
        """The statements that have it."""


def is_about(asked: Wish, document: str, beginning: str) -> bool:
    """Whether a document is the firm's that a question is about, and this wants the figures of all of the firm.

    `document` is the document's name and title, `beginning` the text of its first page.
    """
    known = _Known(document, beginning, frozenset.intersection(*(_FLOWS[kind] for kind in asked.kinds)))
    return not any(known.unknown(asked.rest)) and not any(known.unknown(asked.around, only_names=True))


def names_nobody(text: str) -> bool:
    """Whether no word of a question, from which the names of figures were taken, can be the name of a firm."""
    known = _Known("", "", frozenset())
    first = _TOKEN.search(text)
    is_known = first is None or first.group() not in known.unknown(text)
    return is_known and not any(known.unknown(text, only_names=True))


class _Known:
    """What explains the words of a question."""

    def __init__(self, document: str, beginning: str, verbs: Set[str]) -> None:
        self._document = document
        self._name = _words(document)
        self._beginning = _words(beginning)
        self._general = _GENERAL | verbs

    def unknown(self, text: str, *, only_names: bool = False) -> Iterator[str]:
        """Words that nothing explains; `only_names`: of those with a capital letter that begin no sentence."""
        firm = {word for match in _FIRM.finditer(text) for word in _TOKEN.findall(match[1])}
        text = _HOW.sub(" ", without_periods(_BRACKETS.sub(" ", text)))
        yield from (match.group() for match in _UNITED_STATES.finditer(text))
        text = _UNITED_STATES.sub(" ", text)
        beside = frozenset(_letters(without_possessive(word)) for word in _TOKEN.findall(text))
        for match in _TOKEN.finditer(text):
            is_first = _BEGINNING.search(text[: match.start()]) is not None
            is_name = not match.group()[0].islower() and not is_first
            may_be_noun = match.group() in firm
            if (is_name or not only_names) and not self._explains(
                match.group(), beside, is_first=is_first, may_be_noun=may_be_noun
            ):
                yield match.group()

    def _explains(self, token: str, beside: Set[str], *, is_first: bool, may_be_noun: bool) -> bool:
        word = without_possessive(token)
        folded = word.casefold()
        if folded in self._general or token in _IN_SMALL_LETTERS or is_stopword(folded):
            return True
        # Only a firm's name is explained by its documents; any other word may make it a part of the firm.
        if word[0].islower() or word.isdigit():
            return False
        if _is_in(word, self._name, beside) or abbreviates(word, self._document):
            return True
        # A common noun on the first page may be anything that the firm makes.
        return not is_first and (may_be_noun or not is_noun(folded)) and _is_in(word, self._beginning, beside)


def _is_in(word: str, words: list[str], beside: Set[str]) -> bool:
    """As a word, as words joined or joined with others: "Foot Locker" for "FOOTLOCKER", "3M" for "3M Company".

    The end of a joined word alone may be a part of the firm: only with its beginning `beside` it.
    """
    letters = _letters(word)
    if letters in words:
        return True
    if any("".join(words[start : start + 2]) == letters for start in range(len(words) - 1)):
        return True
    if len(letters) < _LONG_NAME:
        return False
    return any(
        each.startswith(letters) or (each.endswith(letters) and any(map(each.startswith, beside))) for each in words
    )


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
