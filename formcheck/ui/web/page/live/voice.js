// What is heard: a few soft tones and the browser's own speech.
import { kept } from "../shared/store.js";
import { language } from "../shared/words.js";

/**
 * Notes of a tone: pitch in Hz, start and length in seconds. Different in pitch and rhythm.
 * @type {Record<string, [number, number, number][]>}
 */
const TONES = {
  start: [[523.25, 0, 0.16], [783.99, 0.16, 0.3]],
  pause: [[392, 0, 0.12], [392, 0.2, 0.12]],
  nudge: [[329.63, 0, 0.22], [440, 0.24, 0.4]],
  done: [[783.99, 0, 0.16], [659.25, 0.16, 0.16], [523.25, 0.32, 0.45]],
};
const LOUDNESS = 0.16;

/**
 * Returns a voice of this machine for the language; others would send the words to their vendor.
 * null if there is none, or the browser has not listed them yet.
 */
export function findVoice(spoken = language()) {
  const local = window.speechSynthesis?.getVoices().filter((one) => one.localService) ?? [];
  const ours = local.filter((one) => one.lang.split(/[-_]/)[0] === spoken);
  return ours.find((one) => one.default) ?? ours[0] ?? null;
}

export class Voice {
  /** @param {() => string} spoken the language to speak */
  constructor(spoken = language) {
    this.spoken = spoken;
    this.muted = kept.get("muted") === "yes";
    this.speech = window.speechSynthesis ?? null;
    findVoice(); // makes the browser list them
    const Context = window.AudioContext;
    this.audio = Context ? new Context() : null;
    this.spokenUntil = 0;
  }

  /** The browser's voice for the language, if any. */
  voice() {
    return findVoice(this.spoken());
  }

  /** @param {Api.Sound} sound */
  play({ tone, say, urgent }) {
    if (this.muted) return;
    if (tone) this.sound(tone);
    if (say) this.speak(say, urgent);
  }

  /** @param {string} text @param {boolean} urgent */
  speak(text, urgent) {
    if (!this.speech || typeof SpeechSynthesisUtterance === "undefined") return;
    if (urgent) this.speech.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = this.spoken();
    words.voice = this.voice();
    // Without a local voice the browser might use one of its vendor's: better silent.
    if (!words.voice) return;
    words.onend = words.onerror = () => this.stayDeaf();
    this.speech.speak(words);
  }

  /** Whether the page is speaking, so that it does not listen to itself. */
  get talking() {
    if (this.speech?.speaking) this.stayDeaf();
    return performance.now() < this.spokenUntil;
  }

  /** Counts as speaking for another moment: the last words may still be heard. */
  stayDeaf() {
    this.spokenUntil = performance.now() + 700;
  }

  /** @param {string} name */
  sound(name) {
    if (!this.audio) return;
    this.audio.resume().catch(() => {});
    const now = this.audio.currentTime + 0.02;
    for (const [pitch, start, length] of TONES[name] ?? []) {
      const tone = this.audio.createOscillator();
      const gain = this.audio.createGain();
      tone.type = "sine";
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(0, now + start);
      gain.gain.linearRampToValueAtTime(LOUDNESS, now + start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, now + start + length);
      tone.connect(gain).connect(this.audio.destination);
      tone.start(now + start);
      tone.stop(now + start + length + 0.02);
    }
  }

  /** @param {boolean} on */
  mute(on) {
    this.muted = on;
    kept.set("muted", on ? "yes" : "no");
    if (on) this.speech?.cancel();
  }

  close() {
    this.speech?.cancel();
    this.audio?.close().catch(() => {});
  }
}
