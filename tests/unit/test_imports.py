"""Packages of providers are loaded by whoever uses them only."""

from __future__ import annotations

import subprocess
import sys

_FOREIGN = ("langchain_aws", "langchain_openai", "openai", "anthropic", "cohere", "boto3")


def test_no_package_of_a_provider_is_loaded_before_it_is_used() -> None:
    script = f"import sys, rag, ui.cli; print([each for each in {_FOREIGN!r} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
