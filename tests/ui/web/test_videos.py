"""Uploaded videos: analysed in another process, limited, and deleted at the end."""

import io
import json
import os
import queue
import re
import shutil
import socket
import sys
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.output.report.contract import VideoResult
from formcheck.output.report.json_part import format_results
from formcheck.ui.jobs import Job, check_input, parse_task
from formcheck.ui.web import videos as module
from formcheck.ui.web import worker
from formcheck.ui.web.videos import Videos, VideoState, _clean_name
from formcheck.vision.pose.models import find_model, model_path
from tests.ui.web.browsing import FEW_FPS, joined_clip
from tests.ui.web.serving import PageServer, SessionFactory, run_server
from tests.vision.video.films import write_film
from tests.waiting import wait_until

STRETCH = "seated-twist"
CLIP = "seated-twist.good.left"
NOBODY = "nobody"
PNG = cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes()
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil has it

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns the folder of temporary files, which is empty."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def film_server(sessions: SessionFactory, temp: Path) -> Iterator[PageServer]:
    with run_server(sessions, sessions.history) as running:
        yield running


def upload_film(
    server: PageServer, data: bytes, name: str = "film.mp4", **asked: str | None
) -> httpx.Response:
    """Uploads a film; parameters that are None are left out."""
    wanted = {"stretch": STRETCH, "name": name, **asked}
    params = {key: value for key, value in wanted.items() if value is not None}
    return server.client.post("/api/videos", params=params, content=data)


def wait_for_result(server: PageServer, video: str) -> dict[str, Any]:
    """Waits until the video is done or failed and returns its description."""

    def find_result() -> dict[str, Any] | None:
        now: dict[str, Any] = server.client.get(f"/api/videos/{video}").json()
        return now if now["state"] in {"done", "failed"} else None

    found = wait_until(find_result, "the video", timeout_s=180.0)  # the work has low priority
    assert found is not None
    return found


def read_row(server: PageServer, video: str) -> dict[str, Any]:
    """Returns what the list of videos says about that one."""
    rows = server.client.get("/api/videos").json()["videos"]
    found: dict[str, Any] = next(row for row in rows if row["id"] == video)
    return found


@needs_model
def test_a_video_comes_to_what_check_says_and_plays(
    film_server: PageServer, temp: Path, thin_sample: Callable[[str], Path]
) -> None:
    film = thin_sample(CLIP)
    answer = upload_film(film_server, film.read_bytes(), name="my film.mp4")
    assert answer.status_code == 201
    video = answer.json()["video"]
    waiting = upload_film(film_server, b"no film").json()["video"]
    assert film_server.client.get(f"/api/videos/{waiting}").json()["before"] == 1
    assert film_server.client.get(f"/clip/{video}.mp4").status_code == 404
    told = wait_for_result(film_server, video)
    assert (told["state"], told["name"], told["say"]) == ("done", "my film.mp4", "")
    (account,) = told["accounts"]
    assert account["verdict"] == "Left side held 4 of 60 seconds, too short to count."
    (side,) = told["result"]["sides"]
    assert (side["side"], told["result"]["file"]) == ("left", "my film.mp4")
    assert side["hold_s"] == pytest.approx(4.5, abs=0.5)
    checked = check_input(Job(film), parse_task(STRETCH, "auto"), model_path())
    assert told["result"]["sides"] == json.loads(format_results(checked.result))["sides"]

    address = f"/clip/{video}.mp4"
    whole = film_server.client.get(address)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    part = film_server.client.get(address, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, whole.content[4:12])
    assert part.headers["content-range"] == f"bytes 4-11/{len(whole.content)}"
    end = film_server.client.get(address, headers={"Range": "bytes=-5"})
    assert end.content == whole.content[-5:]
    for wrong, status in (("bytes=99999999-", 416), ("bytes=x", 400)):
        assert film_server.client.get(address, headers={"Range": wrong}).status_code == status

    ids = [one["id"] for one in film_server.client.get("/api/videos").json()["videos"]]
    assert ids == [video, waiting]
    assert read_row(film_server, video) == {
        "id": video, "name": "my film.mp4", "state": "done", "stretches": [STRETCH],
        "unclear": False,
    }  # fmt: skip
    assert "film.mp4 is not a video" in wait_for_result(film_server, waiting)["say"]
    for one in ids:
        assert film_server.client.delete(f"/api/videos/{one}").status_code == 204
        assert film_server.client.get(f"/api/videos/{one}").status_code == 404
    assert not holds_files(temp)


