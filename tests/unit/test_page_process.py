"""The page's process asks nobody outside, wherever it listens."""

from __future__ import annotations

import os

import pytest
from streamlit import config, net_util
from streamlit.web import bootstrap, cli
from streamlit.web.server import server_util

from rag.config import Settings
from ui.page import run_page


@pytest.fixture
def asked(monkeypatch):
    """Addresses on the internet that Streamlit asks, which get no answer here."""
    asked = []
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, timeout: asked.append(url))
    options = {"server.address": "0.0.0.0", "server.headless": True, "server.enableCORS": True}
    monkeypatch.setattr(config, "get_option", options.get)
    monkeypatch.setattr(config, "is_manually_set", lambda name: name == "server.address")
    monkeypatch.setattr(server_util, "get_url", lambda host: f"http://{host}:8501")
    monkeypatch.setattr(server_util, "allowlisted_origins", set)
    return asked


def _greet_and_compare():
    """Both occasions on which it asks: its first words, and a browser that names an unknown host."""
    bootstrap._print_url(False)
    return server_util.is_url_from_allowed_origins("http://documents.example:8501")


def test_streamlit_itself_would_ask_for_the_address_of_this_machine(asked):
    _greet_and_compare()
    # Each occasion tries both ways; once this is empty, ours can go.
    assert asked == ["http://checkip.amazonaws.com", "https://checkip.amazonaws.com"] * 2


def test_the_page_asks_nobody_for_the_address_of_this_machine(asked, monkeypatch, tmp_path, capsys):
    allowed = []
    monkeypatch.setattr(cli, "main", lambda arguments, standalone_mode: allowed.append(_greet_and_compare()))
    run_page(Settings(data_dir=tmp_path, models_dir=tmp_path), 8501, "0.0.0.0")
    assert asked == []
    assert allowed == [False]
    assert "http://localhost:8501" in capsys.readouterr().out
