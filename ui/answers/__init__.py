"""Stored answers, compared with today's library and exported as evidence."""
