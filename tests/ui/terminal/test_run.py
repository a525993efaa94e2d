"""The complete ``formcheck sit`` in a terminal, with a real camera, keyboard and store."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("terminals are other ones there", allow_module_level=True)

from formcheck.core.language import ENGLISH
from formcheck.core.posture.posture_values import PostureState, SlouchReason
from formcheck.engine.desk import DeskBreaks
from formcheck.store.remote_control import RemoteControl
from formcheck.store.sitting_store import SittingPast
from formcheck.ui.web.messages import BeginWatch, Wishes
from formcheck.ui.web.sitting_watch import open_watch
from tests.engine.seated_people import make_image
from tests.ui.cli.conftest import Run, run
from tests.ui.terminal.terminal import Terminal, make_env, run_command
from tests.vision.video.servers import MjpegCamera, run_camera
from tests.waiting import wait_until

__all__ = ["run"]

WATCH = "tests.ui.terminal.watching"
FIRST = DeskBreaks(ENGLISH).stretches
TITLES = ", ".join(FIRST.values())
IDS = tuple(FIRST)
Start = Callable[..., Terminal]


@pytest.fixture(scope="module")
def camera() -> Iterator[MjpegCamera]:
    with run_camera([make_image()], fps=30) as server:
        yield server


@pytest.fixture
def start(camera: MjpegCamera, tmp_path: Path) -> Iterator[Start]:
    """Starts monitors in front of that camera, and ends them after the test."""
    running: list[Terminal] = []

    def begin(
        bodies: str = "0:upright", *words: object, speed: float = 4.0, **how: Any
    ) -> Terminal:
        terminal = Terminal([WATCH, camera.url, speed, bodies, *words], tmp_path, **how)
        running.append(terminal)
        return terminal

    yield begin
    for terminal in running:
        terminal.__exit__()


def find_store(data: Path) -> Path:
    return data / "formcheck" / "history.db"


def list_stored_states(data: Path) -> list[tuple[PostureState, float]]:
    """Returns the stored states of the last hour and their durations."""
    now = datetime.now(UTC)
    with SittingPast(find_store(data)) as past:
        spans = past.list_spans(now - timedelta(hours=1), now + timedelta(hours=12))
    return [(span.state, span.end_s - span.start_s) for span in spans]


def test_the_state_stands_in_one_block_that_changes_in_place(start: Start) -> None:
    watch = start("0:upright,20:tilted,90:nobody", speed=10.0)
    watch.wait_for("● Upright")
    text = watch.wait_for("Straighten your head.")
    assert "▲ Slouched" in text
    assert "head tilted" in text
    assert "Upright" not in text.replace("upright today", "")
    watch.wait_for("○ Away")
    assert watch.text.count("q  quit") == 1


@pytest.mark.parametrize(
    "how",
    [{"columns": 70, "desktop": {"PYTHONIOENCODING": "ascii"}}, {"columns": 60, "rows": 4}],
    ids=["without umlauts", "low"],
)
def test_the_block_leaves_no_line_behind_in_any_terminal(start: Start, how: dict[str, Any]) -> None:
    watch = start("0:upright,20:tilted", "--language", "de", speed=10.0, **how)
    watch.wait_for("Aufrecht")
    watch.wait_for("Krumm")
    assert "Aufrecht" not in watch.text
    watch.press("q")
    assert watch.wait_exit() == 0
    assert "Krumm" not in watch.text


def test_q_ends_it_prints_the_day_and_gives_the_terminal_back(start: Start, tmp_path: Path) -> None:
    watch = start(speed=20.0)
    watch.wait_for("● Upright")
    assert watch.is_quiet
    wait_until(
        lambda: dict(list_stored_states(tmp_path)).get(PostureState.UPRIGHT, 0.0) > 10.0,
        "ten seconds",
    )
    kept_s = dict(list_stored_states(tmp_path))[PostureState.UPRIGHT]
    time.sleep(0.2)  # four seconds of monitor time, which are not stored yet
    watch.press("q")
    assert watch.wait_exit() == 0
    assert "Longest time upright" in watch.text
    assert "q  quit" not in watch.text
    assert watch.attributes == watch.before
    assert "\x1b[?25h" in watch.read(), "the cursor is shown again"
    assert dict(list_stored_states(tmp_path))[PostureState.UPRIGHT] > kept_s + 1.0, (
        "what was still open"
    )


def test_a_signal_ends_it_as_q_does(start: Start, tmp_path: Path) -> None:
    watch = start()
    watch.wait_for("● Upright")
    watch.send(signal.SIGINT)
    assert watch.wait_exit() == 0
    assert watch.attributes == watch.before
    assert "Traceback" not in watch.text
    assert list_stored_states(tmp_path)
    assert not RemoteControl(find_store(tmp_path)).is_watched()


def test_while_it_is_suspended_nobody_counts_as_away(start: Start, tmp_path: Path) -> None:
    def sum_upright_s() -> float:
        states = list_stored_states(tmp_path)
        return sum(lasted_s for state, lasted_s in states if state is PostureState.UPRIGHT)

    watch = start(speed=20.0)
    watch.wait_for("● Upright")
    wait_until(sum_upright_s, "the first span")
    watch.send(signal.SIGSTOP)
    time.sleep(5.0)  # 100 s by the clock of the watch
    before_s = sum_upright_s()
    watch.send(signal.SIGCONT)
    wait_until(lambda: sum_upright_s() > before_s + 5.0, "a span after it")
    watch.press("q")
    assert watch.wait_exit() == 0
    assert PostureState.AWAY not in dict(list_stored_states(tmp_path))


def test_a_closed_terminal_ends_it_and_the_day_is_kept(start: Start, tmp_path: Path) -> None:
    watch = start()
    watch.wait_for("● Upright")
    watch.hang_up()
    assert watch.wait_exit() == 0
    assert list_stored_states(tmp_path)
    assert not RemoteControl(find_store(tmp_path)).is_watched()


def test_where_lines_stay_what_went_wrong_is_said_once(camera: MjpegCamera, tmp_path: Path) -> None:
    damaged = "ist beschädigt"
    find_store(tmp_path).parent.mkdir(parents=True)
    find_store(tmp_path).write_bytes(b"no history" * 1000)
    with subprocess.Popen(
        [sys.executable, "-m", WATCH, camera.url, "20", "0:upright", "--language", "de"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", env=make_env(tmp_path),
    ) as watch:  # fmt: skip
        assert watch.stdout is not None
        lines = iter(watch.stdout.readline, "")
        told = next(line for line in lines if damaged in line)
        watch.send_signal(signal.SIGTERM)
        assert [told, *(line for line in lines if damaged in line)] == [told]
    assert watch.returncode == 0


def test_a_crash_gives_the_terminal_back(start: Start, tmp_path: Path) -> None:
    watch = start("0:upright", "--crash", 2.0)
    watch.wait_for("● Upright")
    assert watch.wait_exit() == 1
    assert "a fault in the program" in watch.read()
    assert watch.attributes == watch.before
    assert list_stored_states(tmp_path)


def test_after_being_stopped_and_sent_on_it_takes_single_keys_again_but_none_without_a_meaning(
    start: Start,
) -> None:
    """As after Ctrl-Z and fg, where the shell restores the terminal's attributes."""
    watch = start()
    watch.wait_for("● Upright")
    watch.reset()
    assert not watch.is_quiet
    watch.send(signal.SIGCONT)
    wait_until(lambda: watch.is_quiet, "single keys")
    for keys in ("\x1b[A", "x", "ü", "\x04"):
        watch.press(keys)
        time.sleep(0.1)
    assert watch.process.poll() is None
    watch.press("\x1b[1;5Cxp")  # all during one frame
    watch.wait_for("Paused until")
    watch.press("Q")
    assert watch.wait_exit() == 0


