"""Fundstelle's core: questions over your own documents, every statement tied to a verified place."""
