"""What the lessons hold, and that nothing but it reaches a page."""

import re
from html import unescape
from pathlib import Path

import pytest

from otkit.errors import TableError
from otkit.front.drawing import TEMPLATES
from otkit.kit.conditions import HEALTH
from otkit.kit.lessons import Lesson, check_lessons, load_lessons
from otkit.kit.lessons.figures import ABOVE, DRAWING, FIGURES, TILES, drawings_of, rows_of
from otkit.kit.lessons.markdown import ALLOWED, to_html
from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.pictures import pictures
from otkit.kit.wording import Words
from otkit.widgets import Learn
from tests.kit import TABLES

LESSONS = load_lessons()


def name_of(lesson: Lesson) -> str:
    return f"{lesson.lesson_id}.{lesson.language}"


each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=name_of)

SUBJECTS = [
    ("en", "what-is-ot", ["Occupational therapy", "Moving", "Thinking", "Language", "Senses"]),
    ("en", "what-is-ot", ["Life skills", "Feelings", "Taking part"]),
    (
        "en",
        "whom-ot-helps",
        ["learns like most others", "delay", "disability", "injury", "illness"],
    ),
    ("en", "whom-ot-helps", ["adaptive equipment", "the senses"]),
    (
        "en",
        "six-benefits",
        ["hands and fingers", "Eyes and hands", "day at school", "writing, cutting"],
    ),
    (
        "en",
        "six-benefits",
        ["More confidence", "Skills for life", "People and feelings", "drawing"],
    ),
    ("en", "when-to-ask", ["referral", "Babies", "Toddlers", "Preschool", "special education"]),
    (
        "en",
        "what-to-do-now",
        ["Call the doctor today", "Call the doctor this week", "Try, watch and note"],
    ),
    ("en", "what-to-do-now", ["Watch for it, then ask", "Nothing marked"]),
    ("en", "who-to-call", ["early intervention", "public elementary school", "Outside the US"]),
    ("en", "who-to-call", ["You can say", "1-800-232-4636"]),
    (
        "en",
        "doctor-and-ot",
        ["pediatrician", "referral", "prescription", "Goals that you help to set"],
    ),
    ("en", "doctor-and-ot", ["early intervention", "school", "places in your town"]),
    ("en", "doctor-and-ot", ["in most states", "Pennsylvania"]),
    ("en", "first-visit", ["referral", "evaluation", "watches", "asks", "bring"]),
    ("en", "first-visit", ["The doctor's door", "Your own door"]),
    ("en", "the-plan", ["plan", "How often", "Practice at home"]),
    ("en", "ot-or-pt", ["Physical therapy", "Habilitation", "Rehabilitation"]),
    ("en", "try-and-note", ["Try one thing", "Write it down", "ask the doctor", "ask the OT"]),
    (
        "en",
        "what-we-know",
        ["What we do not know", "Where experts differ", "the foot of each page says who has"],
    ),
    (
        "en",
        "while-you-wait",
        ["nobody calls back", "45 days", "60 days", "nurse line", "telehealth"],
    ),
    ("en", "cost-and-rights", ["cost", "interpreter", "Immigration status", "answer is no"]),
    ("en", "cost-and-rights", ["in writing", "the reasons", "no such rule for early intervention"]),
    ("en", "sources", ["main sources"]),
    ("es", "what-is-ot", ["La terapia ocupacional", "Moverse", "Pensar", "Lenguaje", "Sentidos"]),
    ("es", "what-is-ot", ["Vida diaria", "Emociones", "Participar"]),
    ("es", "whom-ot-helps", ["aprenden como la mayoría", "retraso", "discapacidad", "lesión"]),
    ("es", "whom-ot-helps", ["enfermedad", "equipo adaptado"]),
    (
        "es",
        "six-benefits",
        ["Manos y dedos", "Ojos y manos", "día en la escuela", "escribir, cortar"],
    ),
    ("es", "six-benefits", ["confianza", "Habilidades para la vida", "Los demás y las emociones"]),
    ("es", "when-to-ask", ["derivación", "Bebés", "Niños pequeños", "Preescolares"]),
    ("es", "when-to-ask", ["educación especial"]),
    ("es", "what-to-do-now", ["Llame hoy", "Llame esta semana", "observe y anote"]),
    ("es", "what-to-do-now", ["Observe y luego pregunte", "Nada marcado"]),
    (
        "es",
        "who-to-call",
        ["intervención temprana", "escuela primaria pública", "Fuera de los Est"],
    ),
    ("es", "who-to-call", ["Puede decir", "1-800-232-4636"]),
    ("es", "doctor-and-ot", ["pediatra", "derivación", "orden médica", "Metas que usted ayuda"]),
    ("es", "doctor-and-ot", ["intervención temprana", "escuela", "lugares de su comunidad"]),
    ("es", "doctor-and-ot", ["la mayoría de los estados", "Pensilvania"]),
    ("es", "first-visit", ["derivación", "evaluación", "mira", "pregunta", "llevar"]),
    ("es", "first-visit", ["La puerta de su pediatra", "Su propia puerta"]),
    ("es", "the-plan", ["plan", "Cada cuánto", "práctica en casa"]),
    ("es", "ot-or-pt", ["Terapia física", "Habilitación", "Rehabilitación"]),
    ("es", "try-and-note", ["Pruebe una cosa", "Anótelo", "su pediatra", "la terapia"]),
    ("es", "what-we-know", ["edad fija", "no coinciden", "al pie de cada página"]),
    ("es", "while-you-wait", ["nadie le llama", "45 días", "60 días", "enfermería", "video"]),
    ("es", "cost-and-rights", ["cuesta", "intérprete", "Situación migratoria", "dicen que no"]),
    ("es", "cost-and-rights", ["por escrito", "los motivos", "No hallamos una regla así"]),
    ("es", "sources", ["fuentes principales"]),
]


