"""Draws of a triangle's quantities by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from tertius.intervals import Floats


class Draws(Mapping[str, Floats]):
    """Quantities by name, each an array, shape (draw, month); some are made when first asked for."""

    def __init__(
        self, ready: Mapping[str, Floats], later: Mapping[str, Callable[[], Floats]] | None = None
    ) -> None:
        self._ready, self._later = dict(ready), dict(later or {})

    def __getitem__(self, name: str) -> Floats:
        if name in self._later:
            self._ready[name] = self._later.pop(name)()
        return self._ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._ready, *self._later])

    def __len__(self) -> int:
        return len(self._ready) + len(self._later)

    def __or__(self, more: Mapping[str, Floats]) -> Draws:
        later = {name: make for name, make in self._later.items() if name not in more}
        return Draws(self._ready | dict(more), later)

    @property
    def ready(self) -> Mapping[str, Floats]:
        """Those that are made."""
        return dict(self._ready)

    def only(self, names: Collection[str]) -> Draws:
        """Some of them, made or not."""
        ready = {name: values for name, values in self._ready.items() if name in names}
        return Draws(ready, {name: make for name, make in self._later.items() if name in names})

    def under(self, ready: Mapping[str, Floats]) -> Draws:
        """These after others that are made."""
        return Draws({**ready, **self._ready}, self._later)
