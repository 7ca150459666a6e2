"""Telling somebody that a run failed. What is told is queued like any other work, so that it is not lost."""
