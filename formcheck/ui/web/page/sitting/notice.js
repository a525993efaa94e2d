// The browser's notification of what happens while nobody looks at the page.
import { t } from "../shared/words.js";

const TAG = "formcheck-sitting";

/** What a notification can report. @typedef {"nudge" | "break" | "break-over"} Told */

export class Notice {
  shown = /** @type {Notification | null} */ (null);
  kind = /** @type {Told} */ ("nudge");

  /** @param {string} say @param {Told} kind */
  show(say, kind) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      this.clear();
      this.kind = kind;
      this.shown = new Notification(t("formcheck: sitting"), { body: say, tag: TAG, silent: true });
      this.shown.onclick = () => {
        window.focus();
        location.hash = "#/sitting";
      };
    } catch {
      // This browser allows notifications only for apps: sound and page remain.
    }
  }

  /**
   * Closes the notification once what it reports is over.
   * @param {Api.WatchScreen} screen
   * @param {string} said what the page still shows about it
   */
  follow(screen, said) {
    const holds = { nudge: screen.state === "slouched", break: screen.break === "due", "break-over": said !== "" };
    if (!holds[this.kind]) this.clear();
  }

  clear() {
    this.shown?.close();
    this.shown = null;
  }
}