def test_ctrl_z_leaves_the_terminal_to_the_shell_and_fg_draws_below_what_came_then(
    camera: MjpegCamera, tmp_path: Path
) -> None:
    with Terminal(["tests.ui.terminal.shell"], tmp_path) as shell:
        shell.press(f"{sys.executable} -m {WATCH} {camera.url} 4 0:upright\n")
        shell.wait_for("● Upright")
        shell.press("\x1a")
        text = shell.wait_for("Stopped")
        assert "Upright" not in text
        assert is_cursor_shown(shell)
        shell.press("echo ke''pt\nfg\n")
        assert "kept" in shell.wait_for("● Upright")
        assert not is_cursor_shown(shell)
        shell.press("\x1a")
        wait_until(lambda: shell.text.count("Stopped") == 2, "the shell")
        shell.press("bg\nsleep 2; echo a''way\n")
        shell.wait_for("away")
        shell.press("fg\n")
        assert "away" in shell.wait_for("● Upright")
        wait_until(lambda: shell.is_quiet, "single keys")
        shell.press("q")
        text = shell.wait_for("watched for")
        assert "kept" in text
        assert is_cursor_shown(shell)


def test_killed_in_the_background_it_ends(camera: MjpegCamera, tmp_path: Path) -> None:
    with Terminal(["tests.ui.terminal.shell"], tmp_path) as shell:
        shell.press(f"{sys.executable} -m {WATCH} {camera.url} 4 0:upright\n")
        shell.wait_for("● Upright")
        shell.press("\x1a")
        shell.wait_for("Stopped")
        shell.press("bg\nkill %1\n")
        shell.wait_for("Longest time sitting")
        shell.press("wait\njobs\n")
        shell.wait_for("Done")


