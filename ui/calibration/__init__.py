"""Fitting the refusal threshold to a library and to the questions that its owners ask."""
