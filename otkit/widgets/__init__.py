"""The pages, as widgets that any Jupyter shows."""

from otkit.widgets.check_in import CheckIn
from otkit.widgets.learn import Learn
from otkit.widgets.room_page import RoomPage

__all__ = ["CheckIn", "Learn", "RoomPage"]