def is_cursor_shown(terminal: Terminal) -> bool:
    written = terminal.read()
    return written.rfind("\x1b[?25h") >= written.rfind("\x1b[?25l")


def test_killed_it_has_kept_all_but_the_last_seconds(start: Start, tmp_path: Path) -> None:
    watch = start(speed=1.0)
    watch.wait_for("● Upright")
    begun_s = time.monotonic()
    time.sleep(5.0)
    watch.send(signal.SIGKILL)
    watch.wait_exit()
    lasted_s = time.monotonic() - begun_s
    assert sum(length_s for _, length_s in list_stored_states(tmp_path)) > lasted_s - 3.0


def test_a_second_terminal_steers_a_second_monitor_is_refused_and_a_killed_one_not_in_the_way(
    start: Start, camera: MjpegCamera, tmp_path: Path
) -> None:
    first = start()
    first.wait_for("● Upright")
    assert run_command(["formcheck", "sit", "pause", 30], tmp_path).startswith("0 Paused until")
    first.wait_for("Paused until")
    assert run_command(["formcheck", "sit", "resume"], tmp_path).startswith("0 ")
    first.wait_for("● Upright")
    refused = run_command([WATCH, camera.url, 1, "0:upright"], tmp_path)
    assert refused == (
        "2 Sitting is already being watched, in a terminal or on the page of formcheck app: end "
        "that first, or steer it with `formcheck sit pause` and `resume`; after its tab is closed, "
        "wait half a minute.\n"
    )
    assert first.process.poll() is None
    first.send(signal.SIGKILL)
    first.wait_exit()
    start().wait_for("● Upright")


def test_it_is_refused_while_the_page_watches(camera: MjpegCamera, tmp_path: Path) -> None:
    begin = BeginWatch(do="begin", profile="desk", wishes=Wishes())
    with open_watch(begin, find_store(tmp_path)):
        refused = run_command([WATCH, camera.url, 1, "0:upright"], tmp_path)
    assert refused.startswith("2 Sitting is already being watched, in a terminal or on the page")


def test_p_pauses_with_the_camera_off_as_a_second_terminal_knows_and_goes_on(
    start: Start, camera: MjpegCamera, tmp_path: Path
) -> None:
    watch = start(speed=1.0)
    watch.wait_for("● Upright")
    watch.press("p")
    watch.wait_for("Paused until")
    watch.wait_for("The camera is off.")
    with RemoteControl(find_store(tmp_path)) as steering:
        until = wait_until(lambda: steering.paused_until, "the pause in the store")
    left = until - datetime.now(UTC)
    assert timedelta(minutes=29) < left < timedelta(minutes=30, seconds=5)
    time.sleep(0.5)
    sent = camera.sent
    time.sleep(1.0)
    assert camera.sent == sent, "nobody fetches pictures"
    watch.press("p")
    watch.wait_for("● Upright")
    assert camera.sent > sent


def test_without_notifications_the_terminal_says_that_a_break_did_not_count(start: Start) -> None:
    watch = start("0:upright", "--break", 10, speed=10.0)
    watch.wait_for("● Upright")
    watch.press("b")
    watch.wait_for("That was too little to count as a break.")


def test_calibrate_begun_in_a_pause_ends_it_and_takes_the_baseline(
    start: Start, tmp_path: Path
) -> None:
    run_command(["formcheck", "sit", "pause", 30], tmp_path)
    watch = start("0:upright", "--calibrate", speed=10.0)
    watch.wait_for("Your upright posture is saved.")
    watch.wait_for("● Upright")
    with RemoteControl(find_store(tmp_path)) as steering:
        assert steering.paused_until is None


