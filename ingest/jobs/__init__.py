"""A durable queue in the catalog: what has to be done outlives every process that does it."""
