"""The answers of a check-in, made clean: known ids, known words, in the order of the page."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from otkit.age import Age
from otkit.errors import AnswerError
from otkit.kit.conditions import ALREADY_SEEN as ALREADY_SEEN
from otkit.kit.conditions import ANSWERS, ANY, MISSING, NOT_SAID, NOT_SURE
from otkit.kit.conditions import LOST_SKILL as LOST_SKILL
from otkit.kit.tables import Tables

ONCE = "once"
"""How a behaviour is asked that is so or has happened, without a frequency."""


def choices(asked: str, kind: str = "seen") -> tuple[tuple[str, str], ...]:
    """The answers to choose from, each with its message, by how a behaviour is asked and its kind.

    >>> choices("once")
    (('often', 'how.yes'), ('not-sure', 'how.not-sure'))
    >>> choices("how-often", "missing-skill")[0]
    ('often', 'how.not-yet')
    """
    if asked == ONCE:
        return ("often", "how.yes"), (NOT_SURE, f"how.{NOT_SURE}")
    first = "how.not-yet" if kind == MISSING else "how.often"
    return ("often", first), *((answer, f"how.{answer}") for answer in ANSWERS[1:])


def clean_answers(
    age: Age,
    answers: Mapping[str, object],
    asked: Iterable[str],
    tables: Tables,
    once: Collection[str] = (),
) -> dict[str, Any]:
    """The answers that say something, in the order of ``asked``, the behaviour ids of the page.

    True becomes ``"often"``, and so does ``"sometimes"`` or ``"not-said"`` for the behaviours of
    ``once``, which are asked without a frequency. ``"lost-skill"`` is there only when True or
    ``"not-sure"``, ``"already-seen"`` only with areas, as a tuple in the order of the page. Raises
    ``AnswerError`` for a behaviour that is unknown or not asked at ``age``, for an answer that is
    none of the allowed, and for an unknown area. No answer (``""``, False, None) to a behaviour
    not asked is fine: a table of many children has a column for each.

    >>> from otkit.kit.load import load_tables
    >>> answers = {"b": True, "a": "sometimes", "c": ""}
    >>> clean_answers(Age(9), answers, ["a", "b", "c"], load_tables())
    {'a': 'sometimes', 'b': 'often'}
    """
    asked = list(asked)
    given = {}
    for behaviour_id, answer in answers.items():
        if behaviour_id in (LOST_SKILL, ALREADY_SEEN):
            continue
        if behaviour_id not in asked and behaviour_id not in tables.by_id("behaviours"):
            sentence = f"There is no behaviour “{behaviour_id}”."
            raise AnswerError(sentence, "answer.unknown-behaviour", behaviour=behaviour_id)
        if is_nothing(answer):
            continue
        word = answer_of(answer)
        if not word:
            raise _not_allowed(behaviour_id, answer, f"True, {', '.join(ANY)}")
        if behaviour_id not in asked:
            raise AnswerError(
                f"“{behaviour_id}” is not asked at {age.corrected_months} months.",
                "answer.not-asked",
                behaviour=behaviour_id,
                months=age.corrected_months,
            )
        given[behaviour_id] = "often" if word != NOT_SURE and behaviour_id in once else word
    clean: dict[str, Any] = {name: given[name] for name in asked if name in given}
    lost = answers.get(LOST_SKILL)
    if is_lost(lost):
        clean[LOST_SKILL] = lost
    elif not is_nothing(lost):
        raise _not_allowed(LOST_SKILL, lost, f"True, False or {NOT_SURE}")
    if areas := _areas(answers.get(ALREADY_SEEN), tables):
        clean[ALREADY_SEEN] = areas
    return clean


def said_how(asked: str, how: str) -> str:
    """The answer to a ticked behaviour that is asked so, or ``"not-said"``.

    >>> said_how("once", "not-sure"), said_how("once", "sometimes")
    ('not-sure', 'not-said')
    """
    return how if how in dict(choices(asked)) else NOT_SAID


def answer_of(value: object) -> str:
    """The answer that a value gives to a behaviour; empty where it is no answer of ours.

    >>> answer_of(True), answer_of("sometimes"), answer_of("seldom"), answer_of(1)
    ('often', 'sometimes', '', '')
    """
    if value is True:
        return "often"
    return value if isinstance(value, str) and value in ANY else ""


def is_lost(value: object) -> bool:
    """Whether a value says that a skill is lost, or that one is not sure."""
    return value is True or (isinstance(value, str) and value == NOT_SURE)


def is_nothing(answer: object) -> bool:
    """Whether a value gives no answer.

    >>> [is_nothing(value) for value in (None, False, "", 0)]
    [True, True, True, False]
    """
    return answer is None or answer is False or (isinstance(answer, str) and not answer)


def _areas(given: object, tables: Tables) -> tuple[str, ...]:
    """The areas already seen, in the order of the page."""
    if is_nothing(given):
        return ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise _not_allowed(ALREADY_SEEN, given, "a list of area ids")
    asked, known = list(given), tables.keep(_area_ids)
    for area in asked:
        if area not in known:
            raise AnswerError(f"There is no area “{area}”.", "answer.unknown-area", area=area)
    return tuple(area for area in known if area in asked)


def _not_allowed(key: str, answer: object, allowed: str) -> AnswerError:
    sentence = f"“{key}”: {answer!r} is not an answer; use {allowed}."
    return AnswerError(sentence, "answer.not-allowed", behaviour=key, answer=answer)


def _area_ids(tables: Tables) -> tuple[str, ...]:
    """Area ids in the order of the page."""
    rows = sorted(tables.rows("areas"), key=lambda row: row["order"])
    return tuple(row["area_id"] for row in rows)