def test_calibrate_that_ends_too_soon_says_that_nothing_was_recorded(
    start: Start, tmp_path: Path
) -> None:
    watch = start("0:upright", "--calibrate")
    watch.wait_for("Stay as you are")
    watch.press("q")
    assert watch.wait_exit() == 2
    assert watch.wait_for("No upright posture was recorded: the watch ended before one was taken.")
    again = start("0:upright", "--calibrate", speed=10.0)
    again.wait_for("Your upright posture is saved.")
    again.press("q")
    assert again.wait_exit() == 0


def test_begun_in_a_pause_it_opens_no_camera(tmp_path: Path) -> None:
    run_command(["formcheck", "sit", "pause", 30], tmp_path)
    with (
        run_camera([make_image()]) as server,
        Terminal([WATCH, server.url, 4, "0:upright"], tmp_path) as watch,
    ):
        watch.wait_for("Paused until")
        assert server.sent == 0


def test_a_camera_that_vanishes_is_told_and_watched_again_when_it_returns(
    tmp_path: Path,
) -> None:
    with (
        run_camera([make_image()]) as server,
        Terminal([WATCH, server.url, 1, "0:upright"], tmp_path) as watch,
    ):
        watch.wait_for("● Upright")
        server.dies.set()
        watch.wait_for("No picture")
        watch.wait_for("The camera")
        server.dies.clear()
        watch.wait_for("● Upright")


