// Beside the state: the video or none, the profile with its baseline, and reminder preferences.
import { getJson } from "../shared/api.js";
import { actions, h, icon, options, redraw, say } from "../shared/dom.js";
import { t, when } from "../shared/words.js";
import { listCameras, newCameraPicker } from "../live/camera.js";
import { findVoice } from "../live/voice.js";
import { stateName } from "./names.js";
import { PROFILES, profileName, wish, wishes } from "./wishes.js";

const NEW = "+";
const ONSETS_S = [30, 60, 120, 300];
const BREAKS_MIN = [20, 30, 45, 60];
/** After this time a browser has listed its voices. */
const LISTED_MS = 1000;

export class Side {
  /**
   * watch: running or not. calibrate: the action of the button for it.
   * @param {import("./watch.js").Watch} watch @param {() => void} calibrate
   */
  constructor(watch, calibrate) {
    this.watch = watch;
    this.notifyNote = h("p", { class: "small quiet", role: "status" });
    this.frame = h("div", { class: "sit-picture" });
    this.veilText = h("p", { class: "small" });
    this.plate = h("div", { class: "sit-veil" }, icon("unseen"), this.veilText);
    this.toggle = h("button", { class: "text small hide-picture", onclick: () => this.hide() });
    this.cameraPicker = newCameraPicker((id) => watch.camera?.choose(id));
    this.profiles = h("select", { id: "profile", onchange: (event) => this.choose(event.target.value) });
    this.newName = h("input", { id: "new-profile", maxlength: "40", autocomplete: "off" });
    this.naming = h("form", { class: "naming", hidden: true, onsubmit: (event) => this.named(event) },
      h("label", { for: "new-profile" }, t("Name of the new profile")),
      this.newName,
      actions(h("button", { class: "main" }, t("Save name")), h("button", { type: "button", onclick: () => this.cancelName() }, t("Cancel"))),
    );
    this.baseline = h("p", { class: "small quiet" });
    this.take = h("button", { class: "take-baseline", onclick: calibrate });
    this.foot = h("div", { class: "sit-picture-foot" }, h("span", { class: "small quiet" }, t("Never stored.")), this.toggle);
    this.voiceNote = h("p", { class: "small quiet", role: "status" });
    this.root = h("aside", { class: "sit-side", "aria-label": t("Picture and settings") },
      this.frame,
      this.foot,
      this.cameraPicker,
      h("div", { class: "sit-profile" }, h("label", { for: "profile" }, t("Profile")), this.profiles),
      this.naming,
      this.baseline,
      this.take,
      this.settings(),
      this.voiceNote,
    );
    findVoice(); // makes the browser list them
    setTimeout(() => this.tellVoice(), LISTED_MS);
    this.drawPicture();
    this.listProfiles();
  }

  async listProfiles() {
    // If none are known, the usual ones remain.
    /** @type {Api.ProfilesAnswer} */
    const { profiles } = await getJson("/api/sitting/profiles").catch(() => ({ profiles: [] }));
    const names = [...new Set([...PROFILES, ...profiles.map((one) => one.name), wishes.profile])];
    this.profiles.replaceChildren(
      ...options([...names.map((name) => /** @type {const} */ ([name, profileName(name, names)])), [NEW, t("Another…")]], wishes.profile),
    );
  }

  /** @param {string} name */
  choose(name) {
    if (name !== NEW) {
      this.watch.change("profile", name);
      return;
    }
    this.naming.hidden = false;
    this.newName.focus();
  }

  /** @param {Event} event */
  named(event) {
    event.preventDefault();
    const name = this.newName.value.trim().normalize();
    if (!name) return;
    const listed = [...this.profiles.options].find(({ value, text }) => value !== NEW && text.normalize() === name);
    this.naming.hidden = true;
    this.newName.value = "";
    this.watch.change("profile", listed?.value ?? name);
    this.listProfiles();
  }

  cancelName() {
    this.naming.hidden = true;
    this.profiles.value = wishes.profile;
    this.profiles.focus();
  }

  hide() {
    wish("picture", !wishes.picture);
    this.drawPicture();
  }

