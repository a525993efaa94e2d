// Talking to the program on this machine. Nothing here ever names another host.
import { h } from "./dom.js";
import { kept } from "./store.js";

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
  // Where it is no JSON the sentence stays empty, and the view says its own.
  const body = await response.json().catch(() => null);
  throw new Refused(body?.say ?? "", response.status);
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

/** @param {string} path @param {RequestInit} [how] */
const ask = async (path, how) => answerOf(await fetch(path, { headers: headers(), ...how }));

/** @param {string} path @returns {Promise<any>} */
export const getJson = async (path) => (await ask(path)).json();

/** @param {string} path */
export const remove = (path) => ask(path, { method: "DELETE" });

/**
 * Saves what is at that address as a file: a link would not bring the key.
 * @param {string} path @param {string} name
 */
export async function saveFile(path, name) {
  const href = URL.createObjectURL(await (await ask(path)).blob());
  h("a", { href, download: name }).click();
  URL.revokeObjectURL(href);
}

/**
 * Hands a video over as it is; returns what the server says about it. task: {stretch, side}, or
 * empty where it is to be found out. progress is told the share that is sent: fetch does not know it.
 * @param {File} file @param {Record<string, string>} task @param {string} language
 * @param {(share: number) => void} progress @param {AbortSignal} signal
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

/**
 * Past sessions, newest first, how many entries were too damaged to be read, and whether one goes on.
 * @returns {Promise<Api.HistoryAnswer>}
 */
export const pastSessions = () => getJson("/api/history");