@pytest.mark.parametrize(("language", "lesson_id", "words"), SUBJECTS)
def test_every_subject_is_taught(language: str, lesson_id: str, words: list[str]) -> None:
    lesson = next(one for one in LESSONS if (one.lesson_id, one.language) == (lesson_id, language))
    said = re.sub(r"<[^>]+>", "", lesson.html).lower()
    assert [word for word in words if word.lower() not in said] == []


def test_the_same_subjects_are_walked_in_each_language() -> None:
    walked = {one: [row[1] for row in SUBJECTS if row[0] == one] for one in ("en", "es")}
    assert set(walked["en"]) == set(walked["es"]) == {one.lesson_id for one in LESSONS}


SUBJECTS_SHOWN = {
    "when-to-ask": ("emergency",),
    "what-to-do-now": ("emergency",),
    "who-to-call": ("emergency", "contacts"),
    "first-visit": ("questions",),
    "ot-or-pt": ("ot_or_pt",),
    "try-and-note": ("emergency", "tips", "questions"),
    "sources": ("sources",),
}


@each_lesson
def test_a_lesson_shows_the_rows_it_speaks_of(lesson: Lesson) -> None:
    assert lesson.shows == SUBJECTS_SHOWN.get(lesson.lesson_id, ())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_signs_of_each_age_lead_to_the_check_in_of_that_age(language: str) -> None:
    lesson = next(o for o in LESSONS if (o.lesson_id, o.language) == ("when-to-ask", language))
    assert [link.target for link in lesson.links if link.kind == "checkin"] == [
        "infant",
        "toddler",
        "preschool",
    ]
    ages = [part for part in lesson.html.split("<h3>") if "checkin:" in part]
    signs = [part.count("<li>") for part in ages]
    assert signs == [5, 5, 4]


@each_lesson
def test_a_lesson_ends_in_a_summary(lesson: Lesson) -> None:
    opening = {"en": "In short:", "es": "En pocas palabras:"}[lesson.language]
    assert lesson.html.count(f"<p><strong>{opening}</strong> ") == 1


LONGEST_MESSAGE = 15
"""Words of the sentence that a lesson opens with."""


