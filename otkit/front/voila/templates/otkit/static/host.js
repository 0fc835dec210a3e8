// The light host: it runs otkit's widgets on a Voilà page without Voilà's own front end. It speaks
// the Jupyter kernel protocol (https://jupyter-client.readthedocs.io/en/stable/messaging.html) over
// one websocket, for these widgets only, and gives page.js the model that anywidget describes.
// When the kernel or the server goes away it gets a new kernel and has the page say its answers again.

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const ANSWER_WITHIN = 8000; // ms; a silent line is a lost line
const WORKS_FOR = 30_000; // ms; a kernel that began to work and says no more is stuck
const RETRY_AFTER = 1500; // ms, then longer each time
const AWAY_MOST = 4000; // ms between two tries while no server answers
const REFUSED_MOST = 60_000; // ms between two tries while the server answers and opens no websocket
const BLOCKED_AFTER = 3; // websockets in a row that a network did not let through
const RESTS_AFTER = 10 * 60 * 1000; // ms without a touch; then a lost kernel can wait for the next one
const KEPT = `otkit:${location.pathname}`;
const KEPT_AT = `${KEPT}:at`; // ms
const KEPT_FOR = 24 * 60 * 60 * 1000; // ms; a browser may open a closed tab again, with what it held

const session = crypto.randomUUID?.() ?? Math.random().toString(36).slice(2);
const models = new Map(); // comm id -> Model
let config = JSON.parse(document.getElementById("otkit-host").textContent);
let socket = null;
let heard = false; // whether anything ever came over the socket
let unanswered = null;
let hasGivenUp = false;
let lost = false; // until a kernel has answered again
let recovering = false;
let serverThere = true; // whether the server answered just now; the page has just come from it
let refused = 0; // websockets that never opened, in a row, while the server answered
let away = 0; // times in a row that no server answered, or had no place
let retrying = null; // the one timer
let lastTouch = Date.now();

class Model {
  constructor(state) {
    this.state = state;
    this.listeners = new Map();
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    this.state[name] = value;
  }
  on(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }
  off(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? []).filter((one) => one !== listener));
  }
  trigger(event, detail) {
    for (const listener of this.listeners.get(event) ?? []) listener(detail);
  }
  update(state) {
    Object.assign(this.state, state);
    for (const name of Object.keys(state)) this.trigger(`change:${name}`, state[name]);
    this.trigger("change");
    document.documentElement.lang = this.state.language ?? document.documentElement.lang;
    document.documentElement.dir = this.state.direction ?? document.documentElement.dir;
    document.title = this.state.title ?? document.title;
    showAddress(state.address);
  }
  save_changes() {
    post(this, { method: "update", state: this.state, buffer_paths: [] });
  }
  keep(content) {
    keep(content);
  }
  send(content) {
    keep(content);
    post(this, { method: "custom", content });
  }
}

// What was ticked stays in this tab only, so that a reload does not lose it.
function keep({ fields, secret = [] }) {
  if (hasGivenUp) return;
  const plain = Object.entries(fields ?? {}).filter(([name]) => !secret.includes(name));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(plain)));
    sessionStorage.setItem(KEPT_AT, Date.now());
    if (plain.some(([name]) => name === "wall")) hideSecret();
  } catch {
    // A browser that keeps nothing: the open page still has it all.
  }
}

// Everybody sees the address of a wall: its secret goes out of it once a reload finds it in this tab.
function hideSecret() {
  const address = new URL(location.href);
  if (!address.searchParams.has("wall")) return;
  address.searchParams.delete("wall");
  history.replaceState(history.state, "", address);
}

