"""Tertius: measurements of a state that stands between two rival powers.

    import tertius as t

    asked = t.Question.of_case("egypt")
    asked.stances()        # dated phases, shown as a table
    asked.stances().plot()

`dir(tertius)` is the whole public face. The verbs, in the order of the argument: `read_events`, `build_panel`,
`estimate_relations`, `triangle`, `segment`, `estimate_gains`, `read_conditions`, `forecast`, `weigh_options`,
`write_brief`; `run_study` goes the whole way. A name is imported when it is first asked for; type checkers read all of
them in ``__init__.pyi``.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
