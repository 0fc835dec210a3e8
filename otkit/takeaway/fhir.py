"""A check-in as FHIR R4: Questionnaire, QuestionnaireResponse, and a Bundle of both.

Plain JSON data, after hl7.org/fhir/R4. Each behaviour is a question, with its id as ``linkId``, in
a group for its sign; two questions are about the whole child. Each text is in the first language of
``languages.csv`` and, by the translation extension, in the others. A response holds no name, no
identifier and no date of birth.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from otkit.age import Age
from otkit.kit.reviews import current
from otkit.kit.tables import Tables
from otkit.kit.version import version_of
from otkit.kit.wording import Words
from otkit.scoring.answers import LOST_SKILL, ONCE
from otkit.scoring.earlier import Earlier
from otkit.scoring.result import Result
from otkit.takeaway.fhir_items import (
    CORRECTED,
    MONTHS,
    WEEKS_EARLY,
    Json,
    code_of,
    items_of,
    translated,
)
from otkit.takeaway.review_lines import review_lines

QUESTIONNAIRE = "urn:uuid:7a3599c2-85b0-5164-85eb-74f1a1cc5bc5"
"""Canonical URL of the questionnaire; its version is that of the tables."""


def questionnaire(tables: Tables) -> Json:
    """The FHIR R4 ``Questionnaire`` that a check-in answers, in every language of ``tables``.

    >>> from otkit.kit.load import load_tables
    >>> form = questionnaire(load_tables())
    >>> form["resourceType"], form["item"][0]["linkId"]
    ('Questionnaire', 'child')
    """
    languages = [Words(tables, language) for language in tables.languages]
    version = version_of(tables)
    dated = bool(version.day) and not version.has_changed
    about = [
        " ".join([words("check_in.promise"), *review_lines(tables, words)]) for words in languages
    ]
    last = max((row["date"] for row in current(tables)), default="")
    return {
        "resourceType": "Questionnaire",
        "language": languages[0].language,
        "url": QUESTIONNAIRE,
        "version": version.name,
        "name": "OtkitCheckIn",
        **translated("title", [words("check_in.title") for words in languages], languages),
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        **({"date": str(version.day)} if dated else {}),
        **translated("description", about, languages),
        **({"lastReviewDate": last} if last else {}),
        "item": list(items_of(tables, languages)),
    }


def questionnaire_response(
    result: Result, tables: Tables, language: str, authored: datetime
) -> Json:
    """The FHIR R4 ``QuestionnaireResponse`` with the answers of ``result``, texts in ``language``.

    ``authored`` is the time of the answers, with its time zone; raises ``ValueError`` without one.

    >>> from datetime import UTC
    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> result = score(Age(9), {"reaches": "often"}, tables)
    >>> response = questionnaire_response(result, tables, "en", datetime(2026, 1, 31, tzinfo=UTC))
    >>> [item["linkId"] for item in response["item"]]
    ['child', 'infant-fine-motor']
    """
    if authored.tzinfo is None:
        raise ValueError(f"{authored} has no time zone; FHIR asks for one")
    canonical = f"{QUESTIONNAIRE}|{version_of(tables).name}"
    time = authored.isoformat(timespec="seconds")
    return _response(result.age, result.answers, tables, language, canonical, time)


def earlier_response(then: Earlier, tables: Tables, language: str) -> Json:
    """The answers of an earlier day, as ``questionnaire_response``; texts as they are today."""
    canonical = f"{QUESTIONNAIRE}|{then.words}"
    return _response(then.age, then.answers, tables, language, canonical, str(then.day))


def bundle(
    result: Result,
    tables: Tables,
    language: str,
    authored: datetime,
    then: Earlier | None = None,
) -> Json:
    """The FHIR R4 ``Bundle`` of both, a collection; arguments as ``questionnaire_response``.

    ``then`` adds the answers of an earlier day. Each response has a random UUID, a new one each
    time: it identifies nobody.

    >>> from datetime import UTC
    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> made = bundle(score(Age(9), {}, tables), tables, "en", datetime(2026, 1, 31, tzinfo=UTC))
    >>> [entry["resource"]["resourceType"] for entry in made["entry"]]
    ['Questionnaire', 'QuestionnaireResponse']
    """
    form = questionnaire(tables)
    responses = [questionnaire_response(result, tables, language, authored)]
    if then is not None:
        responses.append(earlier_response(then, tables, language))
    entries: list[Json] = [
        {"fullUrl": form["url"], "resource": form},
        *({"fullUrl": uuid4().urn, "resource": response} for response in responses),
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _response(
    age: Age,
    answers: Mapping[str, Any],
    tables: Tables,
    language: str,
    canonical: str,
    authored: str,
) -> Json:
    items = list(items_of(tables, [Words(tables, language)]))
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "questionnaire": canonical,
        "status": "completed",
        "authored": authored,
        "item": list(_answered(items, _answers(age, answers, items, tables))),
    }


def _answers(
    age: Age, checked: Mapping[str, Any], items: list[Json], tables: Tables
) -> dict[str, list[Json]]:
    """The answers by ``linkId``."""
    values = dict(checked)
    once = {row["behaviour_id"] for row in tables.rows("behaviours") if row["asked"] == ONCE}
    for name in {LOST_SKILL, *once} & set(values):
        values[name] = code_of(values[name], ONCE)
    answers = {
        MONTHS: [{"valueInteger": age.months}],
        WEEKS_EARLY: [{"valueInteger": age.weeks_early}],
        CORRECTED: [{"valueInteger": age.corrected_months}],
    }
    for question in (question for group in items for question in group["item"]):
        chosen = values.get(question["linkId"], ())
        codes = [chosen] if isinstance(chosen, str) else chosen
        options = [
            option
            for option in question.get("answerOption", ())
            if option["valueCoding"]["code"] in codes
        ]
        if options:
            answers[question["linkId"]] = options
    return answers


def _answered(items: list[Json], answers: Mapping[str, list[Json]]) -> Iterator[Json]:
    """The questions that have an answer, in their groups."""
    for item in items:
        named = {"linkId": item["linkId"], "text": item["text"]}
        if "item" in item:
            inside = list(_answered(item["item"], answers))
            if inside:
                yield {**named, "item": inside}
        elif item["linkId"] in answers:
            yield {**named, "answer": answers[item["linkId"]]}