def test_an_address_without_a_camera_is_told_and_sought(tmp_path: Path) -> None:
    with Terminal([WATCH, "http://127.0.0.1:9/video", 1, "0:upright"], tmp_path) as watch:
        watch.wait_for("The camera can't be reached: check the address and the network.")
        assert watch.process.poll() is None
        watch.press("q")
        assert watch.wait_exit() == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no such camera", 'No camera or video file is called "no such camera".'),
        ("63", ("No camera was found: plug one in", "No camera or video file is")),
    ],
)
def test_a_camera_that_is_not_there_at_the_start_is_one_sentence(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    said: str | tuple[str, ...],
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    answer = run("sit", "--camera", name)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert answer.err.startswith(said)


def test_a_baseline_is_offered_taken_kept_and_found_again(start: Start, tmp_path: Path) -> None:
    watch = start(speed=4.0)
    watch.wait_for("No upright posture is recorded for this camera yet")
    watch.press("c")
    watch.wait_for("it begins in")
    watch.wait_for("Stay as you are")
    watch.wait_for("Your upright posture is saved.")
    watch.wait_for("tilted 8°")
    wait_until(lambda: "cautious" not in watch.text, "the note to go")
    watch.press("q")
    watch.wait_exit()
    again = start()
    again.wait_for("● Upright")
    assert "no baseline" not in again.read()
    assert "cautious" not in again.read()


def test_a_refused_baseline_says_why_and_is_asked_again(start: Start) -> None:
    watch = start("0:upright,8:tilted,70:upright", speed=12.0)
    watch.wait_for("● Upright")
    watch.wait_for("▲ Slouched")
    watch.press("c")
    watch.wait_for("Your head is tilted: hold it straight and try again.")
    watch.wait_for("Press c to calibrate.")
    watch.wait_for("● Upright")
    watch.press("c")
    watch.wait_for("Your upright posture is saved.")


def test_an_offer_that_nobody_answers_goes_after_a_minute(start: Start) -> None:
    watch = start(speed=40.0)
    watch.wait_for("No upright posture is recorded for this camera yet")
    watch.wait_for("more cautious")


def test_a_nudge_is_told_and_kept(start: Start, tmp_path: Path) -> None:
    watch = start("0:upright,30:tilted", speed=60.0)
    watch.wait_for("▲ Slouched")
    now = datetime.now(UTC)
    with SittingPast(find_store(tmp_path)) as past:
        window = (now - timedelta(hours=1), now + timedelta(hours=12))
        wait_until(lambda: past.list_nudges(*window), "the nudge")
        (nudge,) = past.list_nudges(*window)
    assert nudge.why == (SlouchReason.HEAD_TILT,)


def test_a_due_break_is_put_off_left_out_or_taken_and_counted_down(start: Start) -> None:
    watch = start("0:upright", "--break-every", 60, speed=40.0)
    watch.wait_for("+  later")
    watch.wait_for("A minute of moving may feel good.")
    watch.press("+")
    wait_until(lambda: "may feel good" not in watch.text, "the reminder to go")
    watch.wait_for("break in 4 min")
    watch.wait_for("A minute of moving may feel good.")
    watch.press("s")
    wait_until(lambda: "may feel good" not in watch.text, "the reminder to go")
    watch.wait_for("A minute of moving may feel good.")
    watch.press("b")
    watch.wait_for("● Break")
    watch.wait_for("s to go")
    watch.wait_for("Stand up or move a little.")
    watch.press("s")
    watch.wait_for("● Upright")


def test_a_stretch_is_coached_in_the_break_with_the_camera_free_and_counts(
    start: Start, camera: MjpegCamera, tmp_path: Path
) -> None:
    left = tmp_path / "stretch"
    watch = start("0:upright", "--coach", left)
    watch.wait_for("● Upright")
    watch.wait_for("b  stretch here")
    watch.press("b")
    watch.wait_for(f"{TITLES}: in the window.")
    wait_until(left.exists, "the coach")
    time.sleep(0.3)
    sent = camera.sent
    time.sleep(0.4)
    assert camera.sent == sent, "the camera is the coach's"
    watch.wait_for("● Upright")
    assert left.read_text(encoding="utf-8") == " ".join(IDS)
    watch.press("b")
    watch.wait_for(next(iter(DeskBreaks(ENGLISH, IDS).stretches.values())))
    watch.wait_for("● Upright")
    watch.press("q")
    watch.wait_exit()
    now = datetime.now(UTC)
    with SittingPast(find_store(tmp_path)) as past:
        first, *_ = past.list_breaks(now - timedelta(hours=1), now + timedelta(hours=1))
    assert (first.kind, first.stretches) == ("taken", IDS)


def test_a_coached_break_in_which_nothing_was_done_ends_with_the_window(
    start: Start, tmp_path: Path
) -> None:
    watch = start("0:upright", "--coach", tmp_path / "stretch", "--idle", "--break", 3600)
    watch.wait_for("● Upright")
    watch.press("b")
    watch.wait_for(f"{TITLES}: in the window.")
    watch.wait_for("● Upright", timeout_s=30.0)


def test_without_a_screen_there_is_just_the_countdown(start: Start) -> None:
    watch = start("0:upright", "--coach", "no screen")
    watch.wait_for("● Upright")
    watch.press("b")
    watch.wait_for("There is no screen to open a window on.")
    watch.wait_for("s to go")
    assert "press b to stretch" not in watch.text


def test_piped_it_prints_a_line_for_each_change_and_no_control_codes(
    camera: MjpegCamera, tmp_path: Path
) -> None:
    words = [WATCH, camera.url, 20, "0:upright,30:tilted,60:nobody", "--calibrate", "--crash", 5]
    # Since Python 3.13 the interpreter colours tracebacks of its own accord.
    said = run_command(words, tmp_path, {"FORCE_COLOR": "1", "PYTHON_COLORS": "0"})
    assert "\x1b" not in said
    assert "\r" not in said
    assert "Upright\n" in said
    assert "Slouched: head tilted\n" in said
    assert "Away\n" in said
    assert said.count("Stay as you are") == 1
    assert said.count("  Slouched") == 1


def test_a_video_stands_in_for_the_camera_with_the_real_model(
    sample: Callable[[str], Path], tmp_path: Path
) -> None:
    clip = sample("seated-twist.good.left")
    words = ["formcheck", "sit", "--camera", clip, "--no-notifications"]
    said = run_command(words, tmp_path)
    assert said.startswith("0 ")
    assert "Upright\n" in said
    assert "Longest time upright" in said


def test_it_speaks_the_persons_language(start: Start) -> None:
    watch = start("0:upright", "--language", "de")
    watch.wait_for("●")
    wait_until(lambda: "Upright" not in watch.text, "German")


def test_without_a_history_nothing_is_kept(start: Start, tmp_path: Path) -> None:
    watch = start("0:upright", "--no-history")
    watch.wait_for("● Upright")
    watch.wait_for("No upright posture is recorded for this camera yet")
    watch.press("n")
    watch.wait_for("more cautious")
    assert "There is no baseline" not in watch.text
    watch.press("q")
    assert watch.wait_exit() == 0
    assert "The day" not in watch.text
    assert not find_store(tmp_path).exists()


def test_in_the_background_it_neither_reads_nor_draws(camera: MjpegCamera, tmp_path: Path) -> None:
    """The system would stop a background job of a shell for either."""
    words = [sys.executable, "-m", WATCH, camera.url, "20", "0:upright,20:tilted", "--crash", "4"]
    with Terminal(["tests.ui.terminal.job", *words], tmp_path) as job:
        job.wait_for("Slouched: head tilted")
        assert not job.is_quiet
        assert "\x1b[" not in job.read()
        assert job.wait_exit() == 1
