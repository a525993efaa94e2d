"""Measures in the browser what makes a page hard to read or reach, and what it prints."""

import re
import zlib
from typing import Any

# Checks names of controls, a single h1, unique IDs, nothing wider than the screen, and contrast by
# WCAG 2.2 (1.4.3): 4.5, or 3 for large text. Backgrounds with alpha are composited on white and on
# black, since an image may be below them; the worse result counts.
_LOOK = r"""() => {
  const faults = [];
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const numbers = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, below) => top.rgb.map((v, i) => v * top.a + below[i] * (1 - top.a));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => {
      const part = v / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node, lowest) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1 || at.matches(".live")) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), lowest);
  };
  const contrast = (text, below) => {
    const [a, b] = [light(text), light(below)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };

  for (const node of document.querySelectorAll("button, a, input, select, video, [role=img]")) {
    if (!shown(node)) continue;
    const labels = [...(node.labels ?? [])].map((label) => label.textContent).join("");
    const image = node.querySelector("img[alt]")?.alt ?? "";
    const said = node.getAttribute("aria-label") || node.textContent.trim();
    if (!(said || labels.trim() || image)) faults.push(`no name: ${node.outerHTML.slice(0, 80)}`);
  }
  for (const image of document.images) {
    if (!image.alt) faults.push(`no text for ${image.src}`);
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of ids) if (ids.filter((one) => one === id).length > 1) faults.push(`twice: ${id}`);
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the screen");
  const edged = ".live button, .live .place, .live .cue, #top a";
  for (const node of document.querySelectorAll(edged)) {
    const { left, right } = node.getBoundingClientRect();
    const outside = left < -1 || right > innerWidth + 1;
    if (shown(node) && outside) faults.push(`cut off: ${node.className}`);
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(node)) continue;
    if (node.closest(".hidden-label, option, noscript, .count, :disabled")) continue;
    const style = getComputedStyle(node);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600);
    for (const lowest of [[255, 255, 255], [0, 0, 0]]) {
      const below = ground(node, lowest);
      const ratio = contrast(over(numbers(style.color), below), below);
      if (ratio < (large ? 3 : 4.5)) {
        faults.push(`${ratio.toFixed(1)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
      }
    }
  }
  return [...new Set(faults)];
}"""


def find_page_faults(page: Any) -> list[str]:
    """Returns the faults of the page as it is shown now, in words."""
    found: list[str] = page.evaluate(_LOOK)
    return found


_FADED = """async () => {
  const faded = Promise.allSettled(document.getAnimations().map((one) => one.finished));
  await Promise.race([faded, new Promise((go) => setTimeout(go, 2000))]);
}"""


def find_faults_in_themes(page: Any) -> list[str]:
    """Returns the faults in the light and in the dark theme, after the transition."""
    found = []
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.evaluate(_FADED)
        found += [f"{theme}: {one}" for one in find_page_faults(page)]
    return found


def list_printed_fills(pdf: bytes) -> set[tuple[float, ...]]:
    """Returns the fill colours (red, green, blue up to 255) of areas in a printed page."""
    packed = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = b"".join(_unpack(stream) for stream in packed)
    colours = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|scn)\b", drawn)
    return {tuple(round(float(part) * 255) for part in colour) for colour in colours}


def _unpack(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
