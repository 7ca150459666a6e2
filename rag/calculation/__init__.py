"""Differences, growth, shares and single figures, read from table cells by code and calculated where it shows."""

from rag.calculation.answer import calculate
from rag.calculation.asked import read_question

__all__ = ["calculate", "read_question"]
