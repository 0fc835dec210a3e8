"""A term of the trade is explained where a parent meets it first: on the result of the check-in."""

import re

import pytest

from otkit.kit.tables import Tables
from otkit.scoring.score import behaviours_asked
from otkit.widgets import CheckIn
from tests.plain_rows import is_plain
from tests.reading import blocks_of, term_of

BESIDE = 200
"""How many letters after a term its explanation may begin."""

EXPLAINED = {
    "en": {
        "OT": "helps with skills for daily life",
        "developmental screening": "check of how (my|your) child learns and grows",
        "early intervention": "under 3",
        "evaluation": "first check",
        "special education": "extra teaching",
        "referral": "note from you",
        "prescription": "note from you",
    },
    "es": {
        "terapeuta ocupacional": "ayuda con las habilidades de cada día",
        "terapia ocupacional": "ayuda con las habilidades de cada día",
        "evaluación del desarrollo": "cómo aprende y crece",
        "intervención temprana": "menores de 3 años|menos de 3 años",
        "evaluación": "revisión",
        "educación especial": "más apoyo",
        "remisión": "nota suya",
    },
}
"""Each term that a result may use, and words of its explanation."""


def results(tables: Tables, language: str, months: int) -> dict[tuple[str, str], str]:
    """What the result says, in words, by level and country."""
    page = CheckIn(tables, language=language, months=months)
    age = page.state().age
    name = next(r["behaviour_id"] for r in behaviours_asked(age, tables) if is_plain(r))
    asked = {"years": [f"{months // 12}"], "months": [f"{months % 12}"], "language": [language]}
    answers = {
        "act-now": {"lost-skill": ["on"]},
        "talk": {f"see:{name}": ["on"], f"how:{name}": ["often"]},
        "watch": {f"see:{name}": ["on"], f"how:{name}": ["sometimes"]},
        "not-sure": {f"see:{name}": ["on"], f"how:{name}": ["not-sure"]},
        "nothing-ticked": {},
    }
    said = {}
    for level, ticked in answers.items():
        for country in ("US", "any"):
            fields = {**asked, **ticked, "country": [country]}
            page.handle({"action": "change", "fields": fields, "seen": ""})
            assert page.result.level == level
            drawn = re.sub(r"<option.*?</option>", "", page.region_result, flags=re.DOTALL)
            said[level, country] = " ".join(blocks_of(drawn))
    return said


def is_explained(term: str, language: str, said: str) -> bool:
    """Whether the term is not used, or explained before its first use ends or soon after."""
    for longer in EXPLAINED[language]:
        if term in longer and term != longer:
            said = term_of(longer).sub(lambda found: "_" * len(found[0]), said)
    first = term_of(term).search(said)
    return not first or bool(
        re.search(EXPLAINED[language][term], said[: first.end() + BESIDE], re.IGNORECASE)
    )


@pytest.mark.parametrize("months", [6, 27, 48])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_result_leaves_a_term_unexplained(tables: Tables, language: str, months: int) -> None:
    unexplained = {
        (term, level)
        for (level, _), said in results(tables, language, months).items()
        for term in EXPLAINED[language]
        if not is_explained(term, language, said)
    }
    assert unexplained == set()
