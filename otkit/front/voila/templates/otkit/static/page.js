// A page that Python draws (otkit/widgets/page.py). This module only sends what people do up to
// Python and patches what Python draws into the document; it holds no word and no rule.
// It is an anywidget front-end module (https://anywidget.dev/en/afm/), so JupyterLab, Notebook,
// VS Code and the light Voilà page (host.js) all run it as it is.

export default { render };

const ACTIONS = { notes: {}, fhir: {}, reminders: {}, answers: {}, text: { show: ["text"] } }; // what Python is asked to make

const CUT = ["lost", "full", "blocked", "failed"]; // what the line about the connection says of one that is not there

const SILENT_AFTER = 8000; // milliseconds; then a notebook's kernel may be gone
const AWAKE_EVERY = 30_000; // milliseconds; a wall is read for hours, and touched by nobody
const TYPED_AFTER = 4000; // milliseconds without a key; then a date that is none is told

const AFTER_RELOAD = 1000; // messages, by which a form that counts them goes on: the last ones were perhaps not kept

const PRESSED_FOR = 1500; // milliseconds at most that a press holds a drawing up

function render({ model, el }) {
  const form = el.querySelector("form.otkit") ?? build(el, model.get("skeleton"));
  const ids = ownIds(form);
  const own = new WeakSet(); // the nodes that we drew; others are somebody else's
  const shown = new Map();
  const voice = aloud(form);
  let waitingFor = null;
  let doing = "change"; // said again when it could not be sent
  let awaited = ""; // the file that was asked for and has not come
  let silent; // the timer of an answer that does not come
  let typing; // the timer of a date that is typed
  let pressed = 0; // the timer of a press: what is drawn meanwhile would move away from under the finger
  let turn = 0; // each message has a later one than those before, also after a reload
  let thenFocus = "";
  let told = ""; // what the line about the connection says: "lost", "full", "back", "failed"

  function draw() {
    // An answer to an older message would undo what was ticked since: the newest one is on its way.
    if (pressed || (waitingFor !== null && model.get("seen") !== waitingFor)) return;
    waitingFor = null;
    answered();
    markOld();
    for (const region of form.querySelectorAll("[data-region]")) {
      const html = model.get(`region_${region.dataset.region}`);
      if (html === undefined || html === shown.get(region)) continue;
      shown.set(region, html);
      const next = region.cloneNode(false);
      next.innerHTML = ids.in(html);
      if (!served()) for (const link of next.querySelectorAll('[data-go^="checkin:"]')) link.replaceWith(...link.childNodes);
      const entered = new Map(controls(region).map((field) => [nameOf(field), [drawnIn(field), enteredIn(field)]]));
      const focused = region.contains(document.activeElement) && document.activeElement;
      leaveOurs(region, own);
      morph(region, next);
      markOurs(region, own);
      for (const field of controls(region)) {
        const [drawn, value] = entered.get(nameOf(field)) ?? [];
        if (value !== undefined && drawn === drawnIn(field) && value !== enteredIn(field)) enter(field, value);
      }
      if (focused) focusAgain(region, focused);
      voice.drawn(region);
    }
    form.lang = model.get("language") ?? form.lang;
    form.dir = model.get("direction") || form.dir;
    if (told) tell(told); // the line may just have been drawn anew
    if (navigator.share) form.querySelector('[data-action="share"]')?.removeAttribute("hidden");
    if (thenFocus && focusOn(form.querySelector(thenFocus))) thenFocus = "";
    voice.offer();
    if (model.get("seen")) model.keep?.({ fields: read(form), secret: secrets(form) }); // for a reload
  }

  // `whole` asks for every region: what was drawn while the line was down has never come.
  function send(action = "change", { fields, whole = false } = {}) {
    count(1);
    fields ??= read(form);
    turn = Math.max(Date.now(), turn + 1);
    waitingFor = `${turn}`;
    doing = action;
    answered();
    if (!served()) silent = setTimeout(unanswered, SILENT_AFTER);
    try {
      model.send({ action, fields, secret: secrets(form), seen: waitingFor, whole });
    } catch { // JupyterLab knows that the kernel is gone
      unanswered();
    }
    markOld();
  }

  // The order of a form's messages, where it is kept for long: it tells no time of day.
  function count(by) {
    const { turn: counted } = form.elements;
    if (counted) counted.value = Number(counted.value) + by;
  }

  function unanswered() {
    form.classList.add("unanswered");
    markOld();
  }

  // What was entered last cannot be told to Python: what the page says of it is old.
  function markOld() {
    const cut = form.classList.contains("unanswered") || CUT.includes(told);
    form.classList.toggle("uncounted", cut && waitingFor !== null);
  }

  function answered() {
    clearTimeout(silent);
    form.classList.remove("unanswered");
  }

  function onChange({ type, target }) {
    if (type === "change") voice.stop();
    if (target.type === "file") return void (type === "change" && openFile(target));
    if (target.name === "open-all") openAll(target.checked);
    // A date is typed digit by digit: wait until it is one, or until the field is left.
    const isTyped = target.type === "date" && type === "change" && !target.validity.valid;
    const left = target.type === "date" && type !== "change" && (target.value || half(target));
    if (type === "change" ? isTyped : !left) return;
    clearTimeout(typing);
    if (!target.value && target.dataset.empties) forget(target.dataset.empties); // an age that came of a date goes with it
    if (told === "back") tell("");
    if (told === "blocked" && target.name === "language") return goIn(target.value);
    awaited = "";
    send();
  }

  // A browser says nothing of a date that cannot be, such as 31 February, until the field is left.
  function onKey({ type, target }) {
    if (target.type !== "date") return;
    clearTimeout(typing);
    typing = setTimeout(() => half(target) && onChange({ type, target }), TYPED_AFTER);
  }

  // Empties fields by their names; what Python draws of them is set again, also if it drew the same before.
  function forget(names) {
    for (const name of names.split(" ")) empty(form.elements[name]);
    shown.clear();
  }

  function onClick(event) {
    const button = event.target.closest("[data-action]");
    const [kind, id] = event.target.closest("[data-go]")?.dataset.go.split(":") ?? [];
    const jump = event.target.closest('a[href^="#"]'); // in this form: there may be a second view
    const outside = event.target.closest('a[rel~="external"]');
    if (voice.onClick(event.target.closest("[data-listen]"))) return;
    if (button || kind) voice.stop();
    const folded = event.target.closest("summary")?.parentElement;
    const next = event.target.closest("[data-open]")?.dataset.open;
    if (folded?.dataset.area || next) {
      event.preventDefault();
      openArea(next ?? folded.dataset.area, folded);
    } else if (button) {
      const { action, keep, then = "", empties } = button.dataset;
      const text = form.querySelector("textarea")?.value;
      if (action === "print") return window.print();
      if (action === "list") return showList(form);
      if (action === "full") return document.documentElement.requestFullscreen?.();
      if (action === "copy") return copy(form.querySelector("textarea"), button);
      if (action === "share") return navigator.share({ text }).catch(() => {});
      awaited = action in ACTIONS && !ACTIONS[action].show ? action : "";
      if (action in ACTIONS) thenFocus = then;
      if (action in ACTIONS) return send(action, { fields: { ...read(form), ...ACTIONS[action], now: [localTime()] } });
      if (empties) forget(empties);
      if (keep === undefined) return act(action, then);
      const all = read(form);
      const kept = Object.fromEntries(keep.split(" ").map((name) => [name, all[name] ?? []]));
      clear(form, kept);
      shown.clear(); // what Python draws by itself is chosen again, also if it drew the same before
      send(action, { fields: kept });
      focusOn(form.querySelector("h1"));
    } else if (["lesson", "source"].includes(kind) && form.elements.lesson && told !== "blocked") {
      event.preventDefault();
      thenFocus = kind === "lesson" ? "article h2" : `article [data-key="${CSS.escape(id)}"]`;
      form.elements.lesson.value = kind === "lesson" ? id : "sources"; // there also when said again later
      send("go");
    } else if (outside && !served()) {
      outside.target = "_blank"; // a click must not leave the notebook
    } else if (jump && focusOn(form.querySelector(jump.hash))) {
      event.preventDefault();
    }
  }

  // A file is read here and travels in the form; one that is too large is not read at all.
  async function openFile(field) {
    const [file] = field.files;
    if (!file) return;
    const { largest, tooLarge, unreadable } = field.dataset;
    const text = file.size > largest ? tooLarge : await file.text().catch(() => unreadable);
    field.value = ""; // so that the same file can be chosen again
    const region = field.closest("[data-region]");
    region.querySelector('[name="file"]')?.remove();
    const held = Object.assign(document.createElement("input"), { type: "hidden", name: "file", value: text });
    held.dataset.secret = "";
    region.append(held);
    shown.delete(region); // what Python draws of it takes its place, also if it drew the same before
    act("change", "[data-offer]");
  }

  // One area of the list is open at a time, unless all are; the form says which, for a reload.
  function openArea(name, pressed) {
    const area = form.querySelector(`[data-area="${CSS.escape(name)}"]`);
    const all = form.elements["open-all"]?.checked;
    if (pressed?.open) return void (pressed.open = false);
    const looked = [...form.querySelectorAll('input[name="open"]')];
    const areas = [...form.querySelectorAll("details.area")];
    const names = [...looked.map((one) => one.value), ...areas.filter((one) => one.open).map((one) => one.dataset.area)];
    for (const one of looked) one.remove();
    for (const value of new Set([...names.filter((one) => one !== name), name])) {
      const opened = Object.assign(document.createElement("input"), { type: "hidden", name: "open", value });
      form.querySelector('[data-region="intro"]').append(opened);
    }
    for (const one of areas) one.open = one === area || (all && one.open);
    focusOn(area.querySelector("summary"));
    send();
  }

  function openAll(all) {
    const last = [...form.querySelectorAll('input[name="open"]')].pop()?.value;
    const areas = [...form.querySelectorAll("details.area")];
    for (const [i, one] of areas.entries()) one.open = all || (last ? one.dataset.area === last : i === 0);
  }

  // What is entered stays; when Python has drawn, the focus goes to what it is about next.
  function act(action, then) {
    thenFocus = then;
    send(action);
  }

  function tell(state) {
    const line = form.querySelector("[data-link]");
    const words = line?.dataset[state] ?? "";
    if (line && line.textContent !== words) line.textContent = words;
    told = words && state;
    markOld();
    form.querySelector("[data-instead]")?.toggleAttribute("hidden", told !== "blocked");
  }

  // The light page says when its line to Python is lost; when there is one again, and asks for the
  // answers; and when Python has taken them: back. At first it may bring fields: what was kept
  // through a reload, or what a link asks for.
  function onLink({ state, fields }) {
    if (state === "back") return tell(told && "back");
    if (CUT.includes(state)) return tell(state);
    if (fields) fill(form, fields);
    if (fields) count(AFTER_RELOAD);
    const whole = state === "again";
    if (waitingFor !== null && !fields) send(doing, { whole });
    else if (fields || whole || touched(form)) send((whole && awaited) || "change", { whole });
  }

  function onCustom(content) {
    if (content.file) awaited = "";
    onFile(content);
  }

  // A page for a wall is driven by keys: each presses the button that names it. It says its form now and
  // then, so that it is not put away, and that it is told soon when nobody answers.
  const onPress = (event) => {
    const { key, ctrlKey, altKey, metaKey } = event;
    const button = !ctrlKey && !altKey && !metaKey && form.querySelector(`[data-press~="${CSS.escape(key)}"]`);
    if (!button || !served() || (key === "Enter" && event.target !== document.body)) return;
    event.preventDefault();
    button.click();
  };
  const awake = setInterval(() => {
    if (!served() || document.hidden || !form.querySelector("[data-awake]")) return;
    send();
    stayLit();
  }, AWAKE_EVERY);
  addEventListener("keydown", onPress);

  // Paper shows what is folded on the screen.
  const printed = []; // what is drawn meanwhile takes no mark of ours off them
  const onPrint = () => form.querySelectorAll(".fold:not([open])").forEach((one) => (printed.push(one), one.open = true));
  const onPrinted = () => printed.splice(0).forEach((one) => (one.open = false));
  addEventListener("beforeprint", onPrint);
  addEventListener("afterprint", onPrinted);

  // A press leaves the field before it, which sends what was typed there. The answer waits until the press is a click.
  function onPressed() {
    clearTimeout(pressed);
    pressed = setTimeout(release, PRESSED_FOR);
  }
  function release() {
    clearTimeout(pressed);
    pressed = 0;
    draw();
  }
  const onReleased = () => pressed && setTimeout(release);
  addEventListener("pointerup", onReleased);
  addEventListener("pointercancel", onReleased);

  const onSubmit = (event) => event.preventDefault();
  const events = { change: onChange, focusout: onChange, keyup: onKey, pointerdown: onPressed, click: onClick, submit: onSubmit };
  for (const [type, listener] of Object.entries(events)) form.addEventListener(type, listener);
  model.on("change", draw);
  model.on("link", onLink);
  model.on("msg:custom", onCustom);
  markOurs(form, own);
  draw();
  return () => {
    ids.free();
    for (const [type, listener] of Object.entries(events)) form.removeEventListener(type, listener);
    model.off("change", draw);
    model.off("link", onLink);
    model.off("msg:custom", onCustom);
    voice.dispose();
    clearTimeout(silent);
    clearTimeout(typing);
    clearTimeout(pressed);
    clearInterval(awake);
    removeEventListener("keydown", onPress);
    removeEventListener("pointerup", onReleased);
    removeEventListener("pointercancel", onReleased);
    removeEventListener("beforeprint", onPrint);
    removeEventListener("afterprint", onPrinted);
  };
}

