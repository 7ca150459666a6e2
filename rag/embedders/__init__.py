"""Embedders of every kind behind `rag.embedding.Embedder`: in this process, or asked over the network."""
