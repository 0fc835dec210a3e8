"""What a check-in comes to: ids and counts, frozen, without a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from otkit.age import Age
from otkit.scoring.answers import ALREADY_SEEN

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reason:
    """A rule that fired, and the behaviours that made it fire, in the order of the page."""

    rule_id: str
    behaviour_ids: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What the answers say. Frozen; the same age and answers give equal results.

    ``level`` is a level of ``rules.csv``. ``answers`` are the answers that count, in the order
    of the page, a plain tick as ``"often"``. ``reasons`` are the rules that fired at this level,
    the deciding one first. ``sources`` are the ids of the sources behind these rules and behind
    the behaviours answered. ``set_aside`` are the behaviours answered that no rule counts, since
    a professional already helps in their area. ``put_by`` are the behaviours answered for another
    age; those of them that count still are in ``answers``.

    >>> from otkit import Age, load_tables, score
    >>> result = score(Age(9), {"hand-to-hand": "often"}, load_tables())
    >>> result.level, result.why.behaviour_ids
    ('talk', ('hand-to-hand',))
    """

    age: Age
    level: str
    reasons: tuple[Reason, ...]
    answers: Mapping[str, Any] = field(hash=False)
    sources: tuple[str, ...]
    set_aside: tuple[str, ...]
    put_by: tuple[str, ...]
    _shown: tuple[tuple[str, str, str], ...] = field(repr=False)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that fired at this level, the deciding rule first."""
        return tuple(reason.rule_id for reason in self.reasons)

    @property
    def why(self) -> Reason:
        """The deciding rule and the behaviours that made it fire."""
        return self.reasons[0]

    @property
    def signs(self) -> pd.DataFrame:
        """A row for each sign shown: sign_id, area_id, shown, and answers of each kind."""
        import pandas as pd  # only who asks for a frame needs it

        return pd.DataFrame(self._count(lambda sign, area: {"sign_id": sign, "area_id": area}))

    @property
    def areas(self) -> pd.DataFrame:
        """A row for each area shown, in the order of the page.

        Columns: area_id, shown, often, sometimes, not_sure, not_said, already_seen (bool).
        """
        import pandas as pd

        return pd.DataFrame(self.area_rows)

    @property
    def area_rows(self) -> list[dict[str, Any]]:
        """The rows of ``areas`` as plain dicts: quick enough, and small enough, for every tick."""
        rows = self._count(lambda _, area: {"area_id": area})
        seen = self.answers.get(ALREADY_SEEN, ())
        return [{**row, "already_seen": row["area_id"] in seen} for row in rows]

    def _count(self, name: Callable[[str, str], dict[str, str]]) -> list[dict[str, Any]]:
        """Shown behaviours and answers for each ``name(sign_id, area_id)``."""
        counts: dict[tuple[str, ...], dict[str, Any]] = {}
        for behaviour_id, sign_id, area_id in self._shown:
            names = name(sign_id, area_id)
            start = {**names, "shown": 0, "often": 0, "sometimes": 0, "not_sure": 0, "not_said": 0}
            row = counts.setdefault(tuple(names.values()), start)
            row["shown"] += 1
            if behaviour_id in self.answers:
                row[self.answers[behaviour_id].replace("-", "_")] += 1
        return list(counts.values())