// Whether the check-in and the lessons stand beside each other; a notebook holds one page alone.
const served = () => document.body.classList.contains("otkit-served");

function build(el, skeleton) {
  el.innerHTML = skeleton;
  return el.querySelector("form.otkit");
}

// The screen of a wall does not go dark, where the browser lets a page ask for that.
let lit = null;
async function stayLit() {
  if (lit && !lit.released) return;
  lit = await navigator.wakeLock?.request("screen").catch(() => null);
}

// Two views of one page stand in one document: from the second on each has ids of its own.
const views = new Map(); // what begins the ids of a page -> the numbers of its views

function ownIds(form) {
  const uid = form.dataset.uid;
  const taken = views.get(uid) ?? new Set();
  let number = 1;
  while (taken.has(number)) number += 1;
  views.set(uid, taken.add(number));
  return {
    in: (html) => (number === 1 || !uid ? html : html.replaceAll(uid, `${uid}-view${number}`)),
    free() {
      taken.delete(number);
      if (!taken.size) views.delete(uid);
    },
  };
}

// On a network that lets no websocket through: what the page has for readers without JavaScript.
function showList(form) {
  const list = form.querySelector("noscript[data-list]");
  if (!form.querySelector(".printed")) {
    const shown = Object.assign(document.createElement("div"), { className: "printed", innerHTML: list.textContent });
    list.after(shown);
  }
  focusOn(form.querySelector(".printed"));
}

