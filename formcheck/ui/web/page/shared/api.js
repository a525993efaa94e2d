// Talking to the program on this machine. Nothing here ever names another host.
import { h, kept } from "./dom.js";

/** What went wrong, as a sentence for the screen, and the status of the answer. */
export class Refused extends Error {
  /** @param {string} sentence @param {number} status */
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

/** @param {Response} response */
async function answerOf(response) {
  if (response.ok) return response;
  let sentence = "";
  try {
    const body = await response.json();
    sentence = body.say ?? "";
  } catch {
    // No JSON: the sentence stays empty and the view says its own.
  }
  throw new Refused(sentence, response.status);
}

/** What lets the page in; formcheck app prints it in the address. */
export let key = kept.get("key");
/** What only the formcheck that the page was loaded from knows. The page never sends it. */
let proof = "";

/** With the key; what is wrong is told in the language of the page. */
const headers = () => ({ authorization: `Bearer ${key}`, "accept-language": document.documentElement.lang });

async function askProof() {
  /** @type {Api.ServerProof} */
  const answer = await getJson("/api/proof");
  return answer.proof;
}

/** Keeps the key that is in the address, and learns what the program proves itself by. */
export async function meetServer() {
  const given = new URLSearchParams(location.search).get("token");
  if (given !== null) key = given;
  const cleanAddress = () => history.replaceState(null, "", location.pathname + location.hash);
  try {
    proof = await askProof();
    kept.set("key", key);
  } catch (problem) {
    if (problem instanceof Refused) cleanAddress();
    throw problem; // without an answer whoever reloads still has it
  }
  cleanAddress();
}

/**
 * Whether it is the program that the page was loaded from: after its end another may have its port.
 * @param {unknown} shown
 */
export const isServer = (shown) => proof !== "" && shown === proof;

/** @param {string} path @returns {Promise<any>} */
export async function getJson(path) {
  const response = await answerOf(await fetch(path, { headers: { accept: "application/json", ...headers() } }));
  return response.json();
}

/** @param {string} path */
export async function remove(path) {
  await answerOf(await fetch(path, { method: "DELETE", headers: headers() }));
}

/**
 * Saves what is at that address as a file: a link would not bring the key.
 * @param {string} path
 * @param {string} name
 */
export async function saveFile(path, name) {
  const response = await answerOf(await fetch(path, { headers: headers() }));
  const href = URL.createObjectURL(await response.blob());
  h("a", { href, download: name }).click();
  URL.revokeObjectURL(href);
}

/**
 * Hands a video over as it is; returns what the server says about it. task: {stretch, side}, or
 * empty where it is to be found out. progress is told the share that is sent: fetch does not know it.
 * @param {File} file
 * @param {Record<string, string>} task
 * @param {string} language
 * @param {(share: number) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<{ video: string }>}
 */
export async function sendVideo(file, task, language, progress, signal) {
  if (!isServer(await askProof())) throw new TypeError("another program");
  signal.throwIfAborted(); // while that was asked
  const asked = new URLSearchParams({ ...task, language, name: file.name });
  const request = new XMLHttpRequest();
  request.open("POST", `/api/videos?${asked}`);
  for (const [name, value] of Object.entries({ ...headers(), "content-type": "application/octet-stream" })) {
    request.setRequestHeader(name, value);
  }
  request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
  signal.addEventListener("abort", () => request.abort());
  await new Promise((ended) => {
    request.onloadend = ended;
    request.send(file);
  });
  if (request.status === 0) throw new TypeError("not sent");
  return (await answerOf(new Response(request.response, { status: request.status }))).json();
}

/** @type {Map<string, Api.StretchesAnswer>} */
const catalogues = new Map();

/**
 * All stretches in that language, and the spec files with problems; asked for once.
 * @param {string} language
 * @returns {Promise<Api.StretchesAnswer>}
 */
export async function catalogueIn(language) {
  const known = catalogues.get(language);
  if (known) return known;
  /** @type {Api.StretchesAnswer} */
  const answer = await getJson(`/api/stretches?language=${encodeURIComponent(language)}`);
  catalogues.set(language, answer);
  return answer;
}

/** @param {string} language */
export const stretchesIn = async (language) => (await catalogueIn(language)).stretches;

/**
 * Past sessions, newest first, how many entries were too damaged to be read, and whether one goes on.
 * @returns {Promise<Api.HistoryAnswer>}
 */
export const pastSessions = () => getJson("/api/history");
