"""Pictures of Stable Diffusion on Bedrock: what is sent, what comes back, how it is marked and counted."""

from __future__ import annotations

import base64
import io
import json
import struct
import urllib.parse
import zlib

import botocore.session
import pytest
from botocore.validate import ParamValidator
from PIL import Image
from streamlit.testing.v1 import AppTest

from rag.answer_log import AnswerLog, NewAnswer
from rag.errors import (
    ConfigurationError,
    CredentialsRejected,
    GenerationFailed,
    LimitReached,
    ProviderThrottled,
    ReplyBroken,
    ReplyFiltered,
)
from rag.layout import DataDir
from rag.providers.illustrating import draw
from rag.providers.ledger import Ledger, ModelUse
from rag.providers.metering import Meter
from rag.providers.prices import PriceTable, load_prices
from rag.providers.retrying import Patience
from tests.providers.protocols import PROTOCOLS, SECRET
from tests.providers.wire import Response
from ui.cli import main
from ui.marking import mark_picture

BEDROCK = next(protocol for protocol in PROTOCOLS if protocol.name == "bedrock")
SD3, SDXL = "bedrock:stability.sd3-5-large-v1:0", "bedrock:stability.stable-diffusion-xl-v1"
PROMPT = "A quiet warehouse in the morning"
RED = (200, 20, 30)
MONTHS = "20"  # the beginning of every month there is


def png(width=512, height=256):
    written = io.BytesIO()
    Image.new("RGB", (width, height), RED).save(written, "PNG")
    return written.getvalue()


def reply(picture=b"", reason=None, **more):
    value = {"seeds": [1], "finish_reasons": [reason], "images": [base64.b64encode(picture).decode()], **more}
    return Response([json.dumps(value).encode()], headers={"Content-Type": "application/json"})


def older(picture=b"", reason="SUCCESS"):
    artifact = {"seed": 1, "base64": base64.b64encode(picture).decode(), "finishReason": reason}
    value = {"result": "success", "artifacts": [artifact]}
    return Response([json.dumps(value).encode()], headers={"Content-Type": "application/json"})


@pytest.fixture
def ask(configure, tmp_path):
    """Draws with short pauses, at the prices of the shipped table unless others are given."""

    def ask(model=SD3, prices=None, **options):
        settings = configure(BEDROCK, image_model=model, **options)
        ledger = Ledger(DataDir(tmp_path).usage)
        meter = Meter(ledger, "USD", settings.monthly_spending_limit)
        table = load_prices(tmp_path / "prices.toml") if prices is None else prices
        return draw(PROMPT, settings, table, meter, Patience(first_pause=0.01))

    return ask


def spent(tmp_path):
    [use] = Ledger(DataDir(tmp_path).usage).month(MONTHS)
    return use


def spent_nothing(tmp_path):
    return Ledger(DataDir(tmp_path).usage).month(MONTHS) == []


def check(request, **more):
    _, kind, model, operation = request.path.split("/")
    assert (kind, operation) == ("model", "invoke")
    model = urllib.parse.unquote(model)
    shape = botocore.session.get_session().get_service_model("bedrock-runtime").operation_model("InvokeModel")
    given = {"modelId": model, "body": request.body, "contentType": request.headers["Content-Type"], **more}
    assert ParamValidator().validate(given, shape.input_shape).generate_report() == ""
    return model


def test_a_picture_is_asked_for_and_counted(ask, script, tmp_path):
    script.will(reply(png()))
    assert ask() == png()
    [request] = script.requests
    assert check(request) == "stability.sd3-5-large-v1:0"
    assert request.json == {
        "prompt": PROMPT,
        "mode": "text-to-image",
        "aspect_ratio": "16:9",
        "output_format": "png",
    }
    assert "X-Amzn-Bedrock-GuardrailIdentifier" not in request.headers
    assert spent(tmp_path) == ModelUse(SD3, 1, 0, 0, 0.08)


def test_an_older_model_is_asked_in_its_own_way(ask, script, tmp_path):
    script.will(older(png()))
    assert ask(SDXL) == png()
    [request] = script.requests
    assert check(request) == "stability.stable-diffusion-xl-v1"
    assert request.json == {
        "text_prompts": [{"text": PROMPT}],
        "width": 1024,
        "height": 1024,
        "steps": 30,
        "samples": 1,
    }
    assert spent(tmp_path).cost == 0.04


def test_the_guardrail_of_the_settings_is_applied(ask, script):
    script.will(reply(**{"amazon-bedrock-guardrailAction": "INTERVENED"}))
    with pytest.raises(ReplyFiltered, match="stopped the picture"):
        ask(bedrock_guardrail_id="gr1", bedrock_guardrail_version="2")
    headers = {name.lower(): value for name, value in script.requests[0].headers.items()}
    assert headers["x-amzn-bedrock-guardrailidentifier"] == "gr1"
    assert headers["x-amzn-bedrock-guardrailversion"] == "2"


