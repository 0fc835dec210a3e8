"""`otkit` on a server of one kernel and no spare, for tests that end none: half a server's start.

Run as `python -m tests.browser.one_kernel serve`, with the options of `otkit serve`.
"""

from otkit.cli import main
from otkit.server.settings import Settings, Size


def one_kernel(settings: Settings, most_pages: int) -> Size:
    return Size(1, spare=False, pages_per_kernel=settings.pages_per_kernel or most_pages)


if __name__ == "__main__":
    Settings.size = one_kernel  # type: ignore[method-assign]
    main()
