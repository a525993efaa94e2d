// Made by `python -m tests.ui.web.generate`; not to be edited.
export const COLOURS = {
  "ink": "16, 20, 26",
  "plain": "240, 242, 245",
  "unseen": "190, 194, 202",
  "good": "64, 205, 150",
  "correct": "255, 178, 36",
  "white": "255, 255, 255"
};
/** @type {Record<string, string | undefined>} */
export const SESSION_KEYS = {
  " ": "pause",
  "s": "side",
  "n": "next",
  "p": "pain",
  "Escape": "quit",
  "m": "mute",
  "f": "full"
};
/** The keys of the session by what they do, as screen readers name them. */
export const SHORTCUTS = {
  "pause": "Space",
  "side": "S",
  "next": "N",
  "pain": "P",
  "quit": "Escape",
  "mute": "M",
  "full": "F"
};
export const STRETCH_KEY = "b";
export const MOST_SETS = 20;
export const MOST_VIDEO_BYTES = 2000000000;
export const CALIBRATION_S = 5.0;
