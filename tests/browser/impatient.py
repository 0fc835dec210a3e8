"""`otkit` on a server where a visitor waits a second for a place that none has, not thirty.

Run as `python -m tests.browser.impatient serve`, with the options of `otkit serve`.
"""

from otkit.cli import main
from otkit.server.kernels import pool

if __name__ == "__main__":
    pool.PLACE_SECONDS = 1.0
    main()
