"""Whether a statement in the words of the asker turns round who does what to whom.

"Until when do I have to report sick?" is not answered by "The manager informs me by 8:30", where a document says
that whoever is sick informs the manager: all its words are there.
"""

from __future__ import annotations

import re

# "für mich", "for me" say whom a rule is for; "ich ... mich" is one and the same person.
_DONE_TO_ASKER = re.compile(
    r"(?<!\bfür )(?<!\bauf )(?<!\ban )(?<!\büber )(?<!\bum )(?<!\bohne )\bmich\b"
    r"|(?<!\bfor )(?<!\bto )(?<!\bof )(?<!\bby )(?<!\bwith )(?<!\bfrom )(?<!\babout )\b(?-i:me)\b",
    re.I,
)
_DOES = re.compile(r"\b(?:ich|I)\b")


def turns_roles(statement: str, question: str, evidence: str) -> bool:
    """Whether something is done to the asker though neither the question nor the evidence says so."""
    return _is_done_to_asker(statement) and not any(map(_is_done_to_asker, (question, evidence)))


def _is_done_to_asker(text: str) -> bool:
    return any(_DONE_TO_ASKER.search(clause) and not _DOES.search(clause) for clause in text.split(","))
