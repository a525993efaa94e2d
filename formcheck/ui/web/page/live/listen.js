// Spoken "stop", "pause", "next". Most browsers send what the microphone hears to their maker; that
// must not happen here. So it is offered only where the browser promises to do it on this machine.
import { language, t } from "../shared/words.js";

export class Listener {
  /** heard(command) is called with "pain", "pause" or "next"; talking() is whether we speak. */
  constructor(heard, talking) {
    this.heard = heard;
    this.talking = talking;
    this.recognition = null;
    this.closed = false;
  }

  /** Begins to listen where that is possible; returns whether it is. */
  async start() {
    const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
    if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
    const state = await Recognition.available({ langs: [language()], processLocally: true }).catch(() => "");
    if (state !== "available" || this.closed) return false;
    this.recognition = new Recognition();
    this.recognition.processLocally = true;
    this.recognition.lang = language();
    this.recognition.continuous = true;
    this.recognition.interimResults = true;
    this.recognition.onresult = (event) => this.take(event);
    this.recognition.onend = () => !this.closed && this.listen();
    this.recognition.onerror = (event) => {
      if (event.error === "not-allowed" || event.error === "service-not-allowed") this.close();
    };
    this.listen();
    return true;
  }

  listen() {
    try {
      this.recognition.start();
    } catch {
      // It is listening already.
    }
  }

  take(event) {
    if (this.talking()) return;
    const said = event.results[event.results.length - 1][0].transcript.trim().toLowerCase();
    const words = said.split(/\s+/);
    // A translation may hold several words for one command.
    const commands = { pain: t("stop"), pause: t("pause"), next: t("next") };
    const meant = Object.keys(commands).find((name) =>
      commands[name].split(" ").some((word) => words.includes(word)),
    );
    if (!meant) return;
    this.recognition.abort();
    this.heard(meant);
  }

  close() {
    this.closed = true;
    this.recognition?.abort();
  }
}