// The same page in another language, drawn by the server before it is sent.
function goIn(language) {
  const asked = new URLSearchParams(location.search);
  asked.set("lang", language);
  location.search = asked;
}

// A file that Python made on the spot; it goes from memory to the person's downloads.
function onFile({ file }) {
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0));
  const href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  Object.assign(document.createElement("a"), { href, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

// Browsers give the clipboard to HTTPS pages only. A phone that came over the workshop's own network
// has the old way; where that fails too, the text stays selected, to be copied by hand.
async function copy(field, button) {
  const told = button.nextElementSibling;
  told.hidden = true; // said again when it is copied again
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus({ preventScroll: true });
    field.setSelectionRange(0, field.value.length); // iPhones select nothing by select() here
    if (!document.execCommand("copy")) return;
    button.focus({ preventScroll: true });
  }
  told.hidden = false;
}

// All fields by name: {"years": ["2"], "see:hands": ["on"], ...}.
function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) (fields[name] ??= []).push(value);
  for (const field of form.elements) if (half(field)) fields[field.name] = ["half-typed"];
  return fields;
}

// Empty at once, but for the fields that are kept, even while Python cannot be reached.
function clear(form, kept) {
  form.reset();
  for (const field of [...form.elements]) if (!(field.name in kept)) empty(field);
  fill(form, kept);
}

