"""Every screen of a session in a real browser: what it shows, and that nothing overlaps.

Each screen is shown on two laptops, on two at 200 % and on two phones. If FORMCHECK_SHOTS names a
folder, screenshots of all are saved there.
"""

import os
from pathlib import Path
from typing import Any

from tests.ui.web.browsing import (
    CAMERA_FPS,
    HEARD,
    HOLD_FPS,
    SAMPLES,
    Browsers,
    build_flags,
    needs_browser,
)
from tests.ui.web.looking import find_page_faults

pytestmark = needs_browser

SHOTS = os.environ.get("FORMCHECK_SHOTS", "")
LAPTOP = {"width": 1280, "height": 720}
SMALL_ENLARGED = {"width": 512, "height": 300}
"""The size of a 1024 by 600 laptop screen at 200 %."""
ENLARGED = {"width": 640, "height": 360}
"""The size of the laptop screen at 200 %; a phone in landscape has slightly more."""
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}
OLD_SCREEN = {"width": 800, "height": 600}
SIZES = {
    "320": SMALL_PHONE,
    "390": PHONE,
    "512": SMALL_ENLARGED,
    "640": ENLARGED,
    "800": OLD_SCREEN,
    "1280": LAPTOP,
}
FIRST, SECOND = "cross-body-shoulder-stretch", "overhead-lat-stretch"
CARD = f"stretch/{FIRST}"
CLIPS = [SAMPLES / f"{FIRST}.good.left.mp4", SAMPLES / "nobody.mp4"]
LEAD_S, STRETCH_S, AWAY_S = 13.0, 8.8, 4.5
"""How long the person stands still, until the set-up is spoken and counted down; the length of the
stretch's clip; and how long they are away before it."""

# A camera controlled by the test: window.camera.busy, .grey, .fps.
_MADE_CAMERA = """
window.camera = { busy: true, grey: 0, fps: 30 };
const canvas = document.createElement("canvas");
canvas.width = 640;
canvas.height = 360;
const context = canvas.getContext("2d");
const paint = () => {
  const { grey, fps } = window.camera;
  if (fps) {
    for (let x = 0; x < 640; x += 20) {
      context.fillStyle = `rgb(${Array(3).fill(grey && grey + (x % 40)).join(",")})`;
      context.fillRect(x, 0, 20, 360);
    }
  }
  setTimeout(paint, 1000 / (fps || 30));
};
paint();
navigator.mediaDevices.getUserMedia = async () => {
  if (window.camera.busy) throw new DOMException("in use", "NotReadableError");
  return canvas.captureStream();
};
"""

_LOSE = """async () => {
  window.camera.busy = true;
  const { current } = await import("/page/live/session.js");
  current.camera.lost(current.camera.stream);
}"""

# A computer that takes a quarter of a second to encode an image.
_PACK_SLOWLY = """async () => {
  const { current } = await import("/page/live/session.js");
  window.grab = current.grab;
  const pack = window.grab.picture;
  window.grab.picture = async (...given) => {
    await new Promise((go) => setTimeout(go, 250));
    return pack.apply(window.grab, given);
  };
}"""

# Waits until the page is laid out in its new size and drawn.
_DRAWN = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"

# Lists visible elements that overlap or are off the screen.
_OVERLAPS = """() => {
  const names = ["cue", "guide", "ring", "reason", "place", "pain", "tools", "corner", "ask",
    "trouble"];
  const boxes = names.flatMap((name) => {
    const node = document.querySelector(`.live .${name}`);
    if (!node) return [];
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const shown = node.checkVisibility({ visibilityProperty: true }) && right > left;
    return shown && bottom > top ? [{ name, left, top, right, bottom }] : [];
  });
  const out = boxes.filter((a) => a.top < -1 || a.bottom > innerHeight + 1 || a.left < -1
    || a.right > innerWidth + 1).map(({ name }) => `${name} off the screen`);
  return out.concat(boxes.flatMap((a, i) => boxes.slice(i + 1)
    .filter((b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .map((b) => `${a.name} and ${b.name}`)));
}"""


def insert_absence(film: Path) -> None:
    """Reorders the film: standing still, gone, back and into the stretch; then it repeats."""
    begin = b"FRAME\n"  # starts every frame; all have the same length
    stored = film.read_bytes()
    head, first, _ = stored.split(begin, 2)
    length = len(begin) + len(first)
    pictures = [stored[at : at + length] for at in range(len(head), len(stored), length)]
    lead, gone = round(LEAD_S * HOLD_FPS), round((LEAD_S + STRETCH_S) * HOLD_FPS)
    away = pictures[gone : gone + round(AWAY_S * HOLD_FPS)]
    film.write_bytes(b"".join([head, *pictures[:lead], *away, *pictures[lead:gone]]))


def begin_programme(
    page: Any, *stretches: str, sets: int = 1, hold_s: int | None = 3, at_desk: bool = False
) -> None:
    page.evaluate(
        """async (wish) => {
          const { begin } = await import("/page/shared/programme.js");
          begin(wish);
        }""",
        {
            "stretches": stretches,
            "side": "both",
            "hold_s": hold_s,
            "sets": sets,
            "at_desk": at_desk,
        },
    )


