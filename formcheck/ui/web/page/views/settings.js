// Language, light or dark, and what formcheck is and is not.
import { h, options, put, say } from "../shared/dom.js";
import { kept } from "../shared/store.js";
import { language, languages, loadWords, problemSentence, t } from "../shared/words.js";
import { watch } from "../sitting/watch.js";

/** @param {HTMLElement} page */
export async function settings(page) {
  const told = h("p", { class: "told", role: "alert" });
  put(
    page,
    h("h1", {}, t("Settings")),
    h("div", { class: "fields" },
      h("label", { for: "language" }, t("Language"), languageChoice(told)),
      h("label", { for: "theme" }, t("Appearance"), themeChoice()),
    ),
    told,
    h("section", { class: "about" },
      h("h2", {}, t("About formcheck")),
      h("p", {}, t("formcheck compares what the camera sees with what the stretch asks for. It is not a medical device and gives no medical advice. Stop when something hurts; ask a doctor or physiotherapist when pain stays.")),
      h("p", {}, t("Everything is computed on the computer that runs formcheck. From there, pictures, videos and numbers go only to this page, and pictures are not stored. The history holds numbers, the names of stretches, what was said about them and your answers; you can delete it.")),
      h("p", {}, t("Of your sitting, times, reasons, reminders and breaks are stored with the names of profile and camera, and your upright posture as numbers.")),
      h("p", {}, t("In a session: space pauses, S other side, N next, P stop because it hurts, M mute, F full screen, Esc ends.")),
    ),
  );
}

/** @param {HTMLElement} told shows that the program does not answer */
function languageChoice(told) {
  /** @param {{ target: HTMLSelectElement }} event */
  const onchange = async ({ target }) => {
    try {
      await loadWords(target.value);
    } catch (problem) {
      target.value = language();
      say(told, problemSentence(problem));
      return;
    }
    kept.set("language", target.value);
    watch.tellLanguage();
    window.dispatchEvent(new Event("hashchange"));
  };
  /** @param {string} code */
  const ownName = (code) => new Intl.DisplayNames(code, { type: "language" }).of(code);
  return h("select", { id: "language", onchange },
    options(languages().map((code) => [code, ownName(code)]), language()));
}

function themeChoice() {
  const chosen = kept.get("theme", "system");
  const names = { system: t("Same as the system"), light: t("Light"), dark: t("Dark") };
  /** @param {{ target: HTMLSelectElement }} event */
  const onchange = ({ target: { value } }) => {
    kept.set("theme", value);
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
  };
  return h("select", { id: "theme", onchange }, options(Object.entries(names), chosen));
}
