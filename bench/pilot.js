// What a visitor does, from inside the page: pick the age as soon as its control is there, tick the
// behaviour as soon as it is listed, and note when the result has changed. The same for every peer.
((story, controls) => {
  const LOOK_EVERY = 10; // ms
  const TRY_AGAIN = 10000; // ms; a person who sees nothing happen chooses again
  const TICK_PATIENCE = 10000;
  const pilot = { usable: null, picked: null, ticked: null, repeats: 0, ticks };
  let arrived;
  pilot.done = new Promise((resolve) => (arrived = resolve));
  pilot.paint = new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const [first] = list.getEntriesByName("first-contentful-paint");
      if (first) resolve(first.startTime);
    });
    observer.observe({ type: "paint", buffered: true });
  });
  window.pilot = pilot;

  const find = (name) => document.querySelector(controls[name]);
  const told = (headline) => find("result")?.textContent.includes(headline) ?? false;

  const names = (option) => option.textContent.trim().startsWith(story.years);

  function choose(select, option) {
    select.value = option.value;
    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
  }

  function pickYears(again) {
    const control = find("years");
    if (control.tagName === "SELECT") {
      if (again) choose(control, control.options[0]);
      choose(control, [...control.options].find(names));
      const months = controls.months && find("months"); // where these are to be chosen too
      if (months) choose(months, [...months.options].find(({ value }) => value === "0"));
      return;
    }
    // A list drawn by script opens by the arrow key; then take the option when it is there.
    const press = { key: "ArrowDown", code: "ArrowDown", bubbles: true, cancelable: true };
    control.focus();
    control.dispatchEvent(new KeyboardEvent("keydown", press));
    const take = (left) => {
      const option = [...document.querySelectorAll('[role="option"]')].find(names);
      if (option) option.click();
      else if (left) setTimeout(take, LOOK_EVERY, left - 1);
    };
    take(50);
  }

  function look() {
    const now = performance.now();
    if (pilot.picked === null || (pilot.ticked === null && now - pilot.lastPick > TRY_AGAIN)) {
      if (find("years")) {
        pickYears(pilot.picked !== null);
        if (pilot.picked === null) pilot.picked = now;
        else pilot.repeats += 1;
        pilot.lastPick = now;
      }
    }
    if (pilot.ticked === null && find("tick") && told(story.before)) {
      pilot.ticked = performance.now();
      find("tick").click();
    }
    if (pilot.ticked === null || !told(story.after)) return setTimeout(look, LOOK_EVERY);
    pilot.usable = performance.now();
    arrived();
  }

  function oneTick() {
    const box = find("tick");
    const headline = box.checked ? story.before : story.after;
    return new Promise((resolve) => {
      const done = (value) => {
        observer.disconnect();
        clearTimeout(timer);
        resolve(value);
      };
      const observer = new MutationObserver(() => told(headline) && done(performance.now() - start));
      const timer = setTimeout(() => done(null), TICK_PATIENCE);
      observer.observe(document, { subtree: true, childList: true, characterData: true });
      const start = performance.now();
      box.click();
    });
  }

  // Untick and tick again, `many` times in all; ms from each click to the changed result.
  async function ticks(many) {
    const taken = [];
    for (let turn = 0; turn < many; turn += 1) {
      taken.push(await oneTick());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return taken;
  }

  if (document.readyState === "loading") setTimeout(look, 0);
  else look();
})(STORY, CONTROLS);
