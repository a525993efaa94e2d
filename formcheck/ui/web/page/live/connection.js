// The connection to the program: sends a frame, waits for its answer, then sends the next. A lost connection is
// restored where it broke off; the program keeps the session meanwhile.
import { isServer, key } from "../shared/api.js";
import { kept, sameTab } from "../shared/store.js";
import { t } from "../shared/words.js";
import { Rate } from "./rate.js";

const AGAIN_MS = [250, 500, 1000, 2000, 4000];
const SUBPROTOCOL = "formcheck";
const SILENT_MS = 15000;
/** A program silent for this long has ended. Chosen for formcheck: longer than a busy machine needs. */
const PATIENCE_MS = 8000;

/** @template {Api.SessionScreen | Api.WatchScreen} S */
export class Connection {
  /**
   * Resumes what this tab has open under that name, or begins anew.
   * @param {"session" | "watch"} name @param {Api.BeginSession | Api.BeginWatch} begin
   * @param {Page.ConnectionListener<S>} on
   */
  constructor(name, begin, on) {
    this.name = name;
    const open = sameTab.get(name);
    /** @type {Api.SessionRequest | Api.WatchRequest} */
    this.opening = open ? { do: "resume", session: open } : begin;
    this.on = on;
    this.open = false;
    this.waiting = false;
    this.ended = false;
    this.tries = 0;
    this.lostAt = 0;
    /** Messages waiting for the connection, each once. @type {Set<string>} */
    this.unsent = new Set();
    this.answers = new Rate();
    this.socket = this.connect();
  }

  /** Opens a socket; sends and accepts nothing before the program has proved its identity. */
  connect() {
    clearTimeout(this.timer);
    const path = this.name === "watch" ? "/api/sitting" : "/api/session";
    const address = `ws${location.protocol === "https:" ? "s" : ""}://${location.host}${path}`;
    const socket = new WebSocket(address, [SUBPROTOCOL, key]);
    this.awaitAnswer(socket);
    let proven = false;
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (proven) {
        this.take(message);
      } else if (isServer(message.proof)) {
        proven = true;
        clearTimeout(this.silence);
        socket.send(JSON.stringify(this.opening));
      } else {
        socket.close();
      }
    };
    socket.onclose = () => this.lost();
    return socket;
  }

  /** @param {Api.SessionReply | Api.WatchReply} message */
  take(message) {
    switch (message.is) {
      case "begun":
        this.open = true;
        this.waiting = false;
        this.tries = 0;
        this.opening = { do: "resume", session: message.session };
        sameTab.set(this.name, message.session);
        if (this.name === "session") kept.set("open.session", message.session);
        for (const text of this.unsent) this.socket.send(text);
        this.unsent.clear();
        this.on.begun();
        break;
      case "refused":
        this.close();
        this.forget(message.code === "elsewhere");
        this.on.refused(message.say, message.code);
        break;
      case "screen":
        this.waiting = false;
        clearTimeout(this.silence);
        this.on.screen(/** @type {S} */ (message));
        this.answers.note();
        break;
      case "result":
        this.close();
        this.forget();
        this.on.result?.({ ...message.result, problem: message.problem });
        break;
    }
  }

  /** Forgets what this tab has open; goesOn: another tab has it. */
  forget(goesOn = false) {
    sameTab.set(this.name, null);
    const id = this.opening.do === "resume" ? this.opening.session : null;
    if (!goesOn && kept.get("open.session") === id) kept.remove("open.session");
  }

  /** Whether a frame may be sent now. */
  get free() {
    return this.open && !this.waiting;
  }

  /** Whether messages do not reach the program: not yet, or not at present. */
  get unheard() {
    return !this.open && !this.ended;
  }

  /** Whether nothing was begun, or the connection is lost, so that ending needs no answer. */
  get unbegun() {
    return this.lostNow || (this.unheard && this.opening.do === "begin");
  }

  /** Whether the connection is lost and waiting to be restored. */
  get lostNow() {
    return this.unheard && this.tries > 0;
  }

  /** Whether it has been lost for so long that the program must have ended. */
  get silent() {
    return this.lostNow && performance.now() - this.lostAt > PATIENCE_MS;
  }

  /** A sentence on why the program does not answer; "" while it does. */
  get trouble() {
    if (!this.lostNow) return "";
    return this.silent
      ? t("formcheck is not responding. Start it again, then open its new address.")
      : t("The connection is lost. It continues by itself.");
  }

  /**
   * Sends a frame. Claims the connection at once, as encoding the frame takes a moment.
   * @param {Promise<Uint8Array<ArrayBuffer>>} picture
   */
  async sendPicture(picture) {
    this.waiting = true;
    try {
      this.send(await picture);
    } catch {
      // The video has just lost its frame: the next one will do.
      this.waiting = false;
    }
  }

  /**
   * Sends what the connection was claimed for, or releases it if the connection has been lost.
   * @param {string | Uint8Array<ArrayBuffer>} content
   */
  send(content) {
    if (!this.open || this.socket.readyState !== WebSocket.OPEN) {
      this.waiting = false;
      return;
    }
    this.waiting = true;
    this.socket.send(content);
    this.awaitAnswer(this.socket);
  }

  /** Closes a socket that stays silent: it counts as lost. @param {WebSocket} socket */
  awaitAnswer(socket) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => socket.close(), SILENT_MS);
  }

  /**
   * Reports that no frames will come. Answered like a frame, but restarts the rate of answers.
   * @param {Api.HaltFrames["why"]} why
   */
  halt(why) {
    this.answers.clear();
    if (this.free) this.send(JSON.stringify({ do: "halt", why }));
  }

  /**
   * Sends a message without an answer of its own; if the connection is lost, once it is restored.
   * @param {Api.SessionRequest | Api.WatchRequest} message
   */
  tell(message) {
    const text = JSON.stringify(message);
    if (this.open && this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(text);
    } else {
      this.unsent.delete(text); // a repeated message moves to the end
      this.unsent.add(text);
    }
  }

  lost() {
    clearTimeout(this.silence);
    this.open = false;
    this.waiting = false;
    this.answers.clear();
    if (this.ended) return;
    if (this.tries === 0) this.lostAt = performance.now();
    const wait = AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => {
      if (!this.ended) this.socket = this.connect();
    }, wait);
    this.on.changed();
  }

  close() {
    this.ended = true;
    this.open = false;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.socket.close();
  }
}