function kept() {
  try {
    const at = sessionStorage.getItem(KEPT_AT);
    if (at && Date.now() - at > KEPT_FOR) sessionStorage.removeItem(KEPT);
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------- messages

function pack(content) {
  const header = {
    msg_id: Math.random().toString(36).slice(2), msg_type: content ? "comm_msg" : "kernel_info_request",
    session, username: "", version: "5.4", date: new Date().toISOString(),
  };
  const parts = ["shell", ...[header, {}, {}, content ?? {}].map((part) => JSON.stringify(part))];
  const bytes = parts.map((part) => new TextEncoder().encode(part));
  const offsets = [8 * (bytes.length + 2)];
  let end = offsets[0];
  for (const part of bytes) offsets.push((end += part.length));
  const packed = new Uint8Array(end);
  const view = new DataView(packed.buffer);
  [offsets.length, ...offsets].forEach((n, i) => view.setBigUint64(8 * i, BigInt(n), true));
  bytes.forEach((part, i) => packed.set(part, offsets[i]));
  return packed;
}

function unpack(buffer) {
  const view = new DataView(buffer);
  const offset = (i) => Number(view.getBigUint64(8 * (i + 1), true));
  const part = (i) => JSON.parse(new TextDecoder().decode(buffer.slice(offset(i), offset(i + 1))));
  return { type: part(1).msg_type, content: part(4) };
}

function post(model, data) {
  const [commId] = [...models].find(([, one]) => one === model);
  transmit({ comm_id: commId, data });
}

function transmit(content) {
  if (hasGivenUp) return;
  lastTouch = Date.now();
  if (!socket && retrying === null) recover();
  if (socket?.readyState !== WebSocket.OPEN) return; // said again when the line is back
  socket.send(pack(content));
  expectAnswer();
}

function expectAnswer(within = ANSWER_WITHIN) {
  const line = socket;
  unanswered ??= setTimeout(() => lose(line), within);
}

function answered() {
  clearTimeout(unanswered);
  unanswered = null;
}

function receive({ data }) {
  answered();
  heard = true;
  refused = away = 0;
  const { type, content } = unpack(data);
  if (type === "comm_msg") {
    const { method, state, content: said } = content.data;
    if (method === "update") models.get(content.comm_id)?.update(state);
    if (method === "custom") models.get(content.comm_id)?.trigger("msg:custom", said);
    if (lost) say("back");
    lost = false;
  } else if (type === "comm_close") {
    giveUp();
  } else if (type === "status" && content.execution_state === "starting") {
    say("again"); // another kernel has this page: send your form again
  } else if (type === "status" && content.execution_state === "busy") {
    expectAnswer(WORKS_FOR);
  } else if (type === "status" && ["restarting", "dead"].includes(content.execution_state)) {
    config.kernelId = null; // a restarted kernel knows nothing of this page
    socket.close();
  }
}

// ---------------------------------------------------------------- the line

function connect() {
  const { baseUrl, kernelId, token } = config;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const path = `${baseUrl}api/kernels/${kernelId}/channels?session_id=${session}`;
  const protocols = token ? [PROTOCOL, `otkit.${token}`] : [PROTOCOL];
  const attempt = new WebSocket(`${scheme}//${location.host}${path}`, protocols);
  socket = attempt;
  heard = false;
  expectAnswer();
  attempt.binaryType = "arraybuffer";
  attempt.onmessage = receive;
  attempt.onopen = () => {
    answered();
    say(lost ? "again" : "ready");
  };
  attempt.onclose = () => lose(attempt);
}

// A silent line is let go at once: its own farewell could take minutes.
function lose(attempt) {
  if (!attempt || attempt !== socket) return;
  answered();
  socket = null;
  lost = true;
  attempt.close();
  if (!heard && serverThere) {
    refused += 1;
    if (refused < BLOCKED_AFTER || refused % 5 === 0) farewell(); // the kernel is gone, or hangs
  }
  if (hasGivenUp || isResting()) return;
  say(refused < BLOCKED_AFTER ? "lost" : "blocked");
  retry(heard ? 0 : undefined);
}

// A page that nobody looks at, or has touched for long, waits for the next look or touch.
const isResting = () => document.hidden || Date.now() - lastTouch > RESTS_AFTER;

// There is one timer, and it waits longer each time; not all phones of a room at the same moment.
function retry(wait) {
  const usual = refused && config.kernelId
    ? Math.min(REFUSED_MOST, RETRY_AFTER * 2 ** (refused - 1))
    : Math.min(AWAY_MOST, RETRY_AFTER * 2 ** away);
  clearTimeout(retrying);
  retrying = setTimeout(recover, wait ?? usual * (0.75 + Math.random() / 2));
}

function say(state) {
  for (const model of models.values()) model.trigger("link", { state });
}

// Kernels end at what this form holds: it is not sent again, nor kept for the next page.
function giveUp() {
  hasGivenUp = true;
  sessionStorage.removeItem(KEPT);
  say("failed");
}

// The same kernel if it may still be there, else a fresh page's kernel in its place. A websocket is
// tried only when the server has answered: Firefox makes each next one wait after one that failed.
async function recover() {
  clearTimeout(retrying);
  retrying = null;
  if (socket || recovering || hasGivenUp) return;
  recovering = true;
  serverThere = false;
  try {
    serverThere = (await ask("HEAD")).status < 500; // else a proxy says that nobody is behind it
    if (serverThere && !config.kernelId) await moveIn();
  } catch {
    // No server yet.
  } finally {
    recovering = false;
  }
  if (serverThere && config.kernelId) return connect();
  away += 1;
  if (!serverThere && !document.hidden) say("lost"); // it may have been lost while nobody looked
  if (!isResting()) retry();
}

async function ask(method) {
  const given = new AbortController(); // AbortSignal.timeout is not there before iOS 16
  const late = setTimeout(() => given.abort(), ANSWER_WITHIN);
  try {
    const answer = await fetch(location.pathname, { method, cache: "no-store", signal: given.signal });
    return { status: answer.status, html: await answer.text() };
  } finally {
    clearTimeout(late);
  }
}

async function moveIn() {
  const { status, html } = await ask("GET");
  if (status === 200) adopt(new DOMParser().parseFromString(html, "text/html"));
  else if ([429, 503].includes(status)) say("full");
}

function adopt(page) {
  config = JSON.parse(page.getElementById("otkit-host").textContent);
  const mine = [...models.values()];
  models.clear();
  [...page.querySelectorAll("[data-model]")].slice(0, mine.length).forEach((el, i) => {
    models.set(el.dataset.model, mine[i]);
    // The new kernel will only send what differs from its own first drawing.
    for (const region of el.querySelectorAll("[data-region]")) {
      mine[i].state[`region_${region.dataset.region}`] = region.innerHTML;
    }
  });
}

function check() {
  if (document.visibilityState !== "visible") return;
  if (socket) transmit(null);
  else recover();
}

function farewell() {
  const { baseUrl, kernelId, token } = config;
  if (!kernelId) return;
  const body = new URLSearchParams({ token: token ?? "", _xsrf: readCookie("_xsrf") });
  navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, body);
  config.kernelId = null;
}

const readCookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";

// ---------------------------------------------------------------- start

// A page with parts says which one it shows, so that each has its own address and back goes back.
function showAddress(address) {
  if (!address || address === location.search) return;
  history[location.search ? "pushState" : "replaceState"](null, "", address);
}

const IN_ADDRESS = ["lesson", "years", "months", "code", "wall", "country"]; // the fields that a link may fill in
const AGE = ["age-by", "years", "months"];

// `?lang=es` in a link, else the language of the phone; what was kept in this tab goes before both.
// `otkit serve` has drawn the page with these already (otkit/server/addressed.py); they are read here too
// for going back and forth, and to set them off against what this tab kept.
function firstFields() {
  const asked = new URLSearchParams(location.search);
  const before = kept();
  const months = asked.get("months") ?? "";
  if (/^[0-9]{1,3}$/.test(months) && !asked.has("years")) { // all the months of an age
    asked.set("years", Math.floor(months / 12));
    asked.set("months", months % 12);
  }
  const own = before?.language ?? [navigator.language];
  const language = [(asked.get("lang") ?? own[0]).trim().toLowerCase().split("-")[0]]; // es-MX is es
  const spoken = document.querySelector(`input[name="language"][value="${CSS.escape(language[0])}"]`);
  if (AGE.some((part) => asked.has(part))) {
    // An age in a link is the whole age, but after a reload it is older than what was chosen since.
    const isLink = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    const old = before && !isLink && AGE.some((part) => part in before);
    for (const part of AGE) old ? asked.delete(part) : delete before?.[part];
  }
  const named = IN_ADDRESS.filter((name) => asked.has(name)).map((name) => [name, [asked.get(name)]]);
  const fields = { ...before, ...Object.fromEntries(named), ...(spoken && (before || !spoken.checked) ? { language } : {}) };
  return Object.keys(fields).length ? fields : undefined;
}

async function start() {
  const roots = [...document.querySelectorAll("[data-model]")];
  for (const el of roots) models.set(el.dataset.model, new Model({}));
  connect();
  const { default: page } = await import(config.page);
  const fields = firstFields();
  for (const el of roots) {
    const model = models.get(el.dataset.model);
    page.render({ model, el });
    model.trigger("link", { state: "ready", fields }); // sent again when the line opens, if it is not open yet
  }
}

addEventListener("popstate", () => {
  for (const model of models.values()) model.trigger("link", { state: "ready", fields: firstFields() });
});
addEventListener("pagehide", farewell);
addEventListener("pageshow", ({ persisted }) => persisted && recover());
addEventListener("offline", () => lose(socket));
addEventListener("online", check);
document.addEventListener("visibilitychange", check);
start();
