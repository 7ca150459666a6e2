"""The refusal policy of a library: kept in a file, read again, and never trusted when it does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.answerability import SHIPPED, RefusalPolicy
from rag.config import load_settings
from rag.layout import DataDir
from rag.refusal import Calibration, CurvePoint, find_refusal, write_calibration

MODEL = "local:qwen2.5-coder-1.5b-instruct"
CALIBRATION = Calibration(
    created="2026-03-01T10:00:00+00:00",
    model=MODEL,
    goal="max_wrong",
    level=0.1,
    answerable=40,
    unanswerable=20,
    threshold=0.55,
    offset=0.2,
    slope=0.8,
    curve=[CurvePoint(0.1, 0.0, 0.5, 0.2), CurvePoint(1, 1, 1, 0)],
)


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path, model=MODEL)


def test_without_a_file_the_shipped_one_is_in_force(settings):
    refusal = find_refusal(settings)
    assert (refusal.policy, refusal.origin, refusal.problem) == (SHIPPED, "shipped", None)


def test_a_calibration_is_read_as_it_was_written(settings):
    write_calibration(DataDir(settings.data_dir), CALIBRATION)
    refusal = find_refusal(settings)
    assert refusal.policy == RefusalPolicy(0.55, 0.2, 0.8)
    assert (refusal.origin, refusal.problem) == ("calibrated on 2026-03-01 with 60 questions", None)
    assert [path.name for path in settings.data_dir.iterdir()] == ["refusal.json"]


def test_the_setting_goes_before_the_calibration_on_its_scale(settings):
    chosen = settings.model_copy(update={"refusal_threshold": 0.7})
    assert find_refusal(chosen).policy == replace(SHIPPED, threshold=0.7)
    write_calibration(DataDir(settings.data_dir), CALIBRATION)
    refusal = find_refusal(chosen)
    assert refusal.policy == RefusalPolicy(0.7, 0.2, 0.8)
    assert refusal.origin == "the setting refusal_threshold"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"model": "openai:gpt"}, f"was calibrated for the model openai:gpt, not for {MODEL}; the shipped one is"),
        ({"score": "(1.0,)"}, "was calibrated with another version of Fundstelle; the shipped one is"),
    ],
)
def test_a_calibration_for_something_else_is_not_used(settings, change, sentence):
    write_calibration(DataDir(settings.data_dir), replace(CALIBRATION, **change))
    refusal = find_refusal(settings)
    assert (refusal.policy, refusal.origin) == (SHIPPED, "shipped")
    assert sentence in refusal.problem
    assert "fundstelle calibrate --reset" in refusal.problem


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.55", "1.5"),
        ("0.55", "NaN"),
        ("0.55", '"0.55"'),
        ('"slope": 0.8', '"slope": 0'),
        ('"offset": 0.2', '"offset": Infinity'),
        ('"format": 1', '"format": 2'),
        ('"offset"', '"offsets"'),
        ("max_wrong", "least_wrong"),
    ],
)
def test_a_damaged_file_is_named_and_not_used(settings, old, new):
    write_calibration(DataDir(settings.data_dir), CALIBRATION)
    file = DataDir(settings.data_dir).refusal
    text = file.read_text().replace(old, new)
    assert text != file.read_text()
    file.write_text(text)
    refusal = find_refusal(settings)
    assert refusal.policy == SHIPPED
    assert f"in {file} is damaged; the shipped one is in force." in refusal.problem


@given(st.binary(max_size=60))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_cost_a_sentence_and_no_more(settings, content):
    DataDir(settings.data_dir).refusal.write_bytes(content)
    assert find_refusal(settings).policy == SHIPPED


def test_what_cannot_be_read_is_said(settings):
    DataDir(settings.data_dir).refusal.mkdir()
    assert "cannot be read (Is a directory)" in find_refusal(settings).problem
