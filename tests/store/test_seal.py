"""Sealing: unreadable without the key, found again with it, and the key itself kept well."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.seal import Seal, WeakKey, WrongKey, secret_in
from tests.databases import SECRET

OTHER = Seal(b"another secret, 32 bytes and more")


def test_sealed_and_opened(seal: Seal) -> None:
    sealed = seal.sealed(b"987 654 321")
    assert b"987" not in sealed
    assert seal.sealed(b"987 654 321") != sealed, "a fresh nonce each time"
    assert seal.open(sealed) == Seal(SECRET).open(sealed) == b"987 654 321"


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 40])
def test_what_was_not_sealed_with_it_does_not_open(seal: Seal, sealed: bytes) -> None:
    with pytest.raises(WrongKey, match="CHASKI_SECRET_KEY"):
        seal.open(sealed)


def test_another_key_or_a_changed_byte_does_not_open(seal: Seal) -> None:
    sealed = seal.sealed(b"words")
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(WrongKey):
            seal.open(broken)
    with pytest.raises(WrongKey):
        OTHER.open(sealed)


@pytest.mark.parametrize(
    "value",
    [None, True, 12, 2.5, "ñandú", [1, {"a": None}], {}, "\ud83d", 10**40, -(10**25), "\x00"],
)
def test_json_comes_back_as_it_was(seal: Seal, value: object) -> None:
    assert seal.open_json(seal.json(value)) == value


def test_digests_tell_parts_apart(seal: Seal) -> None:
    parts = [("a", "bc"), ("ab", "c"), ("abc",), ("a\x1fb", "c"), ("a", "b\x1fc"), ("1:a", "bc")]
    assert len({seal.digest(*p) for p in parts}) == len(parts)
    assert seal.digest("a", "b") == Seal(SECRET).digest("a", "b") != OTHER.digest("a", "b")
    assert len(seal.digest("\ud83d")) == 16


def test_a_weak_key_is_refused() -> None:
    with pytest.raises(WeakKey, match="32"):
        Seal(b"too short")
    with pytest.raises(WeakKey):
        Seal(b"")


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    secret = secret_in(folder)
    assert secret_in(folder) == secret and len(secret) >= 32
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    Seal(secret)


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    for n in range(20):
        with ThreadPoolExecutor(8) as pool:
            secrets = set(pool.map(secret_in, [tmp_path / str(n)] * 8))
        assert len(secrets) == 1 and len(secrets.pop()) >= 32


def test_a_key_of_ones_own_is_kept(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(SECRET + b"\n")
    assert secret_in(tmp_path) == SECRET
