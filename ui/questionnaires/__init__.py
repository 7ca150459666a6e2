"""Questionnaires as companies receive them, CSV or XLSX with a question a row: read, answered, written back."""
