import time
from collections.abc import Iterator

import miniaudio
import numpy as np
import pytest

from formcheck.output.voice import player as room
from formcheck.output.voice.player import Player
from formcheck.output.voice.timeline import RATE_HZ
from tests.waiting import wait_until

NOWHERE = [miniaudio.Backend.NULL]
"""A sound device that plays at the right speed but has no loudspeaker."""


@pytest.fixture
def player() -> Iterator[Player]:
    one = Player(NOWHERE)
    assert one.open()
    yield one
    one.close()


def wait_for_silence(player: Player) -> float:
    start_s = time.monotonic()
    wait_until(lambda: not player.is_sounding, "silence", timeout_s=10.0)
    return time.monotonic() - start_s


def test_the_card_takes_sound_at_its_own_pace(player: Player) -> None:
    before = player.now
    player.add(np.ones(RATE_HZ // 2, dtype=np.int16), player.now)
    assert player.is_sounding
    assert 0.3 <= wait_for_silence(player) < 2.0
    assert player.now >= before + RATE_HZ // 2


def test_a_cut_is_silence_at_once(player: Player) -> None:
    before = player.now
    player.add(np.ones(30 * RATE_HZ, dtype=np.int16), before)
    wait_until(lambda: player.now > before, "the first of it")
    player.cut()
    assert wait_for_silence(player) < 3.0


def test_without_a_card_it_does_not_open_and_nothing_fails() -> None:
    one = Player([miniaudio.Backend.CUSTOM])
    assert not one.open()
    one.add(np.ones(10, dtype=np.int16), 0)
    one.cut()
    one.close()


def test_looking_for_a_card_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    one = Player()
    one.open()
    one.close()
    assert capfd.readouterr() == ("", "")


def test_a_card_that_was_lost_is_opened_again(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_LOST_S", 0.3)
    monkeypatch.setattr(room, "_RETRY_S", 0.5)
    lost = player._device
    assert lost is not None
    lost.stop()  # as when it is unplugged: the device requests no more sound
    wait_until(lambda: player.open() and player._device is not lost, "the next card")
    before = player.now
    wait_until(lambda: player.now > before, "sound that goes on")


def test_what_a_lost_card_had_not_played_is_not_played_later(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_LOST_S", 0.3)
    monkeypatch.setattr(room, "_RETRY_S", 0.5)
    player.add(np.ones(30 * RATE_HZ, dtype=np.int16), player.now)
    lost = player._device
    assert lost is not None
    lost.stop()
    assert player.is_sounding
    wait_until(lambda: player.open() and player._device is not lost, "the next card")
    assert wait_for_silence(player) < 3.0
