"""The questions of a check-in as items of a FHIR R4 Questionnaire, in one language or in all."""

from collections.abc import Iterator, Mapping
from typing import Any

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY
from otkit.kit.conditions import NOT_SAID, NOT_SURE
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL, ONCE, choices
from otkit.scoring.score import area_of
from otkit.scoring.ticked_signs import heading

ANSWER_CODES = "urn:uuid:5bed13de-d416-55e1-bbc5-efd6afda7ffd"
"""The code system of ``often``, ``sometimes``, ``not-sure``, ``not-said`` and ``yes``."""

YES = "yes"
"""The code of a tick without a frequency."""

AREA_CODES = "urn:uuid:413d2832-52e5-5c05-83c5-5a85923e7bb9"
"""The code system of the area ids."""

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
LIMIT = "http://hl7.org/fhir/StructureDefinition/{}Value"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
MONTHS, WEEKS_EARLY, CORRECTED = "months", "weeks-early", "corrected-months"

Json = dict[str, Any]


def items_of(tables: Tables, languages: list[Words]) -> Iterator[Json]:
    """The questions, in every language of ``languages``, the first one being the text itself."""

    def item(link_id: str, kind: str, texts: list[str], **more: Any) -> Json:
        return {"linkId": link_id, **translated("text", texts, languages), "type": kind, **more}

    def number(link_id: str, most: int, message: str) -> Json:
        texts = [words(message) for words in languages]
        limits = [
            {"url": LIMIT.format(end), "valueInteger": value}
            for end, value in (("min", 0), ("max", most))
        ]
        return item(link_id, "integer", texts, extension=limits)

    def option(system: str, code: str, texts: list[str]) -> Json:
        coding = {"system": system, "code": code, **translated("display", texts, languages)}
        return {"valueCoding": coding}

    def texts_of(row: Mapping[str, Any], stem: str) -> list[str]:
        return [words.text(row, stem) for words in languages]

    def choice(
        link_id: str, texts: list[str], control: str, options: list[Json], **more: Any
    ) -> Json:
        coding = {"system": CONTROLS, "code": control}
        drawn = [{"url": CONTROL, "valueCodeableConcept": {"coding": [coding]}}]
        return item(link_id, "choice", texts, extension=drawn, answerOption=options, **more)

    def answers(how_asked: str, kind: str = "seen") -> list[Json]:
        open_still = () if how_asked == ONCE else ((NOT_SAID, f"how.{NOT_SAID}"),)
        return [
            option(
                ANSWER_CODES, code_of(answer, how_asked), [words(message) for words in languages]
            )
            for answer, message in (*choices(how_asked, kind), *open_still)
        ]

    areas = [
        option(AREA_CODES, row["area_id"], texts_of(row, "title"))
        for row in sorted(tables.rows("areas"), key=lambda row: row["order"])
    ]
    lost = [words("whole.lost-skill") for words in languages]
    already = [words("whole.already-seen") for words in languages]
    yield item(
        "child",
        "group",
        [words("fhir.child") for words in languages],
        item=[
            number(MONTHS, MAX_MONTHS, "fhir.months"),
            number(WEEKS_EARLY, MAX_WEEKS_EARLY, "fhir.weeks-early"),
            number(CORRECTED, MAX_MONTHS, "fhir.corrected-months"),
            choice(LOST_SKILL, lost, "radio-button", answers(ONCE)),
            choice(ALREADY_SEEN, already, "check-box", areas, repeats=True),
        ],
    )
    for group, behaviours in groups_of(tables):
        yield item(
            group["sign_id"],
            "group",
            texts_of(group, "text"),
            item=[
                choice(
                    row["behaviour_id"],
                    texts_of(row, "text"),
                    "radio-button",
                    answers(row["asked"], row["kind"]),
                )
                for row in behaviours
            ],
        )


def groups_of(tables: Tables) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Each sign with its behaviours; those of another area form a group below it."""
    areas = {row["area_id"]: row for row in tables.rows("areas")}
    for sign in tables.rows("signs"):
        groups: dict[str, tuple[Mapping[str, Any], list[Mapping[str, Any]]]] = {}
        behaviours = [row for row in tables.rows("behaviours") if row["sign_id"] == sign["sign_id"]]
        for row in sorted(behaviours, key=lambda row: area_of(row, sign) != sign["area_id"]):
            group = heading(row, sign, areas)
            groups.setdefault(group["sign_id"], (group, []))[1].append(row)
        yield from groups.values()


def code_of(answer: object, how_asked: str) -> str:
    """The code of an answer; a tick without a frequency is ``yes``."""
    return YES if how_asked == ONCE and answer != NOT_SURE else str(answer)


def translated(key: str, texts: list[str], languages: list[Words]) -> Json:
    """A text in the first language, and its translations in FHIR's extension."""
    translations = [
        {
            "url": TRANSLATION,
            "extension": [
                {"url": "lang", "valueCode": words.language},
                {"url": "content", "valueString": text},
            ],
        }
        for words, text in zip(languages[1:], texts[1:], strict=True)
    ]
    return {key: texts[0]} | ({f"_{key}": {"extension": translations}} if translations else {})
