"""Room 2: use cases. Core and ports only; asynchronous; no Qt, no HTTP."""
