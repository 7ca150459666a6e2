"""Differences, growth, shares and single figures, read from table cells by code and calculated where it shows."""

from rag.calculation.answer import calculate, is_figure_asked

__all__ = ["calculate", "is_figure_asked"]