@pytest.mark.parametrize(
    ("model", "response"),
    [(SD3, reply(reason="Filter reason: prompt")), (SDXL, older(reason="CONTENT_FILTERED"))],
    ids=["sd3", "sdxl"],
)
def test_a_filtered_picture_is_told_apart_and_counted(ask, script, tmp_path, model, response):
    script.will(response)
    with pytest.raises(ReplyFiltered, match="content filter"):
        ask(model)
    assert len(script.requests) == 1
    assert spent(tmp_path).calls == 1


@pytest.mark.parametrize(
    ("model", "response"),
    [(SD3, reply(reason="Inference error")), (SDXL, older(reason="ERROR"))],
    ids=["sd3", "sdxl"],
)
def test_an_error_is_no_filter(ask, script, model, response):
    script.will(response)
    with pytest.raises(GenerationFailed, match="could not draw") as raised:
        ask(model)
    assert not isinstance(raised.value, ReplyFiltered)


def test_throttled_then_drawn(ask, script, tmp_path):
    script.will(BEDROCK.error(429, "throttled"), reply(png()))
    assert ask() == png()
    assert len(script.requests) == 2
    assert spent(tmp_path).calls == 1


def test_throttled_for_good_costs_nothing(ask, script, tmp_path):
    script.will(BEDROCK.error(429, "throttled"))
    with pytest.raises(ProviderThrottled):
        ask()
    assert len(script.requests) == 4
    assert spent_nothing(tmp_path)


def test_wrong_credentials(ask, script, tmp_path):
    script.will(BEDROCK.error(403, "credentials"))
    with pytest.raises(CredentialsRejected) as raised:
        ask()
    assert SECRET not in str(raised.value)
    assert len(script.requests) == 1
    assert spent_nothing(tmp_path)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"{}", b'{"finish_reasons": [null], "images": ["?"]}', b'{"finish_reasons": []}']
)
def test_a_reply_without_a_picture(ask, script, body):
    script.will(Response([body], headers={"Content-Type": "application/json"}))
    with pytest.raises(ReplyBroken, match="not in the form"):
        ask()


def test_a_model_without_a_price_under_a_limit_is_not_asked(ask, script):
    with pytest.raises(LimitReached, match=r"price is not known.*prices\.toml"):
        ask(prices=PriceTable(), monthly_spending_limit=5)
    assert script.requests == []


def test_the_spending_limit_is_kept(ask, script):
    script.will(reply(png()))
    ask(monthly_spending_limit=0.1)
    with pytest.raises(LimitReached, match=r"0\.1600"):
        ask(monthly_spending_limit=0.1)
    assert len(script.requests) == 1


@pytest.mark.parametrize("model", [None, "openai:gpt-4o", "bedrock:amazon.titan-text-express-v1"])
def test_a_model_that_cannot_draw(ask, script, model):
    with pytest.raises(ConfigurationError, match="image_model"):
        ask(model)
    assert script.requests == []


def opened(picture):
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


def test_a_picture_is_marked():
    marked = opened(mark_picture(png(), SD3, "en"))
    sentence = f"Generated by {SD3} - not a photograph, not a source"
    assert (marked.text["Source"], marked.text["Model"]) == (sentence, SD3)
    assert marked.width == 512
    assert marked.crop((0, 0, 512, 256)).getcolors() == [(512 * 256, RED)]
    strip = marked.crop((0, 256, 512, marked.height)).convert("L")
    assert strip.height > 20
    assert strip.getextrema() == (0, 255)
    # No letter touches an edge.
    assert strip.crop((502, 0, 512, strip.height)).getextrema() == (255, 255)
    assert strip.crop((0, strip.height - 8, 512, strip.height)).getextrema() == (255, 255)


def test_a_german_prompt_is_marked_in_german():
    marked = opened(mark_picture(png(), SD3, "de"))
    assert marked.text["Source"] == f"Erzeugt von {SD3} - kein Foto, keine Quelle"


