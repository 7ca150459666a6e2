"""One module a kind of source; each has its `KIND`."""
