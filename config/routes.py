"""Which task answers which fact: the one page to read when asking what follows from what."""

FACT_ROUTES: dict[str, tuple[str, ...]] = {}
