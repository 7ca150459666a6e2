"""An event as a signed POST request.

The signature is over time stamp and body, so that nobody can send or repeat what this library did not say:
`Fundstelle-Signature: t=<seconds since 1970>,v1=<hex of HMAC-SHA256(key, "<t>." + body)>`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import httpx

from rag.config import Settings
from rag.errors import FundstelleError
from rag.wording import say


def send_webhook(settings: Settings, event: Mapping[str, Any], delivery: int) -> None:
    """Send it, once. `delivery` is the same when it is sent again. Raises FundstelleError, without the address."""
    address = settings.notify_webhook
    if address is None:
        return  # no longer configured
    body = json.dumps(dict(event), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Fundstelle",
        "Fundstelle-Event": str(event["event"]),
        "Fundstelle-Delivery": str(delivery),
    }
    if settings.notify_webhook_secret is not None:
        stamp = int(time.time())
        headers["Fundstelle-Signature"] = sign(settings.notify_webhook_secret.get_secret_value(), stamp, body)
    try:
        # Only the status counts; whatever else is answered is not even read.
        with httpx.stream(
            "POST", address.get_secret_value(), content=body, headers=headers, timeout=settings.notify_seconds
        ) as answer:
            status = answer.status_code
    except httpx.TimeoutException:
        raise FundstelleError(
            say("webhook_late", "The webhook did not answer within {seconds:g} s.", seconds=settings.notify_seconds)
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FundstelleError(
            say("webhook_unreachable", "The webhook cannot be reached ({failure}).", failure=type(error).__name__)
        ) from None
    if not 200 <= status < 300:
        raise FundstelleError(say("webhook_answered", "The webhook answered with status {status}.", status=status))


def sign(key: str, stamp: int, body: bytes) -> str:
    """The value of the signature's header."""
    digest = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
