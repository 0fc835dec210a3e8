"""What a person entered stays, whatever other people's code does to the page around it."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from otkit.kit.tables import Tables
from otkit.widgets import CheckIn

from .bridge import bridge
from .parent import Visit

MUTATE = """(seed) => {
    let state = seed;
    const random = (n) => (state = (state * 48271) % 2147483647) % n;
    const form = document.querySelector("form.otkit");
    const pick = (nodes) => nodes[random(nodes.length)];
    const field = () => pick([...form.querySelectorAll("input, select")]);
    const own = ":not(form, [data-region], option, summary, [data-foreign])";
    const elements = () => [...form.querySelectorAll("[data-region] *" + own)];
    const texts = () => {
        const walker = document.createTreeWalker(form, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) found.push(walker.currentNode);
        return found.filter((text) => text.data.trim());
    };
    const make = (name) => {
        const made = document.createElement(name);
        made.dataset.foreign = "";
        return made;
    };
    const wrap = (node, made) => {
        node.replaceWith(made);
        made.append(node);
    };
    const kinds = [
        function around() { wrap(pick(elements()), make(pick(["span", "div", "font"]))); },
        function aroundField() { wrap(field(), make("span")); },
        function before() { pick(elements()).before(make(pick(["div", "style", "input"]))); },
        function after() { field().after(make("button")); },
        function inside() { pick(elements()).prepend(make("span"), "…"); },
        function translate() { for (const text of texts()) wrap(text, make("font")); },
        function split() { const text = pick(texts()); text.splitText(text.data.length >> 1); },
        function attributes() {
            const one = pick(elements());
            one.setAttribute("data-darkreader-inline-color", "");
            one.style.setProperty("--darkreader-inline-color", "#eee");
            one.classList.add("translated");
        },
        function takeAway() { form.querySelector("[data-foreign]:empty")?.remove(); },
    ];
    const kind = pick(kinds);
    kind();
    return kind.name;
}"""
READ = """() => {
    const fields = {};
    for (const [name, value] of new FormData(document.querySelector("form.otkit")))
        if (/^(birth|weeks|see:|how:)/.test(name)) fields[name] = value;
    return fields;
}"""
SET = """([name, value]) => {
    const { elements } = document.querySelector("form.otkit");
    const all = [...elements].filter((one) => one.name === name);
    const alone = ({ type }) => !["radio", "hidden"].includes(type);
    const one = all.find(alone) ?? all.find((one) => one.value === value);
    if (["checkbox", "radio"].includes(one.type)) return one.click();
    one.value = value;
    one.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def test_what_was_entered_stays_under_any_mutation(visit: Visit, tables: Tables) -> None:
    page = CheckIn(tables)
    tab = visit(go=False)
    bridge(tab, page)
    chance = random.Random(27)
    birth = date.today() - timedelta(days=430)
    tab.evaluate(SET, ["age-by", "birth"])
    expect(tab.locator("[name=birth]")).to_be_visible()
    entered: dict[str, Any] = {"birth": str(birth), "weeks": "4"}
    tab.evaluate(SET, ["weeks", "4"])
    tab.evaluate(SET, ["birth", str(birth)])
    expect(tab.locator('[name^="see:"]').first).to_be_attached()
    done = []
    for _ in range(60):
        done += [tab.evaluate(MUTATE, chance.randrange(1, 2**31 - 1)) for _ in range(3)]
        name, value = _choose(chance, page, entered)
        done.append(f"{name}={value}")
        before = tab.evaluate("answers")
        tab.evaluate(SET, [name, value])
        tab.wait_for_function("(before) => answers > before", arg=before)
        assert _read(tab) == entered, done[-4:]
        assert {key for key in page.answers if f"see:{key}" in entered} == {
            key.removeprefix("see:") for key in entered if key.startswith("see:")
        }
        assert (page.months, page.weeks_early) == (14, 4)


def _choose(chance: random.Random, page: CheckIn, entered: dict[str, Any]) -> tuple[str, str]:
    """Something that a person enters next, noted in `entered`."""
    asked = re.findall(r'type="checkbox" name="(see:[^"]+)"', page.html())
    how = [
        f"how:{name[4:]}"
        for name in asked
        if name in entered and f'"how:{name[4:]}"' in page.html()
    ]
    kind = chance.choice(["language", "see", "see", "how"])
    if kind == "language":
        return "language", "es" if page.language == "en" else "en"
    if kind == "how" and how:
        name = chance.choice(how)
        offered = re.findall(rf'name="{name}" value="([^"]+)"', page.html())
        value = chance.choice([one for one in offered if one != entered.get(name)])
    else:
        name, value = chance.choice(asked), "on"
        if name in entered:
            entered.pop(f"how:{name[4:]}", None)
            del entered[name]
            return name, value
    entered[name] = value
    return name, value


def _read(tab: Any) -> dict[str, str]:
    return dict(tab.evaluate(READ))


LIKE_AN_EXTENSION = """() => {
    const put = () => {
        for (const field of document.querySelectorAll("form.otkit :is(input[type=date], select)")) {
            if (field.nextSibling?.className === "icon") continue;
            field.after(Object.assign(document.createElement("span"), { className: "icon" }));
        }
    };
    put();
    new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
}"""


def test_an_icon_after_each_field_empties_no_birth_date(visit: Visit, tables: Tables) -> None:
    page = CheckIn(tables)
    tab = visit(go=False)
    bridge(tab, page)
    tab.evaluate(LIKE_AN_EXTENSION)
    birth = str(date.today() - timedelta(days=430))
    tab.locator("label:has([name=age-by][value=birth])").click()
    tab.fill("[name=birth]", birth)
    tab.select_option("[name=weeks]", "5")
    expect(tab.locator('[name^="see:"]').first).to_be_attached()
    tab.get_by_text("Español").click()
    expect(tab.locator("form.otkit")).to_have_attribute("lang", "es")
    assert tab.input_value("[name=birth]") == birth
    assert (page.months, page.weeks_early) == (14, 5)


def test_two_views_have_own_ids_and_one_leaves_nothing(visit: Visit, tables: Tables) -> None:
    page = CheckIn(tables, months=27)
    tab = visit(go=False)
    bridge(tab, page)
    alone = tab.evaluate("listening()")
    tab.evaluate("show()")
    ids = tab.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids)) > 10
    first, second = (tab.locator("form.otkit").nth(number) for number in (0, 1))
    for view in (second, first):
        box = view.locator('[type=checkbox][name^="see:"]').first
        box.evaluate("one => one.click()")
        expect(second.locator('[type=checkbox][name^="see:"]').first).to_be_checked(
            checked=view is second
        )
    named = ["aria-describedby", "aria-labelledby", "aria-controls"]
    missing = second.evaluate(
        """(form, named) => named.flatMap((name) => [...form.querySelectorAll(`[${name}]`)]
            .flatMap((one) => one.getAttribute(name).split(" ")))
            .filter((id) => !form.querySelector(`#${CSS.escape(id)}`))""",
        named,
    )
    assert missing == []
    tab.evaluate("leave(1)")
    assert tab.evaluate("listening()") == alone
    tab.evaluate("show()")
    again = tab.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert sorted(again) == sorted(ids)


@pytest.mark.parametrize("width", [320, 360])
def test_text_twice_as_large_is_no_wider_than_the_screen(
    visit: Visit, tables: Tables, width: int
) -> None:
    tab = visit(go=False, screen={"width": width, "height": 700})
    bridge(tab, CheckIn(tables, months=27, answers={"lost-skill": True}))
    tab.add_style_tag(content="html { font-size: 200% }")
    wide = tab.evaluate(
        """() => [...document.querySelectorAll("form.otkit *")].filter((one) =>
            one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
            && !one.closest(".out-of-sight")).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