def wait_until_shown(page: Any, **data: str) -> None:
    """Waits until the session shows this, given as stage="work", halt="user"."""
    wanted = "".join(f"[data-{name}='{value}']" for name, value in data.items())
    page.wait_for_selector(f".live{wanted}")


def wait_until_said(page: Any, part: str, text: str) -> None:
    """Waits until that part of the screen shows the text."""
    page.wait_for_selector(f".{part}:has-text('{text}')")


def find_faults(page: Any, name: str) -> list[str]:
    """Returns the faults of the screen in each size."""
    found = []
    for label, size in SIZES.items():
        page.set_viewport_size(size)
        page.evaluate(_DRAWN)
        wrong = [*find_page_faults(page), *page.evaluate(_OVERLAPS)]
        found += [f"{name} {label}: {one}" for one in wrong]
        if SHOTS:
            _save_screenshot(page, f"{name}-{label}")
    return found


def _save_screenshot(page: Any, name: str) -> None:
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(200)  # waits for colours to fade
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{theme}.png"))


def measure_image_top(page: Any) -> float:
    """Returns the top of the camera image, in px from the top of the screen."""
    top: float = page.evaluate("document.querySelector('.stage').getBoundingClientRect().top")
    return top


def test_a_programme_of_two_stretches_shows_every_stage(browsers: Browsers) -> None:
    arguments = browsers.play(CLIPS, LEAD_S)
    insert_absence(browsers.film)
    with browsers.open(arguments, at=CARD) as (page, watched):
        begin_programme(page, FIRST, SECOND, sets=2)
        wrong = _check_set_up(page)
        wrong += _check_absence(page)
        wrong += _check_rest(page)
        wrong += _check_pain(page)
    assert wrong == []
    assert watched.errors == []


def _check_set_up(page: Any) -> list[str]:
    """The other side, the countdown, pause and mute by key."""
    wait_until_shown(page, stage="setup")
    page.keyboard.press("s")
    wait_until_said(page, "place", "Right side")
    assert page.locator(".guide .picture.mirrored").count() == 0, "the picture is of that side"
    page.keyboard.press("s")
    wait_until_said(page, "place", "Left side")
    assert page.locator(".guide .picture.mirrored").count() == 1
    wrong = find_faults(page, "setup")
    assert page.inner_text(".guide-title") not in page.inner_text(".place"), "told once"
    wait_until_shown(page, stage="countdown")
    assert page.inner_text(".count") in {"3", "2", "1"}
    wrong += find_faults(page, "countdown")
    wait_until_shown(page, stage="work")
    page.keyboard.press(" ")
    wait_until_shown(page, stage="work", halt="user")
    assert "Resume" in page.inner_text(".tools")
    wrong += find_faults(page, "paused")
    page.keyboard.press("m")
    wait_until_said(page, "tools", "Sound on")
    page.evaluate("window.heard = []")
    page.keyboard.press(" ")
    wait_until_shown(page, stage="work", halt="")
    return wrong


def _check_absence(page: Any) -> list[str]:
    """The cue would cover the person's head: the image moves down, and only once."""
    wrong = find_faults(page, "work")
    top = measure_image_top(page)
    assert top >= page.evaluate("document.querySelector('.cue').getBoundingClientRect().bottom")
    wait_until_shown(page, stage="work", halt="nobody")
    wait_until_said(page, "cue", "Come back into the picture")
    wrong += find_faults(page, "nobody")
    wait_until_shown(page, stage="work", halt="")
    page.wait_for_selector(".ring[data-clock=runs] .seconds:text('2')")
    wrong += find_faults(page, "hold")
    assert measure_image_top(page) == top, "the picture stays where it is"
    return wrong


def _check_rest(page: Any) -> list[str]:
    """The hold ends by itself; the following steps are skipped."""
    wait_until_said(page, "place", "Right side")
    page.keyboard.press("n")
    wait_until_shown(page, stage="rest")
    assert page.evaluate("window.heard") == [], "muted is muted"
    page.keyboard.press("m")
    wait_until_said(page, "guide", "Next")
    wait_until_said(page, "place", "Left side")
    assert page.locator(".guide .picture.mirrored").count() == 1, "the left side, as it comes"
    assert "rest" in page.inner_text(".ring")
    wrong = find_faults(page, "rest")
    page.keyboard.press("n")
    wait_until_shown(page, stage="work")
    wait_until_said(page, "place", "Hold 2 of 2")
    page.keyboard.press("n")
    wait_until_said(page, "place", "Right side")
    page.keyboard.press("n")
    wait_until_shown(page, stage="setup")
    wait_until_said(page, "guide", "lat")
    return wrong + find_faults(page, "change")