function empty(field) {
  for (const option of field.options ?? []) option.removeAttribute("selected");
  if (field.options) field.selectedIndex = 0;
  else if (field.type === "hidden") field.remove();
  else if (field.type === "date") field.value = "";
  else if (field.type === "checkbox") {
    field.removeAttribute("checked");
    field.checked = false;
  }
}

// Set fields by name. Those that Python has not drawn yet wait, hidden, where it will draw.
function fill(form, fields) {
  for (const [name, values] of Object.entries(fields)) {
    const controls = [...form.elements].filter((control) => control.name === name);
    const shown = controls.filter((control) => control.type !== "hidden");
    for (const control of shown) {
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else control.value = values[0];
    }
    const hold = shown.every((control) => control.type === "checkbox") ? values : []; // a choice or a text has all there is
    const waiting = hold.filter((value) => !shown.some((control) => control.value === value));
    for (const control of controls.filter((one) => !shown.includes(one))) {
      if (waiting.length) control.value = waiting.shift();
      else control.remove();
    }
    for (const value of waiting) {
      const further = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.querySelector('[data-region="intro"], [data-region="contents"]')?.append(further);
    }
  }
}

// The names of fields that stay in the form alone.
const secrets = (form) => ["now", ...[...form.querySelectorAll("[data-secret]")].map((field) => field.name)];

