"""The gate: a staged set is published only if the questions attached to a library still find their answers."""
