"""Language models compared: the same questions over the same evidence."""
