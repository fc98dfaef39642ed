"""Nobody but the connected system gets anything in, whatever they change."""

import json
import random
from collections.abc import Callable

from portal.gateways import Gateways
from portal.policy.signature import sign
from portal.services import connections
from tests.makers import Make
from tests.webhooks.sender import Sender, number

BODY = rb'{"action":"job_updated","payload":{"job":{"notes":"\u003cp\u003ehello\u003c/p\u003e"}}}'
MUTATIONS = 1000
Forged = tuple[bytes, dict[str, str]]


class Forger:
    """Changes a genuine call a little, in a way that a die decides."""

    def __init__(self, genuine: str, other_secret: str, dice: random.Random) -> None:
        self.genuine, self.other, self.dice = genuine, other_secret, dice
        self.ways: list[Callable[[], Forged]] = [
            self.body_bit,
            self.body_cut,
            self.body_grown,
            self.signature_digit,
            self.signature_cut,
            self.algorithm,
            self.white_space,
            self.upper_case,
            self.someone_elses,
            self.written_anew,
            self.twice,
            self.guessed,
            self.none,
        ]

    def call(self) -> Forged:
        body, headers = self.dice.choice(self.ways)()
        return body, {"Greenhouse-Event-ID": str(self.dice.random()), **headers}

    def body_bit(self) -> Forged:
        changed = bytearray(BODY)
        changed[self.dice.randrange(len(BODY))] ^= 1 << self.dice.randrange(8)
        return bytes(changed), {"Signature": self.genuine}

    def body_cut(self) -> Forged:
        return BODY[: self.dice.randrange(len(BODY))], {"Signature": self.genuine}

    def body_grown(self) -> Forged:
        more = self.dice.choice([b" ", b"\n", b"\0", b"}", BODY])
        return self.dice.choice([BODY + more, more + BODY]), {"Signature": self.genuine}

    def signature_digit(self) -> Forged:
        place = self.dice.randrange(7, len(self.genuine))
        others = [digit for digit in "0123456789abcdef" if digit != self.genuine[place]]
        changed = self.genuine[:place] + self.dice.choice(others) + self.genuine[place + 1 :]
        return BODY, {"Signature": changed}

    def signature_cut(self) -> Forged:
        return BODY, {"Signature": self.genuine[: self.dice.randrange(len(self.genuine))]}

    def algorithm(self) -> Forged:
        word = self.dice.choice(["sha1", "sha512", "md5", "none", "SHA256", "sha256=", "hmac", ""])
        return BODY, {"Signature": f"{word} {self.genuine[7:]}"}

    def white_space(self) -> Forged:
        space = self.dice.choice(["", "  ", "\t", "\xa0", "+", "_"])
        return BODY, {"Signature": self.genuine.replace(" ", space)}

    def upper_case(self) -> Forged:
        return BODY, {"Signature": f"sha256 {self.genuine[7:].upper()}"}

    def someone_elses(self) -> Forged:
        secret = self.dice.choice([self.other, "", "secret", self.other[:-1]])
        return BODY, {"Signature": sign(secret, BODY)}

    def written_anew(self) -> Forged:
        """The same JSON, as most libraries would write it."""
        spaces = self.dice.choice([None, (",", ":"), (", ", ":")])
        return json.dumps(json.loads(BODY), separators=spaces).encode(), {"Signature": self.genuine}

    def twice(self) -> Forged:
        """Two headers arrive as one with a comma."""
        wrong = f"sha256 {self.dice.randbytes(32).hex()}"
        pair = self.dice.choice([(self.genuine, wrong), (wrong, self.genuine)])
        return BODY, {"Signature": self.dice.choice([",", ", "]).join(pair)}

    def guessed(self) -> Forged:
        return BODY, {"Signature": f"sha256 {self.dice.randbytes(32).hex()}"}

    def none(self) -> Forged:
        name = self.dice.choice(["X-Signature", "Authorization", "Cookie"])
        return BODY, {name: self.genuine}


def test_of_a_thousand_forgeries_none_is_taken(
    greenhouse: Sender, gateways: Gateways, make: Make
) -> None:
    other = make.connection("Another Greenhouse")
    forger = Forger(
        sign(greenhouse.secret, BODY),
        connections.secret_of(gateways.settings, other),
        random.Random(20),
    )

    answers = [greenhouse.post(*forger.call()).status_code for _ in range(MUTATIONS)]

    assert set(answers) == {401}
    assert number(gateways) == 0
    assert greenhouse.send(BODY).status_code == 200
    assert number(gateways) == 1
