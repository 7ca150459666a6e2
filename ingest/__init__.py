"""The writing half: accepts bytes, reads documents, builds the index."""