  /** Draws the video, or a plain plate in its place; a hidden video stays in the page. */
  drawPicture() {
    const video = this.watch.video;
    const { resting: off, trouble } = this.watch;
    const shown = wishes.picture && this.watch.on && !off && !trouble;
    const hidden = trouble ? stateName("blind") : t("Picture hidden; formcheck is still watching.");
    say(this.veilText, off ? t("The camera is off.") : hidden);
    redraw(this.toggle, String(wishes.picture), () =>
      wishes.picture ? [icon("unseen"), t("Hide the picture")] : [icon("seen"), t("Show the picture")],
    );
    if (shown && video && !this.frame.contains(video)) {
      video.className = "";
      this.frame.replaceChildren(video);
      video.play().catch(() => {});
    }
    if (!shown) {
      this.letGo();
      if (!this.plate.isConnected) this.frame.replaceChildren(this.plate);
    }
    this.frame.hidden = this.foot.hidden = !this.watch.on;
  }

  /** Moves the video back out of sight; removed from the page it would stop. */
  letGo() {
    const video = this.watch.video;
    if (!this.watch.on || !video || !this.frame.contains(video)) return;
    video.className = "unseen-video";
    document.body.append(video);
    video.play().catch(() => {});
  }

  /** @param {Api.WatchScreen | null} screen */
  show(screen) {
    this.drawPicture();
    listCameras(this.cameraPicker, this.watch.camera);
    const taken = screen?.baseline_taken ?? null;
    this.take.hidden = !screen || !this.watch.connection?.open;
    this.take.disabled = Boolean(screen && (screen.paused_left_s !== null || screen.calibrating_left_s !== null));
    say(this.take, taken ? t("Calibrate again") : t("Calibrate"));
    const line = taken ? t("Calibrated {when}.", { when: when(taken) }) : t("Not calibrated yet.");
    say(this.baseline, screen ? line : "");
  }

  settings() {
    /** @param {string} label @param {string} id @param {HTMLElement} control */
    const row = (label, id, control) => h("div", { class: "wish" }, h("label", { for: id }, label), control);
    /**
     * @template {"sensitivity" | "onset_s" | "break_every_s" | "shade"} K @param {K} name
     * @param {string} id @param {[Page.SitWishes[K], string][]} all
     */
    const choice = (name, id, all) =>
      h("select", { id, onchange: (event) => this.watch.change(name, all[event.target.selectedIndex][0]) },
        options(all, wishes[name]));
    return h("details", { class: "wishes" },
      h("summary", {}, t("Reminders and breaks")),
      row(t("How strict"), "sensitivity", choice("sensitivity", "sensitivity", [
        ["relaxed", t("Relaxed")],
        ["normal", t("Normal")],
        ["strict", t("Strict")],
      ])),
      row(t("Remind me after"), "onset", choice("onset_s", "onset", ONSETS_S.map((n) => [n, n < 60 ? t("{n} s", { n }) : t("{n} min", { n: n / 60 })]))),
      row(t("A break every"), "break-every", choice("break_every_s", "break-every", BREAKS_MIN.map((n) => [60 * n, t("{n} min", { n })]))),
      row(t("Page effect while slouched"), "shade", choice("shade", "shade", [
        ["none", t("None")],
        ["dim", t("Dim")],
        ["blur", t("Blur")],
      ])),
      this.tick(t("A soft tone"), "sound"),
      this.tick(t("Say it aloud"), "voice", () => this.tellVoice()),
      this.tick(t("Browser notification"), "notify", (box) => this.askNotify(box)),
      this.notifyNote,
    );
  }

  /**
   * @param {string} label @param {"sound" | "voice" | "notify"} name
   * @param {(box: HTMLInputElement) => unknown} [changed]
   */
  tick(label, name, changed) {
    /** @param {{ target: HTMLInputElement }} event */
    const onchange = ({ target }) => {
      wish(name, target.checked);
      changed?.(target);
    };
    const box = h("input", { type: "checkbox", id: `wish-${name}`, checked: wishes[name], onchange });
    return h("label", { class: "wish tick", for: `wish-${name}` }, box, h("span", {}, label));
  }

  /** Shows a note if speech is wanted but there is no voice. */
  tellVoice() {
    const silent = wishes.voice && !findVoice();
    say(this.voiceNote, silent ? t("No voice is installed here: sounds and text only.") : "");
  }

  /**
   * The browser asks once; after a "no" the person can only change it next to the address bar.
   * @param {HTMLInputElement} box
   */
  async askNotify(box) {
    say(this.notifyNote, "");
    if (!box.checked) return;
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    if (answer === "granted") return;
    box.checked = false;
    wish("notify", false);
    say(this.notifyNote, t("The browser blocks notifications from this page. Allow them next to the address bar, then try again."));
  }
}