def _check_pain(page: Any) -> list[str]:
    """In the middle of the programme: two questions, and no praise."""
    page.keyboard.press("p")
    wait_until_shown(page, stage="questions", end="pain")
    wrong = find_faults(page, "pain")
    page.click(".scale button:nth-child(7)")
    page.wait_for_selector(".ask .answers:not(.scale)")
    wrong += find_faults(page, "pain-where")
    page.click(".ask .answers button:first-child")
    wait_until_said(page, "ask", "Skip the stretch that hurt until it is better")
    assert not page.is_visible(".ask .answers")
    wrong += find_faults(page, "pain-reply")
    page.wait_for_selector(".verdict")
    told = page.inner_text("main")
    assert "hurt" in told
    assert "6" in page.inner_text("dl.said")
    assert "What was good" not in told, "no praise for what hurt"
    return wrong + find_faults(page, "summary")


def test_a_camera_that_gives_nothing_says_why_and_goes_on_by_itself(browsers: Browsers) -> None:
    wrong = []
    with browsers.open(build_flags(None), script=HEARD + _MADE_CAMERA, at=CARD) as (page, watched):
        begin_programme(page, FIRST)
        wait_until_said(page, "trouble", "Another program is using the camera.")
        wrong += find_faults(page, "busy")
        page.evaluate("window.camera.busy = false")
        wait_until_shown(page, stage="setup")
        wait_until_said(page, "cue", "More light, please: the picture is dark.")
        wrong += find_faults(page, "black")
        assert measure_image_top(page) == 0, "with nobody in it, the picture fills the screen"
        page.evaluate("Object.assign(window.camera, { fps: 0 })")
        wait_until_said(page, "trouble", "The camera sends no picture.")
        wait_until_shown(page, halt="camera")
        wrong += find_faults(page, "no-picture")
        page.evaluate("Object.assign(window.camera, { grey: 120, fps: 4 })")
        page.wait_for_selector(".trouble", state="hidden")
        wait_until_shown(page, halt="")
        page.evaluate(_PACK_SLOWLY)
        page.wait_for_timeout(4000)
        assert "Slow" not in page.inner_text(".corner"), "it is the camera that is slow"
        page.evaluate("Object.assign(window.camera, { fps: 30 })")
        wait_until_said(page, "corner", "pictures a second. Close other programs.")
        wrong += find_faults(page, "slow")
        page.evaluate("delete window.grab.picture")
        page.wait_for_selector(".corner p", state="detached")
        page.keyboard.press("p")
        wait_until_shown(page, stage="questions")
        page.evaluate(_LOSE)
        assert not page.is_visible(".trouble"), "questions need no camera"
        page.click(".scale button:first-child")
        page.keyboard.press("Escape")
        page.wait_for_selector(".verdict")
    assert wrong == []
    assert watched.errors == []


def test_without_a_camera_it_says_so_and_leads_back(browsers: Browsers) -> None:
    with browsers.open(build_flags(None, camera=False), at=CARD) as (page, watched):
        page.context.grant_permissions(["camera"])
        begin_programme(page, FIRST)
        wait_until_said(page, "trouble", "No camera was found.")
        wrong = find_faults(page, "missing")
        page.click(".trouble button:not(.main)")
        page.wait_for_selector(".tile")
    assert wrong == []
    assert watched.errors == []


def test_what_is_asked_before_the_start_the_paced_breaths_and_sides_in_turn_have_room(
    browsers: Browsers,
) -> None:
    clip = SAMPLES / "miniband-wall-lean.good.both.mp4"
    with browsers.open(browsers.play([clip], LEAD_S), at=CARD) as (page, watched):
        page.set_default_timeout(60_000)
        begin_programme(page, "miniband-wall-lean", "kneeling-thoracic-twist", hold_s=None)
        wait_until_said(page, "ask", "Is the band round your wrists?")
        wrong = find_faults(page, "ready")
        page.click(".ask .answers button:has-text('yes')")
        wait_until_shown(page, stage="work")
        wait_until_said(page, "pace", "Breath 1 of 5")
        wrong += find_faults(page, "paced")
        page.keyboard.press("n")
        wait_until_shown(page, stage="setup")
        page.keyboard.press("n")
        wait_until_shown(page, stage="work")
        wait_until_said(page, "place", "Left 0 of 8")
        wait_until_said(page, "place", "Right 0 of 8")
        wrong += find_faults(page, "in-turn")
    assert wrong == []
    assert watched.errors == []


def test_what_cannot_be_seen_at_a_desk_is_told_beside_the_tools(browsers: Browsers) -> None:
    arguments = browsers.play([SAMPLES / "sitting-front.mp4"], fps=CAMERA_FPS)
    with browsers.open(arguments, at=CARD, language="de") as (page, watched):
        page.set_default_timeout(60_000)
        begin_programme(page, FIRST, at_desk=True)
        wait_until_shown(page, stage="work")
        page.evaluate(_PACK_SLOWLY)
        page.wait_for_selector(".live[data-stage=work]:has(.corner .blind + .blind + p)")
        page.wait_for_selector(".reason:not(:empty)")
        wrong = find_faults(page, "unseen")
    assert wrong == []
    assert watched.errors == []
