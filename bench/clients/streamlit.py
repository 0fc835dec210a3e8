"""A visitor of Streamlit: protobuf in one websocket, as Streamlit's front end speaks it."""

from __future__ import annotations

from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.clients.base import Visitor


class StreamlitVisitor(Visitor):
    """Sends the state of all widgets; the script runs again and sends what it draws."""

    subprotocols = ("streamlit",)

    async def arrive(self) -> None:
        await self.get_page()
        self.ids: dict[str, str] = {}
        self.set: dict[str, WidgetState] = {}
        await self.open("_stcore/stream")
        await self.run_again()

        def drawn(raw: Any) -> bool:
            self.learn(raw)
            return "Years" in self.ids

        await self.read_until(drawn)

    async def run_again(self) -> None:
        message = BackMsg()
        message.rerun_script.widget_states.widgets.extend(self.set.values())
        await self.send(message.SerializeToString())

    def learn(self, raw: Any) -> str:
        """Keep the ids of the controls that are drawn; the text a message brings, if any."""
        message = ForwardMsg.FromString(raw)
        if message.WhichOneof("type") != "delta" or not message.delta.HasField("new_element"):
            return ""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("checkbox", "selectbox"):
            control = getattr(element, kind)
            self.ids[control.label] = control.id
        return str(element.markdown.body) if kind == "markdown" else ""

    async def pick_age(self) -> None:
        years = self.ids["Years"]
        self.set[years] = WidgetState(id=years, string_value=f"{self.story.years} years")
        await self.run_again()
        await self.read_until(lambda raw: self.tells(self.learn(raw), False))

    async def tick(self, on: bool) -> None:
        box = self.ids[self.story.text]
        self.set[box] = WidgetState(id=box, bool_value=on)
        await self.run_again()
        await self.read_until(lambda raw: self.tells(self.learn(raw), on))
