"""How good search and answers are on a set of questions, measured without another model as judge."""
