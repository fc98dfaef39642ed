"""Whether the domain of our sender lets others see that a message is really from there."""

import re
from enum import StrEnum

from portal.policy.finding import Finding, Verdict

SELECTORS = (
    "default", "dkim", "mail", "s1", "s2", "selector1", "selector2", "google", "k1", "k2", "k3",
    "mx", "smtp", "key1", "fm1", "fm2", "fm3", "pm", "mandrill", "mailjet", "ses", "protonmail",
)  # fmt: skip
"""Where DKIM keys are usually published; the name is the relay's choice and nobody lists them."""
_RESERVED = ("localhost", "example", "test", "invalid", "local", "internal")
_RESERVED_NAMES = ("example.com", "example.net", "example.org")
_ADDRESS = re.compile(r"\[.*\]|[0-9.]+")


class Proof(StrEnum):
    """The three ways to prove where a message comes from."""

    SPF = "SPF"
    DKIM = "DKIM"
    DMARC = "DMARC"


def is_only_for_trials(domain: str) -> bool:
    """Whether nothing could be published about this domain (RFC 2606, RFC 6761)."""
    name = domain.rstrip(".").lower()
    labels = name.split(".")
    reserved = labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_NAMES
    return reserved or _ADDRESS.fullmatch(name) is not None or len(labels) == 1


def spf(domain: str, texts: list[str]) -> Finding:
    """What the SPF records of a domain amount to (RFC 7208)."""
    records = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return _look(
            Proof.SPF,
            f"{domain} does not say which servers may send for it",
            f"Publish a TXT record for {domain} that names your mail relay.",
        )
    if len(records) > 1:
        return _wrong(
            Proof.SPF,
            f"{domain} has {len(records)} SPF records, so none of them counts",
            "Make one of them.",
        )
    terms = records[0].lower().split()[1:]
    if terms == ["-all"]:
        return _wrong(
            Proof.SPF, f"{domain} says that it sends no mail at all", "Name your mail relay in it."
        )
    if "+all" in terms or "all" in terms:
        return _look(
            Proof.SPF, f"{domain} lets everybody send in its name", "End the record with ~all."
        )
    return Finding(Proof.SPF, Verdict.OK, f"{domain} says which servers may send for it")


def dkim(domain: str, keys: dict[str, list[str]], *, exhausted: bool) -> Finding:
    """What the DKIM keys found by selector amount to (RFC 6376); `exhausted`: there are no more."""
    good = [name for name, texts in keys.items() if any(_has_key(text) for text in texts)]
    if good:
        return Finding(Proof.DKIM, Verdict.OK, f"{domain} has a key named {good[0]}")
    if exhausted:
        return _look(
            Proof.DKIM,
            f"{domain} has no key to sign with",
            "Let your mail relay sign, and publish the key that it gives you.",
        )
    return _look(
        Proof.DKIM,
        f"{domain} has no key under a usual name",
        "Ask your mail relay for the name: portal doctor --dkim-selector NAME",
    )


def dmarc(domain: str, texts: list[str]) -> Finding:
    """What the DMARC records for a domain amount to (RFC 7489)."""
    records = [text for text in texts if text.lower().replace(" ", "").startswith("v=dmarc1")]
    if len(records) > 1:
        return _wrong(
            Proof.DMARC,
            f"{domain} has {len(records)} DMARC records, so none of them counts",
            "Keep one of them.",
        )
    if not records:
        return _look(
            Proof.DMARC,
            f"{domain} does not say what to do with forged mail",
            f"Publish a TXT record for _dmarc.{domain}, to begin with: v=DMARC1; p=none",
        )
    policy = re.search(r"\bp\s*=\s*(\w+)", records[0].lower())
    words = {"none": "watch", "quarantine": "set aside", "reject": "refuse"}
    said = words.get(policy[1]) if policy else None
    if said is None:
        return _wrong(Proof.DMARC, f"the record for {domain} names no policy", "Add p=none to it.")
    return Finding(Proof.DMARC, Verdict.OK, f"{domain} asks others to {said} forged mail")


def _has_key(text: str) -> bool:
    """Whether a key is there and not taken back (`p=` with nothing behind it)."""
    return re.search(r"(^|;)\s*p\s*=\s*[^;\s]", text) is not None


def _look(proof: Proof, words: str, remedy: str) -> Finding:
    return Finding(proof, Verdict.LOOK, words, remedy)


def _wrong(proof: Proof, words: str, remedy: str) -> Finding:
    return Finding(proof, Verdict.WRONG, words, remedy)