@each_lesson
def test_a_lesson_opens_with_one_bold_message_and_one_act(lesson: Lesson) -> None:
    act = {"en": "Do this:", "es": "Haga esto:"}[lesson.language]
    opening = re.match(
        rf"<p><strong>([^<]+)</strong></p>\n<p><strong>{act}</strong> \S", lesson.html
    )
    assert opening is not None
    assert len(opening[1].split()) <= LONGEST_MESSAGE
    assert lesson.html.count(f"<strong>{act}</strong>") == 1


@each_lesson
def test_a_lesson_ends_with_one_act(lesson: Lesson) -> None:
    act = {"en": "Your next step:", "es": "Su próximo paso:"}[lesson.language]
    last = lesson.html.rstrip().rsplit("\n", 1)[-1]
    assert last.startswith(f"<p><strong>{act}</strong> ")
    assert lesson.html.count(f"<strong>{act}</strong>") == 1


@each_lesson
def test_a_lesson_gives_steps_or_points(lesson: Lesson) -> None:
    assert re.search("<(ol|ul)>", lesson.html) or lesson.lesson_id == "six-benefits"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_picture_is_used(language: str) -> None:
    shown = [figure for one in LESSONS if one.language == language for figure in one.figures]
    assert sorted(shown) == sorted(FIGURES)


@each_lesson
def test_a_lesson_has_a_picture_and_a_worksheet(lesson: Lesson) -> None:
    assert len(lesson.figures) == 1
    assert lesson.worksheet in WORKSHEETS


COUNTED = {
    "en": ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    "es": ["dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"],
}


@each_lesson
def test_a_number_above_a_picture_is_that_of_its_boxes(lesson: Lesson) -> None:
    caption = re.search('class="caption">([^<]+)<', lesson.html)
    assert caption
    (figure,) = lesson.figures
    boxes = len(TILES[figure]) if figure in TILES else len(rows_of(figure, TABLES))
    numbers = COUNTED[lesson.language]
    first = caption[1].lower().split()[0]
    assert first not in numbers or first == numbers[boxes - 2]


def test_the_picture_of_what_ots_look_at_has_no_doctors_area() -> None:
    titles = [row["title_en"] for row in rows_of("areas", TABLES)]
    page = Learn(lesson="what-is-ot").region_lesson
    assert re.findall('class="tile">.*?<span>([^<]+)</span>', page, re.DOTALL) == titles
    assert {row["area_id"] for row in TABLES.rows("areas")} - {HEALTH} == {
        row["area_id"] for row in rows_of("areas", TABLES)
    }


def test_every_worksheet_belongs_to_a_lesson() -> None:
    assert {lesson.worksheet for lesson in LESSONS} == set(WORKSHEETS)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("figure", TILES)
def test_every_drawing_has_an_icon_and_words(figure: str, language: str) -> None:
    words = Words(TABLES, language)
    icons = (TEMPLATES / "icons.html.j2").read_text(encoding="utf-8")
    for icon, message_id in TILES[figure]:
        assert not icon or icon.startswith(DRAWING) or f'"{icon}": ' in icons
        assert words(message_id)


@pytest.mark.parametrize("figure", TILES)
def test_every_picture_of_a_lesson_shows_something(figure: str) -> None:
    has_icons = all(icon for icon, _ in TILES[figure])
    assert has_icons or figure in ABOVE
    assert set(drawings_of(figure)) <= set(pictures(TABLES))


@pytest.mark.parametrize(
    ("place", "language"),
    [(2, "en"), (3, "es"), (6, "en"), (7, "es"), (9, "en"), (10, "es"), (11, "en"), (12, "es")],
)
def test_a_lesson_shows_its_drawings_with_their_words(place: int, language: str) -> None:
    lesson = next(one for one in LESSONS if (one.order, one.language) == (place, language))
    page = Learn(lesson=lesson.lesson_id, language=language)
    rows = {row["picture_id"]: row for row in TABLES.rows("pictures")}
    needed = [name for figure in lesson.figures for name in drawings_of(figure)]
    shown = [unescape(one) for one in re.findall(r'<img [^>]*alt="([^"]*)"', page.region_lesson)]
    assert needed
    assert [rows[name][f"alt_{language}"] for name in needed] == shown[: len(needed)]
    page.close()


