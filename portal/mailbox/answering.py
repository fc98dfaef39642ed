"""Answers as a telephone would: told to the portal the way a provider of text messages tells it."""

import http.client
import json
import secrets
from urllib.parse import urlsplit

from portal.policy.signature import sign
from portal.services.text_answers import hook_key
from portal.settings import Settings

PROVIDER = "mailbox"
PATIENCE = 10.0


def answer(settings: Settings, number: str, text: str) -> bool:
    """Say something to the portal from this number; whether it was taken."""
    said = {"kind": "message", "id": secrets.token_hex(8), "from": number, "text": text}
    return _tell(settings, said)


def report(settings: Settings, reference: str, name: str, status: str) -> bool:
    """Say what became of a text message; whether it was taken."""
    return _tell(settings, {"kind": "status", "id": name, "ref": reference, "status": status})


def _tell(settings: Settings, said: dict[str, str]) -> bool:
    body = json.dumps(said).encode()
    headers = {
        "Content-Type": "application/json",
        "Signature": sign(hook_key(settings, PROVIDER), body),
    }
    parts = urlsplit(settings.base_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request("POST", f"/webhooks/sms/{PROVIDER}", body, headers)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
