// A page that Python draws (otkit/widgets/page.py). This module only sends what people do up to
// Python and patches what Python draws into the document; it holds no word and no rule.
// It is an anywidget front-end module (https://anywidget.dev/en/afm/), so JupyterLab, Notebook,
// VS Code and the light Voilà page (host.js) all run it as it is.

export default { render };

const ACTIONS = { notes: {}, fhir: {}, text: { show: ["text"] } }; // what Python is asked to make

function render({ model, el }) {
  const form = el.querySelector("form.otkit") ?? build(el, model.get("skeleton"));
  const shown = new Map();
  let waitingFor = null;
  let doing = "change"; // said again when it could not be sent
  let awaited = ""; // the file that was asked for and has not come
  let turn = 0; // each message has a later one than those before, also after a reload
  let thenFocus = "";
  let told = ""; // what the line about the connection says: "lost", "full", "back", "failed"

  function draw() {
    // An answer to an older message would undo what was ticked since: the newest one is on its way.
    if (waitingFor !== null && model.get("seen") !== waitingFor) return;
    waitingFor = null;
    for (const region of form.querySelectorAll("[data-region]")) {
      const html = model.get(`region_${region.dataset.region}`);
      if (html === undefined || html === shown.get(region)) continue;
      shown.set(region, html);
      const next = region.cloneNode(false);
      next.innerHTML = html;
      if (!served()) for (const link of next.querySelectorAll('[data-go^="checkin:"]')) link.replaceWith(...link.childNodes);
      morph(region, next);
    }
    form.lang = model.get("language") ?? form.lang;
    if (told) tell(told); // the line may just have been drawn anew
    if (navigator.share) form.querySelector('[data-action="share"]')?.removeAttribute("hidden");
    if (thenFocus && focusOn(form.querySelector(thenFocus))) thenFocus = "";
    if (model.get("seen")) model.keep?.({ fields: read(form), secret: secrets(form) }); // for a reload
  }

  // `whole` asks for every region: what was drawn while the line was down has never come.
  function send(action = "change", { fields = read(form), whole = false } = {}) {
    turn = Math.max(Date.now(), turn + 1);
    waitingFor = `${turn}`;
    doing = action;
    model.send({ action, fields, secret: secrets(form), seen: waitingFor, whole });
  }

  function onChange({ type, target }) {
    // A date is typed digit by digit: wait until it is one, or until the field is left.
    const typing = target.type === "date" && type === "change" && !target.validity.valid;
    const left = target.type === "date" && type === "focusout" && (target.value || half(target));
    if (type === "change" ? typing : !left) return;
    if (told === "back") tell("");
    awaited = "";
    send();
  }

  function onClick(event) {
    const button = event.target.closest("[data-action]");
    const [kind, id] = event.target.closest("[data-go]")?.dataset.go.split(":") ?? [];
    const jump = event.target.closest('a[href^="#"]'); // in this form: there may be a second view
    const outside = event.target.closest('a[rel~="external"]');
    if (button) {
      const { action, keep, then = "" } = button.dataset;
      const text = form.querySelector("textarea")?.value;
      if (action === "print") return window.print();
      if (action === "copy") return copy(form.querySelector("textarea"), button);
      if (action === "share") return navigator.share({ text }).catch(() => {});
      awaited = action in ACTIONS && !ACTIONS[action].show ? action : "";
      if (action in ACTIONS) return send(action, { fields: { ...read(form), ...ACTIONS[action] } });
      if (keep === undefined) return act(action, then);
      const all = read(form);
      clear(form);
      send(action, { fields: Object.fromEntries(keep.split(" ").map((name) => [name, all[name] ?? []])) });
      focusOn(form.querySelector("h1"));
    } else if (["lesson", "source"].includes(kind) && form.elements.lesson) {
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
  }

  // The light page says when its line to Python is lost; when there is one again, and asks for the
  // answers; and when Python has taken them: back. At first it may bring fields: what was kept
  // through a reload, or what a link asks for.
  function onLink({ state, fields }) {
    if (state === "back") return tell(told && "back");
    if (["lost", "full", "failed"].includes(state)) return tell(state);
    if (fields) fill(form, fields);
    const whole = state === "again";
    if (waitingFor !== null && !fields) send(doing, { whole });
    else if (fields || whole || touched(form)) send((whole && awaited) || "change", { whole });
  }

  function onCustom(content) {
    if (content.file) awaited = "";
    onFile(content);
  }

  const onSubmit = (event) => event.preventDefault();
  const events = { change: onChange, focusout: onChange, click: onClick, submit: onSubmit };
  for (const [type, listener] of Object.entries(events)) form.addEventListener(type, listener);
  model.on("change", draw);
  model.on("link", onLink);
  model.on("msg:custom", onCustom);
  draw();
  return () => {
    for (const [type, listener] of Object.entries(events)) form.removeEventListener(type, listener);
    model.off("change", draw);
    model.off("link", onLink);
    model.off("msg:custom", onCustom);
  };
}

// Whether the check-in and the lessons stand beside each other; a notebook holds one page alone.
const served = () => document.body.classList.contains("otkit-served");

function build(el, skeleton) {
  el.innerHTML = skeleton;
  return el.querySelector("form.otkit");
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

// Empty at once, even while Python cannot be reached.
function clear(form) {
  form.reset();
  for (const field of [...form.elements]) {
    if (field.type === "hidden") field.remove();
    else if (field.type === "checkbox") field.checked = false;
    else if (field.options) field.selectedIndex = 0;
  }
}

// Set fields by name. Those that Python has not drawn yet wait, hidden, where it will draw.
function fill(form, fields) {
  for (const [name, values] of Object.entries(fields)) {
    const controls = [...form.elements].filter((control) => control.name === name);
    for (const control of controls) {
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else control.value = values[0];
    }
    if (controls.length) continue;
    for (const value of values) {
      const waiting = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.querySelector('[data-region="intro"], [data-region="contents"]')?.append(waiting);
    }
  }
}

// The names of fields that stay in the form alone.
const secrets = (form) => [...form.querySelectorAll("[data-secret]")].map((field) => field.name);

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
  if (!target.matches("a, button, input, select")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  return true;
}

// What a person sets (a tick, a choice, typed text) lives in a property beside the attribute that
// Python drew. The property is touched only where the drawing itself changed, so nothing typed is lost.
const properties = { checked: "checked", selected: "selected", value: "value" };

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
