"""What the records of a sender's domain amount to."""

import pytest

from portal.policy import mail_domain
from portal.policy.finding import Verdict

DOMAIN = "northlight.studio"


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (["v=spf1 include:relay.example -all"], Verdict.OK),
        (["V=SPF1 mx ~all", "google-site-verification=1"], Verdict.OK),
        (["v=spf10 mx -all"], Verdict.LOOK),
        ([], Verdict.LOOK),
        (["v=spf1 +all"], Verdict.LOOK),
        (["v=spf1 mx all"], Verdict.LOOK),
        (["v=spf1 -all"], Verdict.WRONG),
        (["v=spf1 mx -all", "v=spf1 a -all"], Verdict.WRONG),
    ],
)
def test_spf(texts: list[str], verdict: Verdict) -> None:
    found = mail_domain.spf(DOMAIN, texts)

    assert found.verdict is verdict
    assert DOMAIN in found.words
    assert bool(found.remedy) is (verdict is not Verdict.OK)


@pytest.mark.parametrize(
    ("keys", "exhausted", "verdict", "said"),
    [
        ({"a": [], "b": ["v=DKIM1; k=rsa; p=MIGf"]}, False, Verdict.OK, "named b"),
        ({"a": ["p=MIGf"]}, False, Verdict.OK, "named a"),
        ({"a": ["v=DKIM1; p="]}, False, Verdict.LOOK, "usual name"),
        ({"a": ["v=DKIM1; p= ; t=y"]}, False, Verdict.LOOK, "usual name"),
        ({}, True, Verdict.LOOK, "no key to sign with"),
    ],
)
def test_dkim(keys: dict[str, list[str]], exhausted: bool, verdict: Verdict, said: str) -> None:
    found = mail_domain.dkim(DOMAIN, keys, exhausted=exhausted)

    assert found.verdict is verdict
    assert said in found.words


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (["v=DMARC1; p=none"], Verdict.OK),
        (["v=DMARC1;p=quarantine; sp=none"], Verdict.OK),
        (["v=DMARC1; sp=none; p=reject"], Verdict.OK),
        (["v=DMARC1; rua=mailto:x@example.com"], Verdict.WRONG),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Verdict.WRONG),
        (["something else"], Verdict.LOOK),
        ([], Verdict.LOOK),
    ],
)
def test_dmarc(texts: list[str], verdict: Verdict) -> None:
    assert mail_domain.dmarc(DOMAIN, texts).verdict is verdict


@pytest.mark.parametrize(
    ("domain", "trial"),
    [
        ("portal.localhost", True),
        ("localhost", True),
        ("northlight.example", True),
        ("jobs.example.com", True),
        ("example.org.", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("mailhost", True),
        ("northlight.studio", False),
        ("myexample.com", False),
        ("example.com.br", False),
    ],
)
def test_which_domains_are_only_for_trials(domain: str, trial: bool) -> None:
    assert mail_domain.is_only_for_trials(domain) is trial
