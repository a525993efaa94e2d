// Requests to the program on this machine. Nothing here ever names another host.
import { h } from "./dom.js";
import { kept } from "./store.js";

/** A refused request: a sentence for the screen, and the status of the response. */
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
  // If it is not JSON, the sentence stays empty and the view uses its own.
  const body = await response.json().catch(() => null);
  throw new Refused(body?.say ?? "", response.status);
}

/** The key that admits the page; formcheck app prints it in the address. */
export let key = kept.get("key");
/** A secret that only the program this page was loaded from knows. The page never sends it. */
let proof = "";

/** Headers with the key, and with the page's language, for error messages. */
const headers = () => ({ authorization: `Bearer ${key}`, "accept-language": document.documentElement.lang });

async function askProof() {
  /** @type {Api.ServerProof} */
  const answer = await getJson("/api/proof");
  return answer.proof;
}

/** Stores the key in the address, and fetches the proof of the program's identity. */
export async function meetServer() {
  const given = new URLSearchParams(location.search).get("token");
  if (given !== null) key = given;
  const cleanAddress = () => history.replaceState(null, "", location.pathname + location.hash);
  try {
    proof = await askProof();
    kept.set("key", key);
  } catch (problem) {
    if (problem instanceof Refused) cleanAddress();
    throw problem; // without an answer the address keeps it for a reload
  }
  cleanAddress();
}

/**
 * Whether the program is the one this page was loaded from: after it ends, another may take its port.
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
 * Saves the content of that address as a file: a link would not send the key.
 * @param {string} path @param {string} name
 */
export async function saveFile(path, name) {
  const href = URL.createObjectURL(await (await ask(path)).blob());
  h("a", { href, download: name }).click();
  URL.revokeObjectURL(href);
}

/**
 * Uploads a video as it is; returns the server's answer. task: {stretch, side}, or empty to have the
 * stretch recognised. progress gets the fraction sent, which fetch can't report.
 * @param {File} file @param {Record<string, string>} task @param {string} language
 * @param {(share: number) => void} progress @param {AbortSignal} signal
 * @returns {Promise<{ video: string }>}
 */
export async function sendVideo(file, task, language, progress, signal) {
  if (!isServer(await askProof())) throw new TypeError("another program");
  signal.throwIfAborted(); // may have been aborted meanwhile
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
 * Past sessions, newest first, the number of unreadable entries, and whether a session is running.
 * @returns {Promise<Api.HistoryAnswer>}
 */
export const pastSessions = () => getJson("/api/history");
