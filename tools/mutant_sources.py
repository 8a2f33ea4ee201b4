"""The project as it was when mutation testing began, and one changed place put into it (tools/mutate.py)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from mutants import ROOT, SOURCES, Mutant, mutated


class Sources(MetaPathFinder):
    """The project's modules from the text they had at the start, so that editing during a run changes nothing."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.codes: dict[str, CodeType] = {}
        self.paths: dict[str, Path] = {}
        for path in sorted((SOURCES / "weimei").rglob("*.py")):
            parts = path.relative_to(SOURCES).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            file = path.relative_to(ROOT).as_posix()
            self.texts[file] = path.read_text("utf-8")
            self.codes[name] = compile(self.texts[file], str(path), "exec", dont_inherit=True)
            self.paths[name] = path

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Where a module of the project comes from; others are found the usual way."""
        file = self.paths.get(fullname)
        if file is None:
            return None
        loader = Compiled(fullname, str(file), self.codes[fullname])
        within = [str(file.parent)] if file.name == "__init__.py" else None
        return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=within)

    def name_of(self, mutant: Mutant) -> str:
        """The module that a mutant changes."""
        return next(name for name, path in self.paths.items() if path == ROOT / mutant.path)

    def changed(self, mutant: Mutant) -> CodeType:
        """The mutant's module, compiled with the change."""
        return mutated(mutant, self.texts[mutant.path])


class Compiled(SourceFileLoader):
    """Loads a module from code that is already compiled."""

    def __init__(self, fullname: str, path: str, code: CodeType) -> None:
        super().__init__(fullname, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        """The code, whatever the file says by now."""
        return self.code


def forget_project() -> None:
    """Take the project and its tests out of memory, so that the next import reads them anew."""
    ours = ("weimei", "core", "reports", "doors", "docs", "files", "services", "tests", "conftest")
    for name in [name for name in sys.modules if name.split(".")[0] in ours]:
        del sys.modules[name]


def put_in_place(sources: Sources, mutant: Mutant) -> bool:
    """Give the function around the mutant its changed code, and forget results that are kept. False where that cannot be."""
    path = mutant.where.partition("#")[0].split(".")
    found: Any = sys.modules[sources.name_of(mutant)]
    depth = 0
    while isinstance(found, ModuleType | type) and depth < len(path):
        found = vars(found).get(path[depth])
        depth += 1
    for wrapped in ("fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, wrapped, found)
    if not isinstance(found, FunctionType):
        return False
    found.__code__ = code_of(sources.changed(mutant), ".".join(path[:depth]))
    forget_results()
    return True


def forget_results(rooms: tuple[str, ...] = ("weimei.",)) -> None:
    """Empty every function in some rooms that keeps its results."""
    for name, one in list(sys.modules.items()):
        if name.startswith(rooms):
            for value in list(vars(one).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def code_of(code: CodeType, name: str) -> CodeType:
    """The code of a function in the code of a module."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    named = [one for one in inner if one.co_qualname == name]
    return named[-1] if named else code_of(next(one for one in inner if name.startswith(f"{one.co_qualname}.")), name)
