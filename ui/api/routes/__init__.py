"""What the HTTP API offers, one module a subject."""
