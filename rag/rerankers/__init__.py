"""Rerankers: models that read the question and a passage together, and order the best candidates anew."""
