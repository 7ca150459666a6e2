"""`python -m rag` is the `fundstelle` command: the one place where the core looks up to a surface."""

import sys

from ui.cli import main

sys.exit(main())
