"""How model weights reach this machine; `rag.models` is the door to it."""