def test_the_lessons_of_the_kit_are_in_order() -> None:
    assert check_lessons(None, TABLES) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_lessons_come_by_their_place(language: str) -> None:
    places = [one.order for one in LESSONS if one.language == language]
    assert places == list(range(1, 16))


@each_lesson
def test_a_lesson_holds_only_what_is_allowed(lesson: Lesson) -> None:
    tags = set(re.findall(r"<([a-z0-9]+)", lesson.html))
    assert tags <= set(ALLOWED)


@each_lesson
def test_headings_start_one_below_the_title(lesson: Lesson) -> None:
    assert set(re.findall(r"<h(\d)", lesson.html)) == {"3"}


@each_lesson
def test_a_link_outside_tells_the_browser_so(lesson: Lesson) -> None:
    outside = re.findall(r'<a [^>]*href="https:[^>]*>', lesson.html)
    assert all('rel="noopener noreferrer external"' in link for link in outside)


def test_a_page_says_where_links_lead() -> None:
    lessons = load_lessons(address=lambda kind, target, language: f"?{kind}={target}&{language}")
    html = next(one.html for one in lessons if one.lesson_id == "when-to-ask")
    assert 'href="?checkin=infant&amp;en" data-go="checkin:infant"' in html


def test_the_level_of_headings_follows_the_title() -> None:
    assert "<h2>Play</h2>" in to_html("## Play", title_level=1)


UNSAFE = [
    ("<script>alert(1)</script>", "<script"),
    ("<img src=x onerror=alert(1)>", "<img"),
    ("A word <b onclick='x()'>here</b>", "<b "),
    ("[go](javascript:alert(1))", "href"),
    ("[go](JaVaScRiPt:alert(1))", "href"),
    ("[go](data:text/html,<script>1</script>)", "href"),
    ("[go](http://example.org)", "href"),
    ("[go](//example.org)", "href"),
    ("[go](mailto:me@example.org)", "href"),
    ("![a dot](https://example.org/dot.png)", "<img"),
    ("![a map](figure:map)", "<figure"),
    ('![a](figure:ages "<script>1</script>")', "<script"),
    ('![<script>1</script>](figure:ages "words")', "<script"),
    ('[go](lesson:"onmouseover="x())', 'onmouseover="x'),
    ("<!-- hidden -->", "<!--"),
    ("<style>p{}</style>", "<style"),
]


@pytest.mark.parametrize(("body", "never"), UNSAFE)
def test_nothing_unsafe_reaches_the_page(body: str, never: str) -> None:
    assert never not in to_html(body)


def test_a_link_to_nowhere_is_shown_as_its_words() -> None:
    assert "<span>the map</span>" in to_html("See [the map](http://example.org).")


def test_a_picture_in_a_line_is_shown_as_its_words() -> None:
    assert to_html("See ![the map](figure:ages) here.") == "<p>See the map here.</p>\n"


def test_a_table_names_its_columns_and_rows() -> None:
    html = to_html("| What | PT |\n|---|---|\n| Looks at | Moves |")
    assert '<th scope="col">What</th>' in html
    assert '<th scope="row">Looks at</th>\n<td>Moves</td>' in html


def test_a_picture_carries_its_caption_and_its_words() -> None:
    html = to_html('![Three ages](figure:ages "Babies, toddlers, preschoolers.")')
    assert '<span class="caption">Three ages</span>' in html
    assert '<span class="in-words">Babies, toddlers, preschoolers.</span>' in html


def test_a_lesson_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        LESSONS[0].title = "Other"  # type: ignore[misc]


def test_a_folder_without_lessons_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="has no lessons"):
        load_lessons(tmp_path)


FALSE = re.compile(
    r"nothing wrong by waiting|lose little|pierde poco|fine to wait|se puede esperar"
    r"|pass or fail|aprueba ni reprueba|most ages|casi todas las edades",
    re.IGNORECASE,
)


@each_lesson
def test_a_lesson_comforts_with_nothing_that_is_not_true(lesson: Lesson) -> None:
    assert FALSE.findall(re.sub("<[^>]*>", " ", lesson.html)) == []
