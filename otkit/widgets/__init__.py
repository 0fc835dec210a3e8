"""The pages, as widgets that any Jupyter shows."""

from otkit.widgets.cases import Cases
from otkit.widgets.check_in import CheckIn
from otkit.widgets.learn import Learn
from otkit.widgets.quiz import Quiz
from otkit.widgets.room_board import RoomBoard
from otkit.widgets.room_page import RoomPage
from otkit.widgets.wall import WallPage

__all__ = ["Cases", "CheckIn", "Learn", "Quiz", "RoomBoard", "RoomPage", "Vignette", "WallPage"]

Vignette = Cases
"""The name of `Cases` in notebooks that were made before."""
