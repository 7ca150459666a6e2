"""Differences, growth, shares and single figures, read from table cells by code and calculated where it shows."""

from rag.calculation.answer import Calculation, calculate, is_figure_asked

__all__ = ["Calculation", "calculate", "is_figure_asked"]
