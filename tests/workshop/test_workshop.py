"""One call a cell; all pages of a notebook follow one language."""

import pytest

from otkit.widgets.workshop import Workshop, workshop


@pytest.fixture
def signs() -> Workshop:
    return Workshop("signs-by-age")


def test_every_page_follows_the_language_of_the_start(signs: Workshop) -> None:
    start, *others = signs.start(), signs.check_in(), signs.explore(), signs.lesson("first-visit")
    start.handle({"action": "change", "fields": {"language": ["es"]}, "seen": ""})
    assert {page.language for page in others} == {"es"}
    assert "¿Cómo va el desarrollo de su hijo o hija?" in others[0].html()


def test_a_language_picked_on_any_page_is_followed_by_the_others(signs: Workshop) -> None:
    start, check_in = signs.start(), signs.check_in()
    check_in.language = "es"
    assert start.language == "es"


def test_a_page_made_later_starts_in_the_language_in_use(signs: Workshop) -> None:
    signs.start().language = "es"
    assert signs.end().language == "es"


def test_an_unknown_notebook_is_told_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="There is no notebook “signs”, only before-you-start"):
        Workshop("signs")


def test_a_cell_finds_the_same_notebook_as_the_cell_before() -> None:
    assert workshop("the-visit") is workshop("the-visit")


@pytest.mark.parametrize("variable", ["SERVER_SOFTWARE", "VOILA_PREHEAT"])
def test_a_served_page_has_no_facilitators_side(
    signs: Workshop, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signs.notes() is not None
    assert signs.cases().facilitator
    monkeypatch.setenv(variable, "voila/0.5.13")
    assert signs.notes() is None
    assert not signs.cases().facilitator


@pytest.mark.parametrize(
    "call",
    ["activity", "agenda", "before_start", "call", "own_folder", "print_pack", "end", "explore"],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_draws_in_both_languages(signs: Workshop, call: str, language: str) -> None:
    signs.language = language
    page = getattr(signs, call)()
    assert f'<form class="otkit workshop" lang="{language}"' in page.html()
