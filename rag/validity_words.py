"""The words with which documents say that they are in force, or speak of what they replace."""

from __future__ import annotations

import re

IN_FORCE = re.compile(
    r"\b(?:gültig (?:ab|seit|vom)|gilt (?:ab|seit)|in kraft (?:ab|seit|getreten am)"
    r"|tritt (?:am|zum|mit wirkung vom)"
    r"|(?:inkrafttretens?|gültigkeitsbeginn|geltungsbeginn|gültig(?:keit)?|gültigkeitszeitraum"
    r"|geltungsdauer|valid|validity(?: period)?)(?=[ \t*_]*[:|])"
    r"|wirksam (?:ab|seit|zum)|mit wirkung (?:ab|vom|zum)|effective|valid (?:from|as of|since)|in force"
    r"|(?:comes|came|enters|entered) into (?:force|effect)|takes effect|applies from)\b"
)
# "Replaces the policy effective 1 January 2020": the date of another document.
REPLACES = re.compile(
    r"\b(?:ersetz(?:t|en)|abgelöst|ablöst|löst|aufgehoben|anstelle|replac(?:es|ing|ed)|supersed(?:es|ing|ed)|repeals"
    r"|instead of|in place of|(?:bisherige|vorherige|vorige|frühere)[nrsm]? (?:fassung|ausgabe|version|richtlinie)"
    r"|(?:previous|prior|former|earlier) (?:version|edition|policy|agreement))\b"
)
# Behind the day of "tritt am 31.12.2025 außer Kraft".
OUT_OF_FORCE = re.compile(r"\s*(?:wieder\s+)?außer kraft")
SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{3})[.!?]|(?<=\d{4})\.)\s|\n\s*\n")
