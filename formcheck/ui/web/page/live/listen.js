// Spoken "stop" or "pain", "pause", "next". Most browsers send what the microphone hears to their vendor, so
// this is offered only if the browser promises to recognise speech on this machine.
import { language, t } from "../shared/words.js";

/** After these errors nothing will ever be heard: no permission, no microphone. */
const DEAF = ["not-allowed", "service-not-allowed", "audio-capture"];

export class Listener {
  /**
   * heard(command) is called with "pain", "pause" or "next"; talking(): whether the page is speaking.
   * @param {(command: Api.GiveCommand["command"]) => void} heard @param {() => boolean} talking
   */
  constructor(heard, talking) {
    this.heard = heard;
    this.talking = talking;
    this.recognition = /** @type {Page.Recognition | null} */ (null);
    this.begun = false;
    this.closed = false;
    this.deafTo = -1;
  }

  /** Begins to listen if possible; returns whether sound arrives. */
  async start() {
    const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
    if (this.begun || !Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
    this.begun = true; // a restored connection needs no second one
    const state = await Recognition.available({ langs: [language()], processLocally: true }).catch(() => "");
    if (state !== "available" || this.closed) return false;
    const recognition = new Recognition();
    this.recognition = recognition;
    recognition.processLocally = true;
    recognition.lang = language();
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.onresult = (event) => this.take(event);
    recognition.onend = () => !this.closed && this.listen();
    return new Promise((tell) => {
      recognition.onaudiostart = () => tell(true); // "start" comes without a microphone too
      recognition.onerror = (event) => {
        if (DEAF.includes(event.error)) this.close();
        tell(false);
      };
      this.listen();
    });
  }

  listen() {
    try {
      this.recognition?.start();
      this.deafTo = -1;
    } catch {
      // It is already listening.
    }
  }

  /** @param {{ results: SpeechRecognitionResultList }} event */
  take(event) {
    const last = event.results.length - 1;
    // While the page speaks, a result may hold its own words; it grows and comes again afterwards.
    if (this.talking()) this.deafTo = last;
    if (last <= this.deafTo) return;
    const said = event.results[last][0].transcript.trim().toLowerCase();
    const words = said.split(/\s+/);
    // A translation may hold several words for one command.
    const commands = /** @type {const} */ ([["pain", t("stop pain ouch")], ["pause", t("pause")], ["next", t("next")]]);
    const meant = commands.find(([, said]) => said.split(" ").some((word) => words.includes(word)));
    if (!meant) return;
    this.recognition?.abort();
    this.heard(meant[0]);
  }

  close() {
    this.closed = true;
    this.recognition?.abort();
  }
}