@needs_model
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
@pytest.mark.parametrize(
    ("clip", "why"),
    [("/dev/full", "No space left on device"), ("/none/clip.mp4", "No such file or directory")],
)
def test_an_annotated_video_that_can_t_be_saved_does_not_cost_the_result_and_is_told_with_why(
    own: Videos, sample: Callable[[str], Path], tmp_path: Path, clip: str, why: str
) -> None:
    film = joined_clip([sample(CLIP)], tmp_path / "film.mp4", 3.0, FEW_FPS)
    video = own.prepare(film.name, STRETCH, "auto", "en", None)
    video.clip.symlink_to(clip)
    shutil.copy(film, video.file)
    own.queue(video)
    wait_until(lambda: video.state in {VideoState.DONE, VideoState.FAILED}, timeout_s=180.0)
    told = own.describe(video)
    assert (told.state, len(told.accounts)) == (VideoState.DONE, 1)
    assert isinstance(told.result, VideoResult)
    assert told.say == f"The annotated video could not be saved: {why}."


@needs_model
def test_a_video_is_summed_up_in_the_language_of_the_page(
    film_server: PageServer, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    joined = joined_clip([sample(CLIP), sample(NOBODY)], tmp_path / "joined.mp4", fps=FEW_FPS)
    video = upload_film(film_server, joined.read_bytes(), language="de").json()["video"]
    told = wait_for_result(film_server, video)
    (account,) = told["accounts"]
    assert account["verdict"] == "Linke Seite 4 von 60 Sekunden gehalten, zu kurz, um zu zählen."
    assert account["good"] == ["Linke Seite: kein Fehler zu sehen."]
    assert account["watch"] == []
    (side,) = told["result"]["sides"]
    assert [unseen["what"] for unseen in side["unseen"]] == ["niemand im Bild"]
    (unjudged,) = account["unjudged"]
    assert unjudged.startswith("Linke Seite: niemand im Bild (")


@pytest.fixture(scope="module")
def routine(sample: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Returns a film of two stretches, one after the other."""
    clips = [sample("overhead-lat-stretch.good.left"), sample(CLIP)]
    film = tmp_path_factory.mktemp("routine") / "joined.mp4"
    return joined_clip(clips, film, 6.5, FEW_FPS).read_bytes()


@needs_model
def test_a_film_of_a_routine_is_cut_into_its_stretches_each_with_its_account(
    film_server: PageServer, routine: bytes
) -> None:
    video = upload_film(film_server, routine, stretch=None, language="de").json()["video"]
    told = wait_for_result(film_server, video)
    parts = told["result"]["parts"]
    assert [part["result"]["stretch"] for part in parts] == ["overhead-lat-stretch", STRETCH]
    assert parts[0]["end_s"] < parts[1]["start_s"]
    first, second = (account["verdict"] for account in told["accounts"])
    too_short = r"gehalten, zu kurz, um zu zählen\."
    assert re.fullmatch(rf"Linke Seite \d von 20 Sekunden {too_short}", first)
    assert re.fullmatch(rf"Linke Seite \d von 60 Sekunden {too_short}", second)
    assert read_row(film_server, video)["stretches"] == ["overhead-lat-stretch", STRETCH]
    assert film_server.client.get(f"/clip/{video}.mp4").status_code == 200


@needs_model
def test_a_programme_is_compared_with_what_was_done(
    film_server: PageServer, routine: bytes
) -> None:
    asked = [STRETCH, "cat-cow", "overhead-lat-stretch"]
    video = upload_film(film_server, routine, stretch=",".join(asked)).json()["video"]
    told = wait_for_result(film_server, video)
    assert read_row(film_server, video)["stretches"] == asked
    result = told["result"]
    done = [part["result"]["stretch"] for part in result["parts"]]
    assert done == ["overhead-lat-stretch", STRETCH]
    assert (result["asked"], result["left_out"], result["reordered"]) == (asked, ["cat-cow"], True)


@needs_model
def test_a_film_of_no_stretch_has_no_account_and_nothing_to_play(
    film_server: PageServer, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    idle = joined_clip([sample(CLIP)], tmp_path / "idle.mp4", until_s=1.0)
    video = upload_film(film_server, idle.read_bytes(), stretch=None).json()["video"]
    told = wait_for_result(film_server, video)
    assert (told["state"], told["accounts"]) == ("done", [])
    assert (told["result"]["parts"], told["result"]["unclear"]) == ([], [])
    row = read_row(film_server, video)
    assert (row["stretches"], row["unclear"]) == ([], False)
    assert film_server.client.get(f"/clip/{video}.mp4").status_code == 404


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, b"#EXTM3U\n/etc/passwd\n"])
def test_what_is_no_video_is_told_as_check_tells_it(film_server: PageServer, data: bytes) -> None:
    told = wait_for_result(film_server, upload_film(film_server, data).json()["video"])
    assert told["state"] == "failed"
    assert re.match(r"(The video )?film\.mp4 is (empty|not a video)", told["say"])
    assert told["result"] is None


def test_a_photo_is_sent_to_the_command(film_server: PageServer) -> None:
    video = upload_film(film_server, PNG, name="me.png").json()["video"]
    told = wait_for_result(film_server, video)
    assert told["state"] == "failed"
    assert told["say"].startswith("Only videos are checked here")


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "Das Video film.mp4 ist leer"), (PNG, "film.mp4 ist ein Foto, kein Video")],
)
def test_what_is_no_video_is_told_in_the_language_of_the_page(
    film_server: PageServer, data: bytes, told: str
) -> None:
    video = upload_film(film_server, data, language="de").json()["video"]
    assert wait_for_result(film_server, video)["say"].startswith(told)


@needs_model
@pytest.mark.parametrize("stretch", [STRETCH, None])
def test_a_video_without_anybody_is_told_in_the_language_of_the_page(
    film_server: PageServer, thin_sample: Callable[..., Path], stretch: str | None
) -> None:
    film = thin_sample(NOBODY, FEW_FPS)
    video = upload_film(film_server, film.read_bytes(), language="de", stretch=stretch).json()[
        "video"
    ]
    assert wait_for_result(film_server, video)["say"].startswith("In film.mp4 war niemand zu sehen")


def test_a_video_that_can_show_nobody_is_told_in_the_language_of_the_page(
    film_server: PageServer, tmp_path: Path
) -> None:
    slit = write_film(tmp_path / "slit.mkv", [0, 40], 4000, 2, codec="ffv1").read_bytes()
    video = upload_film(film_server, slit, name="slit.mkv", language="de").json()["video"]
    told = wait_for_result(film_server, video)["say"]
    assert told.startswith("slit.mkv hat 4000 mal 2 Pixel: In so einem Bild ist niemand")


@pytest.mark.parametrize(
    ("stretch", "said"),
    [
        ("/etc/passwd.toml", "Es gibt keine Dehnung „/etc/passwd.toml“: `formcheck stretches`"),
        ("brigde-pose", 'Es gibt keine Dehnung „brigde-pose“: Meintest du "bridge-pose"?'),
        ("bridge", 'Meintest du "bridge-pose" oder "bridge-reps"?'),
    ],
)
def test_a_stretch_that_is_none_is_told_in_the_language_of_the_page(
    film_server: PageServer, stretch: str, said: str
) -> None:
    answer = upload_film(film_server, b"x", stretch=stretch, language="de")
    assert said in answer.json()["say"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"stretch": "no-such"}, "no stretch"),
        ({"stretch": ""}, "no stretch"),
        ({"stretch": "/etc/passwd.toml"}, "no stretch"),
        ({"stretch": "cat-cow,/etc/passwd.toml"}, 'no stretch "/etc/passwd.toml"'),
        ({"side": "up"}, "has no side"),
        ({"language": "xx"}, "no language"),
        ({"stretch": None, "side": "left"}, "goes with a stretch"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_before_anything_is_kept(
    film_server: PageServer, temp: Path, asked: dict[str, str | None], sentence: str
) -> None:
    answer = upload_film(film_server, b"x", **asked)
    assert answer.status_code == 400
    assert sentence in answer.json()["say"]
    assert list(temp.iterdir()) == []


def test_a_broken_spec_of_ones_own_is_told_with_its_line_and_hides_no_other(
    film_server: PageServer, own_specs: Path
) -> None:
    for name, text in (("odd", "format ="), ("deep", "x = " + "[" * 3000)):
        (own_specs / f"{name}.toml").write_text(text)
        answer = upload_film(film_server, b"x", stretch=name)
        assert answer.status_code == 400
        assert f"{name}.toml:1  TOML" in answer.json()["say"]
    told = film_server.client.get("/api/stretches").json()["stretches"]
    assert STRETCH in {one["id"] for one in told}


def make_request_head(server: PageServer, length: int) -> bytes:
    lines = (
        f"POST /api/videos?stretch={STRETCH}&name=a.mp4 HTTP/1.1",
        f"Host: {server.host}",
        f"Origin: {server.base}",
        f"Authorization: {server.key}",
        f"Content-Length: {length}",
    )
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_video_that_is_too_large_is_refused_at_its_first_byte(film_server: PageServer) -> None:
    with socket.create_connection(("127.0.0.1", film_server.door.port), timeout=10) as line:
        line.sendall(make_request_head(film_server, 3 * 10**9))
        answer = b""
        while b"}" not in answer and (more := line.recv(65536)):  # head and body arrive separately
            answer += more
    assert b" 400 " in answer
    assert b"larger than 2 GB" in answer


def test_a_video_that_turns_out_too_large_leaves_nothing(
    film_server: PageServer, temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.ui.web.uploads.MAX_BYTES", 3_000_000)
    answer = film_server.client.post(
        "/api/videos",
        params={"stretch": STRETCH, "name": "a.mp4"},
        content=(b"\0" * 1_000_000 for _ in range(4)),
    )
    assert answer.status_code == 400
    assert "larger than" in answer.json()["say"]
    wait_until_gone(temp)


def test_a_video_that_breaks_off_leaves_nothing(film_server: PageServer, temp: Path) -> None:
    with socket.create_connection(("127.0.0.1", film_server.door.port)) as line:
        line.sendall(make_request_head(film_server, 5_000_000) + b"\0" * 2_000_000)
        wait_until(lambda: holds_files(temp))
    wait_until_gone(temp)
    assert film_server.client.get("/api/videos").json() == {"videos": []}


def test_a_full_disk_is_told(
    film_server: PageServer, temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 5 * 10**8 - 1))
    answer = upload_film(film_server, b"x" * 100)
    assert (answer.status_code, "make room" in answer.json()["say"]) == (400, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_disk_that_fills_on_the_way_is_told(
    film_server: PageServer, temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_open = Path.open

    def open_full(path: Path, *mode: Any, **named: Any) -> Any:
        return really_open(Path("/dev/full") if path.name == "film.mp4" else path, *mode, **named)

    monkeypatch.setattr(Path, "open", open_full)
    answer = upload_film(film_server, b"x" * 2**20)
    assert answer.status_code == 400
    assert answer.json()["say"] == "film.mp4 could not be kept: No space left on device."
    wait_until_gone(temp)


def test_videos_are_taken_after_the_temporary_folder_was_cleared_away(
    film_server: PageServer, temp: Path
) -> None:
    assert upload_film(film_server, b"x").status_code == 201
    (folder,) = temp.iterdir()
    shutil.rmtree(folder)
    assert upload_film(film_server, b"x").status_code == 201
    for gone in temp.iterdir():
        shutil.rmtree(gone)
    temp.rmdir()
    answer = upload_film(film_server, b"x")
    assert answer.status_code == 400
    assert answer.json()["say"].startswith("There is no room for temporary files: No such file")
    temp.mkdir()
    assert upload_film(film_server, b"x").status_code == 201


def test_what_happens_to_a_video_is_told_in_the_language_of_its_page(
    own: Videos, sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    video = queue_clip(own, sample(CLIP), "de")
    wait_until(lambda: video.process)
    assert video.process is not None
    video.process.kill()
    wait_until(lambda: video.say)
    assert "ließ sich nicht bis zum Ende ansehen" in video.say
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    unbegun = queue_clip(own, sample(CLIP), "de")
    wait_until(lambda: unbegun.say)
    assert "ließ sich nicht ansehen: No such file" in unbegun.say


def test_why_a_video_is_not_taken_is_told_in_the_language_of_the_page(
    film_server: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 5 * 10**8 - 1))
        answer = upload_film(film_server, b"x" * 100, language="de")
        assert answer.json()["say"].startswith("film.mp4 passt nicht auf die Festplatte")
    with monkeypatch.context() as small:
        small.setattr(module, "MAX_BYTES", 10**9)
        small.setattr("formcheck.ui.web.uploads.MAX_BYTES", 10)
        answer = upload_film(film_server, b"x" * 100, language="de")
        assert answer.json()["say"].startswith("film.mp4 ist größer als 1 GB")


def test_too_little_memory_is_told_in_the_language_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: Any) -> None:
        raise MemoryError

    told = io.StringIO()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "_take_stdout", lambda: told)
    for part in ("_end_with_server", "_limit"):
        monkeypatch.setattr(worker, part, lambda: None)
    monkeypatch.setattr(worker, "_work", fill)
    monkeypatch.setattr(sys, "argv", ["", str(tmp_path / "film.mp4"), "", "", "auto", "de"])
    worker.main()
    assert "film.mp4 braucht mehr Arbeitsspeicher" in told.getvalue()


@pytest.fixture
def own(temp: Path) -> Iterator[Videos]:
    held = Videos()
    yield held
    held.close()
    assert list(temp.iterdir()) == []


def test_there_are_not_more_videos_than_anybody_looks_at(own: Videos) -> None:
    for _ in range(module.MOST_KEPT):
        own.prepare("a.mp4", STRETCH, "auto", "en", 10)
    with pytest.raises(FormcheckError, match="remove one first"):
        own.prepare("a.mp4", STRETCH, "auto", "en", 10)


@needs_model
def test_taking_a_video_away_ends_the_work_on_it(
    own: Videos, sample: Callable[[str], Path]
) -> None:
    video = queue_clip(own, sample("cross-body-shoulder-stretch.good-full-dose.left"))
    wait_until(lambda: video.share > 0)
    assert video.process is not None
    assert video.process.poll() is None
    own.remove(video)
    assert video.process.poll() is not None
    assert own.find(video.id) is None
    assert not video.folder.exists()


def test_a_video_that_takes_too_long_is_ended(
    temp: Path, sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_START_S", 0.05)
    held = Videos()
    video = queue_clip(held, sample(CLIP))
    wait_until(lambda: video.say)
    held.close()
    assert "took too long" in video.say
    assert video.state is VideoState.FAILED


def test_a_video_of_unknown_length_has_time_for_as_much_as_was_seen(
    own: Videos, sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    start = module._start_timer

    def note(after_s: float, end: Callable[[], None]) -> threading.Timer:
        given.append(after_s)
        return start(after_s, end)

    monkeypatch.setattr(module, "_start_timer", note)
    seen = [module._Progress(length_s=s) for s in (0.0, 10.0, 60.0, 20.0)]
    monkeypatch.setattr(module, "_read_progress", lambda _: iter(seen))
    video = queue_clip(own, sample(CLIP))
    wait_until(lambda: video.say)
    longest_s = module._START_S + module._SLOWEST_RATIO * 60.0
    assert given[-1] == pytest.approx(longest_s, abs=20.0)
    assert len(given) == 4


def test_a_video_waits_for_those_whose_files_came_earlier(own: Videos) -> None:
    large, small = (own.prepare(f"{n}.mp4", STRETCH, "auto", "en", 9) for n in ("large", "small"))
    own._waiting = queue.SimpleQueue()  # nothing is being processed
    own.queue(small)
    assert [own.describe(one).before for one in (large, small)] == [0, 0]
    own.queue(large)
    assert [own.describe(one).before for one in (large, small)] == [1, 0]


def test_a_worker_that_is_killed_is_told(own: Videos, sample: Callable[[str], Path]) -> None:
    video = queue_clip(own, sample(CLIP))
    wait_until(lambda: video.process)
    assert video.process is not None
    video.process.kill()
    wait_until(lambda: video.say)
    assert "could not be analysed to the end" in video.say


def test_a_worker_that_ends_within_a_character_does_not_end_the_others(
    own: Videos, sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    says = r"""import os; os.write(1, b'{"share": 0.5}\n{"say": "\xc3')"""
    with monkeypatch.context() as broken:
        command = [sys.executable, "-c", says]
        broken.setattr(module, "build_module_command", lambda *_: (command, dict(os.environ)))
        video = queue_clip(own, sample(CLIP))
        wait_until(lambda: video.state is VideoState.FAILED)
    assert (video.share, "could not be analysed to the end" in video.say) == (0.5, True)
    after = queue_clip(own, sample(CLIP))
    wait_until(lambda: after.process)


def test_a_worker_that_cannot_begin_is_told_and_the_next_one_works(
    own: Videos, sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("sys.executable", "/nowhere/python")
        video = queue_clip(own, sample(CLIP))
        wait_until(lambda: video.state is VideoState.FAILED)
    assert video.say.endswith("could not be analysed: No such file or directory.")
    after = queue_clip(own, sample(CLIP))
    wait_until(lambda: after.process)


def test_the_work_ends_with_the_server(own: Videos, sample: Callable[[str], Path]) -> None:
    """A killed server does not close its end of the pipe: it just disappears."""
    video = queue_clip(own, sample("cross-body-shoulder-stretch.good-full-dose.left"))
    wait_until(lambda: video.process)
    assert video.process is not None
    assert video.process.stdin is not None
    video.process.stdin.close()
    assert video.process.wait(20) == 1


def test_the_end_of_the_server_is_looked_for_on_windows_without_waiting_for_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On Windows `import numpy` hangs while a thread waits for a pipe at standard input."""
    answers = iter([(0, 0), (0, 0)])
    done = []

    def peek(handle: int, size: int) -> tuple[int, int]:
        assert (handle, size) == (7, 0)
        for answer in answers:
            return answer
        raise BrokenPipeError

    def read(*_: int) -> bytes:
        raise AssertionError("it waits for the pipe")

    monkeypatch.setitem(sys.modules, "_winapi", SimpleNamespace(PeekNamedPipe=peek))
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(get_osfhandle=lambda file: file + 7))
    monkeypatch.setattr(worker, "_LOOK_S", 0.0)
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        windows.setattr(os, "read", read)
        windows.setattr(os, "_exit", done.append)
        worker._end_with_server()
    assert done == [1]
    assert not list(answers)


@pytest.mark.skipif(os.name == "nt", reason="no such limits there")
def test_the_work_is_nice_and_bounded(own: Videos, sample: Callable[[str], Path]) -> None:
    video = queue_clip(own, sample("cross-body-shoulder-stretch.good-full-dose.left"))
    wait_until(lambda: video.process)
    assert video.process is not None
    about = Path(f"/proc/{video.process.pid}")
    if not about.exists():
        pytest.skip("no /proc here")
    nice = str(min(19, os.nice(0) + 10))
    wait_until(lambda: (about / "stat").read_text().rsplit(")", 1)[1].split()[16] == nice)
    wait_until(lambda: read_limits(about)["Max core file size"].split()[0] == "0")
    wait_until(lambda: read_limits(about)["Max address space"].split()[0] != "unlimited")


def read_limits(about: Path) -> dict[str, str]:
    lines = (about / "limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:] for line in lines}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("film.mp4", "film.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\a b.MOV", "a b.MOV"),
        ("Übung 3.mp4", "Übung 3.mp4"),
        ("a\nb\0c;$(x).mp4", "a_b_c__(x).mp4"),
        (".hidden", "hidden"),
        ("", "video"),
        ("..", "video"),
        ("x" * 300 + ".mp4", "x" * 96 + ".mp4"),
        ("x." + "y" * 300, "x." + "y" * 98),
        ("U\u0308bung.mp4", "Übung.mp4"),
        ("हिन्दी.mp4", "हिन्दी.mp4"),
        ("伸" * 100 + ".mp4", "伸" * 65 + ".mp4"),
        ("x." + "伸" * 100, "x." + "伸" * 66),
    ],
)
def test_a_name_leads_nowhere_else(name: str, kept: str) -> None:
    assert _clean_name(name) == kept


def test_a_name_of_many_long_letters_is_one_of_a_file(tmp_path: Path) -> None:
    (tmp_path / _clean_name("𠀀" * 300 + ".mp4")).touch()


def queue_clip(videos: Videos, clip: Path, language: str = "en") -> module.Video:
    video = videos.prepare(clip.name, "cross-body-shoulder-stretch", "auto", language, None)
    shutil.copy(clip, video.file)
    videos.queue(video)
    return video


def holds_files(folder: Path) -> bool:
    """Whether the folder holds a video's file, even while subfolders are being deleted."""
    return any(set(names) - {"lock"} for _, _, names in os.walk(folder))


def wait_until_gone(temp: Path) -> None:
    """Waits until no file is left: an aborted upload is noticed a moment later."""
    wait_until(lambda: not holds_files(temp))
