"""The commands of `fundstelle`, a module a group; each imports what it needs when it runs, so all start fast."""