// The parent's day and time of day, which may not be the server's: 2026-01-31T15:04.
function localTime() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// A date with a part missing: the browser calls it empty, but somebody is typing in it.
const half = (field) => field.type === "date" && field.validity.badInput;

// Whether anything was set before this module was there.
function touched(form) {
  return [...form.elements].some((field) => field.options
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : (field.checked ?? false) !== (field.defaultChecked ?? false) || (field.type === "date" && field.value));
}

function focusOn(target) {
  if (!target) return false;
  for (let fold = target.parentElement?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!target.matches("a, button, input, select, summary, textarea")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  return true;
}

// What a person sets (a tick, a choice, typed text) lives in a property beside the attribute that
// Python drew. The property is touched only where the drawing itself changed, so nothing typed is lost.
const properties = { checked: "checked", selected: "selected", value: "value" };

// What is entered belongs to the name of a field and not to its element: browser extensions put elements
// between ours and around them, so that an element may have to be made anew.
const controls = (region) => [...region.querySelectorAll("input, select, textarea")].filter(({ type }) => !["hidden", "file"].includes(type));
const picks = (field) => ["checkbox", "radio"].includes(field.type);
const nameOf = (field) => `${field.name}=${picks(field) ? field.value : ""}`;
const enteredIn = (field) => (picks(field) ? field.checked : field.value);

function drawnIn(field) {
  if (picks(field)) return field.defaultChecked;
  return field.options ? [...field.options].findIndex((option) => option.defaultSelected) : field.defaultValue;
}

function enter(field, value) {
  if (picks(field)) field.checked = value;
  else if (!field.options || [...field.options].some((option) => option.value === value)) field.value = value;
}

function focusAgain(region, focused) {
  if (focused === document.activeElement) return;
  const again = region.contains(focused) ? focused : focused.name && controls(region).find((field) => nameOf(field) === nameOf(focused));
  again?.focus?.({ preventScroll: true });
}

function markOurs(region, own) {
  const walker = document.createTreeWalker(region);
  while (walker.nextNode()) own.add(walker.currentNode);
}

// What somebody else put into a region goes; what he put around ours goes, and ours stays.
function leaveOurs(region, own) {
  const walker = document.createTreeWalker(region);
  const others = [];
  while (walker.nextNode()) if (!own.has(walker.currentNode)) others.push(walker.currentNode);
  for (const one of others.reverse()) { // the innermost first
    if (one.childNodes.length) one.replaceWith(...one.childNodes);
    else one.remove();
  }
}

function morph(node, next) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== next.data) node.data = next.data;
    return;
  }
  for (const { name } of [...node.attributes]) {
    if (next.hasAttribute(name) || name === "open" || name === "tabindex") continue;
    node.removeAttribute(name);
    if (name in properties) node[name] = name === "value" ? "" : false;
  }
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) === value) continue;
    node.setAttribute(name, value);
    if (name in properties) node[name] = name === "value" ? value : true;
  }
  if (node.nodeName === "TEXTAREA" && node.defaultValue !== next.defaultValue) node.value = next.defaultValue;
  morphChildren(node, next);
}