def huge():
    """A header that claims 100,000 pixels a side."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize(
    "picture", [b"", b"GIF89a", png()[:-40], png(64, 64), huge()], ids=["empty", "gif", "cut", "small", "huge"]
)
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(ReplyBroken, match="no PNG of 256 to 4096 pixels"):
        mark_picture(picture, SD3, "en")


@pytest.fixture
def run(configure, script, tmp_path, capsys, monkeypatch):
    """The command, with the settings that it reads itself."""
    configure(BEDROCK)
    monkeypatch.setenv("FUNDSTELLE_IMAGE_MODEL", SD3)
    monkeypatch.setenv("FUNDSTELLE_AWS_REGION", "us-west-2")
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main(["illustrate", *arguments, "--json", "--data", str(tmp_path / "data")])
        captured = capsys.readouterr()
        return code, json.loads(captured.out), captured.err

    return run


def test_the_command_says_what_it_sends_and_writes_a_marked_picture(run, script, tmp_path):
    script.will(reply(png()))
    code, told, said = run("Ein ruhiges Lager  am frühen Morgen", "--output", "cover.png")
    prompt = "Ein ruhiges Lager am frühen Morgen"
    assert code == 0
    assert told == {"output": "cover.png", "model": SD3, "prompt": prompt, "cost": 0.08}
    assert f"Sent to {SD3}, and nothing else: {prompt}" in said
    assert script.requests[0].json["prompt"] == prompt
    with Image.open(tmp_path / "cover.png") as marked:
        assert marked.text["Source"] == f"Erzeugt von {SD3} - kein Foto, keine Quelle"


def test_a_model_that_is_named_draws_instead_of_that_of_the_settings(run, script, tmp_path):
    script.will(older(png()))
    code, told, said = run("A quiet warehouse", "--model", SDXL, "--output", "cover.png")
    assert (code, told["model"], told["cost"]) == (0, SDXL, 0.04)
    assert f"Sent to {SDXL}, and nothing else: A quiet warehouse" in said
    assert check(script.requests[0]) == "stability.stable-diffusion-xl-v1"
    code, told, _ = run("A quiet warehouse", "--model", "openai:gpt-4o", "--output", "cover.png")
    assert (code, told["error"]) == (
        2,
        "The model openai:gpt-4o cannot draw here: image_model has to begin with bedrock:stability.",
    )


def test_of_an_answer_only_its_question_is_sent(run, script, tmp_path):
    question = "How many days of leave are there?"
    record = json.dumps({"answer": {"question": question, "text": "There are 30 days."}})
    directory = DataDir(tmp_path / "data")
    directory.create()
    answer = NewAnswer("a1", "2026-11-26T10:00:00Z", "answered", question, "key", record, frozenset())
    assert AnswerLog(directory.answers).insert(answer, 36_500, lambda: True)
    script.will(reply(png()))
    code, told, _ = run("--answer", "a1", "--output", "cover.png")
    assert (code, told["prompt"]) == (0, question)
    assert script.requests[0].json["prompt"] == question
    assert b"30 days" not in script.requests[0].body


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (("--output", "a.png"), "Give either", 2),
        (("A dog", "--answer", "a1", "--output", "a.png"), "Give either", 2),
        (("A dog", "--output", "a.jpg"), "must end in .png", 2),
        (("x" * 2001, "--output", "a.png"), "1 to 2000 characters", 2),
        (("--answer", "nothing", "--output", "a.png"), "nothing", 4),
    ],
)
def test_what_cannot_be_done_sends_nothing(run, script, arguments, sentence, code):
    given, told, _ = run(*arguments)
    assert given == code
    assert sentence in told["error"]
    assert script.requests == []


@pytest.fixture
def page(configure, monkeypatch):
    """What the page offers under an answer, in English, with the settings that it reads itself."""
    configure(BEDROCK)
    monkeypatch.setenv("FUNDSTELLE_AWS_REGION", "us-west-2")

    def view(folder: str) -> None:
        from types import SimpleNamespace

        from rag.config import load_settings
        from ui.texts import ENGLISH
        from ui.views.illustrating import show_illustration

        workspace = SimpleNamespace(settings=load_settings(data_dir=folder))
        answer = SimpleNamespace(question="How many days  of leave are there?", text="There are 30 days.")
        show_illustration(workspace, answer, "a1", ENGLISH)  # type: ignore[arg-type]  # all that it looks at

    def open_page(folder):
        return AppTest.from_function(view, args=(str(folder),), default_timeout=60).run()

    return open_page


def told(page):
    assert not page.exception
    return [each.proto.body for each in page.get("html")]


def test_on_the_page_a_named_model_draws_for_the_question_of_an_answer(page, script, tmp_path):
    script.will(older(png()))
    shown = page(tmp_path / "data")
    assert shown.text_input(key="image-model-a1").value == SD3
    shown.text_input(key="image-model-a1").set_value(SDXL).run()
    question = "How many days of leave are there?"
    assert f"Only the question is sent to {SDXL}: {question}" in told(shown)[0]
    assert script.requests == []
    shown.button(key="draw-a1").click().run()
    assert len(told(shown)) == 1
    [request] = script.requests
    assert check(request) == "stability.stable-diffusion-xl-v1"
    assert request.json["text_prompts"] == [{"text": question}]
    marked = opened(shown.session_state["picture-a1"])
    assert marked.text["Source"] == f"Generated by {SDXL} - not a photograph, not a source"
    assert len(shown.image) == 1
    [use] = Ledger(DataDir(tmp_path / "data").usage).month(MONTHS)
    assert use == ModelUse(SDXL, 1, 0, 0, 0.04)


def test_on_the_page_a_model_that_cannot_draw_is_told(page, script, tmp_path):
    shown = page(tmp_path / "data")
    shown.text_input(key="image-model-a1").set_value("openai:gpt-4o").run()
    shown.button(key="draw-a1").click().run()
    assert "The model openai:gpt-4o cannot draw here" in told(shown)[1]
    assert "picture-a1" not in shown.session_state
    assert script.requests == []


def test_nothing_is_offered_where_nothing_could_draw(page, monkeypatch, tmp_path):
    monkeypatch.setattr("ui.illustrations.aws_credentials_seen", lambda: None)
    assert told(page(tmp_path / "data")) == []
    monkeypatch.setenv("FUNDSTELLE_IMAGE_MODEL", SDXL)
    assert SDXL in told(page(tmp_path / "data"))[0]
