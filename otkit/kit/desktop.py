"""The desktop of this computer, where it has one."""

import os
import shutil
import sys
from pathlib import Path


def has_desktop() -> bool:
    """Whether a folder can be shown in a window of this computer."""
    if sys.platform in ("darwin", "win32"):
        return True
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return has_screen and shutil.which("xdg-open") is not None


def open_folder(folder: Path) -> bool:
    """Show a folder in a window; False where there is no desktop, or it cannot."""
    import typer  # its commands know how each system opens a folder

    return has_desktop() and typer.launch(str(folder)) == 0
