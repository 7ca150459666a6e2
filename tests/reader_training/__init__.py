"""How the adapter of the local model is made (`rag.weights.adapters`): lessons, and the training."""
