"""The lessons page as state and as HTML; its behaviour in a browser is in tests/browser."""

import re
from html import unescape

import pytest
from markupsafe import escape

from otkit.kit.lessons import load_lessons
from otkit.kit.lessons.links import INTERNAL
from otkit.scoring.countries import contacts_of
from otkit.scoring.guidance import at_level
from otkit.widgets import Learn
from otkit.widgets.learn import CHECK_IN_AT
from tests.kit import TABLES

KIT = {(lesson.lesson_id, lesson.language): lesson for lesson in load_lessons()}
LESSONS = sorted({lesson_id for lesson_id, _ in KIT})


@pytest.fixture
def learn():
    return Learn()


def receive(page: Learn, **fields: list[str]) -> None:
    page.handle({"action": "go", "fields": fields, "seen": "x"})


def test_it_opens_with_the_first_lesson(learn):
    assert learn.current().order == 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_its_own_address_and_title(lesson, language):
    page = Learn(lesson=lesson, language=language)
    assert page.address == f"?lesson={lesson}&lang={language}"
    assert page.title.startswith(page.current().title)
    assert f">{page.current().title}</h2>" in page.html()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_link_of_a_lesson_leads_where_it_says(lesson, language):
    links = [link for link in KIT[lesson, language].links if link.kind != "figure"]
    inside = [link for link in links if link.kind in INTERNAL]
    article = Learn(lesson=lesson, language=language).region_lesson
    drawn = re.findall(r'<a [^>]*data-go="([^"]+)"', article)
    assert drawn == [f"{link.kind}:{link.target}" for link in inside]
    outside = re.findall(r'<a [^>]*href="(https:[^"]+)"', article)
    assert {link.target for link in links if link.kind == "https"} <= set(map(unescape, outside))
    for link in inside:
        (a,) = set(re.findall(rf'<a [^>]*data-go="{link.kind}:{link.target}"[^>]*>', article))
        if link.kind == "checkin":
            assert f'href="./?years={CHECK_IN_AT[link.target]}&amp;lang={language}"' in a
            continue
        target = link.target if link.kind == "lesson" else "sources"
        assert f'href="?lesson={target}&amp;lang={language}"' in a
        assert (target, language) in KIT
        if link.kind == "source":
            sources = Learn(lesson="sources", language=language).region_lesson
            assert f'<li data-key="{link.target}"' in sources


def test_lesson_and_language_change_in_one_step_of_history(learn):
    met = []
    learn.observe(lambda change: met.append(change.new), "address")
    receive(learn, lesson=["first-visit"], language=["es"])
    assert met == ["?lesson=first-visit&lang=es"]


def test_an_unknown_lesson_is_the_first(learn):
    receive(learn, lesson=["<script>"])
    assert learn.current().order == 1
    assert "<script" not in learn.html()


def test_next_and_back_lead_through_all_lessons(learn):
    met = []
    while True:
        met.append(learn.current().lesson_id)
        further = re.search(r'data-go="lesson:([a-z-]+)" rel="next"', learn.html())
        if not further:
            break
        learn.lesson = further[1]
    assert sorted(met) == LESSONS
    assert 'rel="prev"' in learn.html()


def test_lessons_that_were_read_are_marked_in_this_tab_only(learn):
    first = learn.current()
    receive(learn, lesson=["first-visit"], read=[first.lesson_id, "nonsense"])
    assert f'name="read" value="{first.lesson_id}"' in learn.html()
    assert "nonsense" not in learn.html()
    assert "Lesson 8 of 15" in learn.html()


def test_the_activity_answers_at_once_and_says_why(learn):
    item = learn.tables.rows("ot_or_pt")[0]
    wrong = "ot" if item["answer"] == "pt" else "pt"
    receive(learn, lesson=["ot-or-pt"])
    assert item["why_en"] not in learn.html()
    for pick, word in ((item["answer"], "Yes."), (wrong, "The best fit is:")):
        receive(learn, lesson=["ot-or-pt"], **{f"pick:{item['item_id']}": [pick]})
        assert word in learn.html()
        assert item["why_en"] in learn.html()


def test_whom_to_call_follows_the_place(learn):
    receive(learn, lesson=["who-to-call"], country=["any"])
    assert "We have no list for your country." in learn.html()
    assert contacts_of(learn.tables, "US")[1]["name_en"] not in learn.html()


def test_tips_follow_the_age_group(learn):
    receive(learn, lesson=["try-and-note"], group=["preschool"])
    tips = [row for row in learn.tables.rows("tips") if row["age_group_id"] == "preschool"]
    shown = learn.html().replace("&#39;", "'")
    assert tips
    assert all(tip["text_en"] in shown for tip in tips)


def test_every_level_says_what_to_do(tables):
    levels = at_level(tables)
    assert levels[0].level == "act-now"
    assert len(levels) == 6
    assert all(level.steps for level in levels)


@pytest.mark.parametrize(
    ("figure", "lesson"),
    [("journey", "first-visit"), ("areas", "what-is-ot"), ("tools", "whom-ot-helps")],
)
def test_every_picture_has_a_caption_and_words_for_what_it_shows(figure, lesson):
    html = Learn(lesson=lesson).html()
    found = re.search(rf'<figure data-figure="{figure}">(.*?)</figure>', html, re.DOTALL)
    assert "<svg" in found[1]
    assert re.search(r'class="caption">[^<]+<', found[1])
    assert re.search(r'class="in-words">[^<]+<', found[1])


DRAWN = [
    ("toddler", "toddler-self-care-last-step", 2),
    ("preschool", "preschool-self-care-coat", 3),
]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("group", ["infant", "toddler", "preschool"])
def test_a_tip_shows_its_drawing_with_its_words(learn, language, group):
    receive(learn, lesson=["try-and-note"], group=[group], language=[language])
    alternatives = {row["picture_id"]: row[f"alt_{language}"] for row in TABLES.rows("pictures")}
    drawn = [row for row in TABLES.rows("tips") if row["age_group_id"] == group and row["picture"]]
    assert drawn
    for tip in drawn:
        own = re.search(rf'<li data-key="{tip["tip_id"]}">.*?</li>', learn.html(), re.DOTALL)[0]
        alt = escape(alternatives[tip["picture"]])
        assert re.findall(r'<img class="shown"[^>]* alt="([^"]*)"', own) == [alt]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("group", "tip", "steps"), DRAWN)
def test_a_tip_with_drawings_has_its_steps_in_words_too(learn, language, group, tip, steps):
    receive(learn, lesson=["try-and-note"], group=[group], language=[language])
    drawn = re.search(rf'<li data-key="{tip}">.*?<figure>(.*?)</figure>', learn.html(), re.DOTALL)
    assert len(re.findall(r"</svg><span>[^<]+</span>", drawn[1])) == steps
    assert re.search(r'class="caption">[^<]+<', drawn[1])
