"""The parent survives whatever its child does, and says what happened."""

import time

import pytest

from rag.sandbox import FailureReason, Sandbox, SandboxFailure, SandboxLimits, run_limited

LIMITS = SandboxLimits(seconds=20, memory_bytes=1_000_000_000, output_bytes=20_000_000)


def run(task, limits=LIMITS, **arguments):
    return run_limited(f"tests.hostile_tasks:{task}", arguments, limits)


def failure(task, limits=LIMITS, **arguments):
    with pytest.raises(SandboxFailure) as raised:
        run(task, limits, **arguments)
    return raised.value


def test_a_result_comes_back_as_it_was_sent():
    (frame,) = run("echo", text="Größe", numbers=[1, 2])
    assert (frame.header, frame.data) == ({"text": "Größe", "numbers": [1, 2]}, b"data")


def test_a_hanging_task_is_stopped_in_time():
    begun = time.monotonic()
    error = failure("hang", SandboxLimits(seconds=1.0))
    assert error.reason == FailureReason.TIMEOUT
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("task", "reason", "detail"),
    [
        ("crash", FailureReason.CRASH, "SIGSEGV"),
        ("leave", FailureReason.CRASH, "exit status 3"),
        ("kill", FailureReason.MEMORY, "SIGKILL"),
        ("eat_memory", FailureReason.MEMORY, ""),
        ("flood", FailureReason.OUTPUT, "too much"),
        ("fail", FailureReason.ERROR, "RuntimeError"),
        ("write_garbage", FailureReason.OUTPUT, "no JSON"),
        ("no_such_task", FailureReason.ERROR, "AttributeError"),
    ],
)
def test_every_end_has_its_reason(task, reason, detail):
    error = failure(task)
    assert (error.reason, error.detail) == (reason, detail)


def test_printing_does_not_disturb_the_frames():
    (frame,) = run("babble")
    assert frame.header == {"ok": True}


def test_a_task_cannot_fill_the_disk(tmp_path):
    assert failure("write_file", path=str(tmp_path / "out")).reason == FailureReason.ERROR
    assert not (tmp_path / "out").exists() or (tmp_path / "out").stat().st_size == 0


def test_the_child_knows_no_secrets_and_loads_no_models(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    (frame,) = run("describe")
    assert "OPENAI_API_KEY" not in frame.header["environment"]
    assert not {"torch", "faiss", "tantivy", "langchain_core", "numpy"} & set(frame.header["modules"])


def test_one_child_serves_many_tasks_and_is_replaced_after_a_failure():
    with Sandbox() as sandbox:

        def describe():
            (frame,) = sandbox.run("tests.hostile_tasks:describe", {}, LIMITS)
            return frame.header["pid"]

        first = describe()
        assert describe() == first
        with pytest.raises(SandboxFailure):
            list(sandbox.run("tests.hostile_tasks:crash", {}, LIMITS))
        assert describe() != first


def test_leaving_a_result_early_ends_the_child():
    with Sandbox() as sandbox:
        frames = sandbox.run("tests.hostile_tasks:flood", {}, LIMITS)
        next(frames)
        frames.close()
        (frame,) = sandbox.run("tests.hostile_tasks:echo", {"a": 1}, LIMITS)
        assert frame.header == {"a": 1}


def test_whoever_waits_may_give_up():
    class GivenUp(Exception):
        pass

    looks = []

    def check():
        looks.append(len(looks))
        if len(looks) > 3:  # the child hangs by then
            raise GivenUp

    with Sandbox() as sandbox:
        with pytest.raises(GivenUp):
            list(sandbox.run("tests.hostile_tasks:hang", {}, LIMITS, check))
        (frame,) = sandbox.run("tests.hostile_tasks:echo", {"a": 1}, LIMITS, lambda: None)
        assert (frame.header, frame.data) == ({"a": 1}, b"data")
