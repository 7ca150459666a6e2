"""The measurement of quotes prints a row of a table."""

import re

from tests.fakes import HashingEmbedder
from tests.quotes_benchmark import measure_quotes


def test_a_row_is_printed(tmp_path):
    lines = []
    measure_quotes(tmp_path, 2, lines.append, HashingEmbedder())
    (line,) = lines
    assert re.fullmatch(
        r"\| `ask --quotes`, 2 golden questions over the sample documents, models loaded: median / p95"
        r" \| \d+ ms / \d+ ms \| `make bench` \|",
        line,
    )