function morphChildren(node, next) {
  let here = node.firstChild;
  for (const child of [...next.childNodes]) {
    const kept = alike(here, child) ? here : laterKeyed(here, child);
    if (!kept) {
      node.insertBefore(child, here);
    } else {
      if (kept === here) here = here.nextSibling;
      else node.insertBefore(kept, here);
      morph(kept, child);
    }
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

const keyOf = (node) => node.dataset?.key ?? "";

function alike(node, next) {
  return node && node.nodeName === next.nodeName && keyOf(node) === keyOf(next);
}

function laterKeyed(node, next) {
  if (!keyOf(next)) return null;
  for (let later = node; later; later = later.nextSibling) if (alike(later, next)) return later;
  return null;
}

// ---------------------------------------------------------------- read aloud

const UNREAD = "button, select, textarea, svg, noscript, .out-of-sight, .shown";
const READING = "otkit-reading"; // the name of the highlight, and of the attribute where there are none

// Reads a part of the page with a voice of the device itself: no text leaves it for that. Buttons
// that ask for it are shown where there is such a voice in the page's language.
function aloud(form) {
  const speech = window.speechSynthesis;
  let pressed = null; // the button of what is being read
  let marked = null;

  const voice = () => speech?.getVoices().find(({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === form.lang);

  function offer() {
    if (pressed && !pressed.isConnected) return stop();
    for (const button of form.querySelectorAll("[data-listen]")) {
      button.hidden = !voice();
      button.querySelector("span").textContent = button === pressed ? button.dataset.stop : button.dataset.listen;
    }
  }

  function stop() {
    if (!pressed) return;
    pressed = null;
    speech.cancel();
    mark(null);
    offer();
  }

  function onClick(button) {
    if (!button) return false;
    const again = button === pressed;
    stop();
    if (again) return true;
    pressed = button;
    speak(sentences(button.closest("article, section, fieldset"), form.lang), button);
    offer();
    return true;
  }

  function speak([first, ...others], button) {
    if (button !== pressed) return; // stopped, or another part was asked for
    if (!first) return stop();
    const spoken = new SpeechSynthesisUtterance(first.toString().replace(/\s+/g, " "));
    spoken.voice = voice() ?? null;
    spoken.lang = spoken.voice?.lang ?? form.lang;
    spoken.onend = () => speak(others, button);
    spoken.onerror = () => button === pressed && stop();
    mark(first);
    speech.speak(spoken);
  }

  // A highlight leaves the document as it is; where a browser has none, the whole block is marked.
  function mark(range) {
    marked?.removeAttribute(`data-${READING}`);
    marked = range && blockOf(range.startContainer.parentElement);
    const draws = typeof Highlight === "function" && CSS.highlights;
    if (!draws) marked?.setAttribute(`data-${READING}`, "");
    else if (range) CSS.highlights.set(READING, new Highlight(range));
    else CSS.highlights.delete(READING);
    marked?.scrollIntoView({ block: "nearest" });
  }

  const onHide = () => document.hidden && stop();
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", onHide);
  speech?.addEventListener?.("voiceschanged", offer); // some browsers find their voices late
  return {
    offer, stop, onClick,
    drawn: (region) => region.contains(pressed) && stop(),
    dispose() {
      stop();
      removeEventListener("pagehide", stop);
      document.removeEventListener("visibilitychange", onHide);
      speech?.removeEventListener?.("voiceschanged", offer);
    },
  };
}

// The sentences that a person sees in `part`, in order, each as a range.
function sentences(part, language) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const blocks = new Map();
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (!node.data.trim() || node.parentElement.closest(UNREAD) || !isShown(node.parentElement)) continue;
    const block = blockOf(node.parentElement);
    blocks.set(block, [...(blocks.get(block) ?? []), node]);
  }
  return [...blocks.values()].flatMap((nodes) => ranges(nodes, language));
}

function ranges(nodes, language) {
  return split(nodes.map((node) => node.data).join(""), language).map(([start, sentence]) => {
    const range = document.createRange();
    const from = start + sentence.search(/\S/);
    range.setStart(...place(nodes, from));
    range.setEnd(...place(nodes, from + sentence.trim().length));
    return range;
  });
}

// The node, and the place in it, of a character of all nodes together.
function place(nodes, at) {
  for (const node of nodes) {
    if (at <= node.length) return [node, at];
    at -= node.length;
  }
  throw new RangeError("behind the text");
}

function split(text, language) {
  const parts = Intl.Segmenter
    ? [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)].map(({ index, segment }) => [index, segment])
    : [...text.matchAll(/[^.!?]+[.!?]*\s*/g)].map(({ index, 0: sentence }) => [index, sentence]);
  return parts.filter(([, sentence]) => /[\p{L}\p{N}]/u.test(sentence));
}

const isShown = (node) => node.checkVisibility?.() ?? node.getClientRects().length > 0;
const blockOf = (node) => (getComputedStyle(node).display.startsWith("inline") ? blockOf(node.parentElement) : node);
