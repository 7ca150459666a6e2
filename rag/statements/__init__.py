"""Figures and measures read and calculated from the financial statements of documents, with the rows cited."""

from rag.statements.answer import Source, answer_from_statements, has_statements
from rag.statements.asked import read_asked
from rag.statements.ranked import read_ranked

__all__ = ["Source", "answer_from_statements", "has_statements", "read_asked", "read_ranked"]
