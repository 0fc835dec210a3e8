"""What `otkit serve` runs: a few confined kernels with many pages, and the server around them."""

import sys

# jsonschema compiles this grammar of web addresses when it is imported, which takes longer than all
# the rest of the server together. No schema here speaks of addresses; without it, it checks none.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
