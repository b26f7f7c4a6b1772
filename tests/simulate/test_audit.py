"""The reckoning sees each fault it names, on a phone and a store made for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Outbound
from bot.simulate.audit import Heard, Told, _answers, _bubbles, _messages
from bot.simulate.network import Network
from bot.simulate.phone import Phone
from bot.store.seal import Seal
from tests.conftest import NOON
from tests.databases import SECRET

SEAL = Seal(SECRET)


def phone(*texts: str, taken: bool = True) -> Phone:
    """Somebody who wrote this."""
    made = Phone("m1")
    for text in texts:
        made.write(NOON, NOON, text=text).taken = taken
    return made


def heard(of: Phone, *numbers: int, state: str = "handled") -> list[Heard]:
    return [Heard("air", SEAL.digest("air", f"m1:m1-{n}"), state, "x") for n in numbers]


def told(*numbers: int, state: str = "sent", tapped: str = "") -> list[Told]:
    return [Told(n, "reply", state, "x", NOON, {"text": "a", "tapped": tapped}) for n in numbers]


def bubble(of: Phone, number: int, *, text: str = "a", at: datetime = NOON) -> None:
    of.receive(Outbound(number, 1, number, of.address, text), at)


def faults(found: object) -> set[str]:
    return {name for name, count in found.items() if count}  # type: ignore[attr-defined]


def test_messages() -> None:
    made = phone("a", "b")
    assert faults(_messages(SEAL, made, heard(made, 1, 2))) == set()
    assert faults(_messages(SEAL, made, heard(made, 1))) == {"lost: a message that was taken"}
    assert faults(_messages(SEAL, made, heard(made, 1, 2, 2))) == {"doubled: messages kept twice"}
    assert faults(_messages(SEAL, made, heard(made, 1, 2, 3))) == {"doubled: messages kept twice"}
    left = _messages(SEAL, made, heard(made, 1, 2, state="new"))
    assert faults(left) == {"left: a message nobody handled"}
    aside = _messages(SEAL, made, heard(made, 1, 2, state="failed"))
    assert faults(aside) == {"lost: a message set aside (x)"}
    assert faults(_messages(SEAL, phone("a", taken=False), [])) == set()


def test_answers() -> None:
    made = phone("a", "b")
    assert faults(_answers(made, [], told(1, 2))) == set()
    assert faults(_answers(made, [], told(1))) == {"lost: a message without an answer"}
    more = "doubled: an answer more than there were messages"
    assert faults(_answers(made, [], told(1, 2, 3))) == {more}
    assert faults(_answers(made, [Heard("work", b"", "handled", "")], told(1, 2, 3))) == set()


def test_a_nervous_finger_has_one_answer_or_two() -> None:
    made = Phone("m1")
    for _ in range(2):
        made.write(NOON, NOON, tap="1.yes")
    assert faults(_answers(made, [], told(1, tapped="1.yes"))) == set()
    assert faults(_answers(made, [], told(1, 2, tapped="1.yes"))) == set()
    assert faults(_answers(made, [], [])) == {"lost: a tap without an answer"}
    assert faults(_answers(made, [], told(1, 2, 3, tapped="1.yes"))) == {
        "doubled: an answer more than there were taps"
    }


def test_bubbles() -> None:
    made = Phone("m1")
    for number in (1, 3, 2):
        bubble(made, number)
    assert faults(_bubbles(made, told(1, 2, 3))) == {"out of order: bubbles"}
    lost = {"out of order: bubbles", "lost: a bubble the house calls sent"}
    assert faults(_bubbles(made, told(1, 2, 3, 4))) == lost


def test_a_repeat_needs_a_reason() -> None:
    made = Phone("m1")
    bubble(made, 1)
    made.unsure.add(1)
    bubble(made, 1)
    assert (made.repeats, made.strange) == (1, 0)
    made.noted.append(1)
    made.sure()
    bubble(made, 1)
    assert (made.repeats, made.strange) == (1, 1)


def test_a_repeat_in_other_words_is_none() -> None:
    made = Phone("m1")
    bubble(made, 1)
    made.unsure.add(1)
    bubble(made, 1, text="b")
    assert (made.repeats, made.strange) == (0, 1)


def test_the_network_is_the_same_for_the_same_seed() -> None:
    def losses(seed: int) -> list[bool]:
        network = Network(seed, 0.3)
        return [network.loses("x", str(n % 7)) for n in range(200)]

    assert losses(1) == losses(1) != losses(2)
    assert 40 < sum(losses(1)) < 80
    network = Network(1, 0.3)
    network.breaks(NOON)
    assert network.is_down(NOON + timedelta(hours=1))
    network.heal()
    assert not network.is_down(NOON) and not any(network.loses("x", "1") for _ in range(50))
