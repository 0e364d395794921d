"""What a written name means, seen from a row of some grain.

The row's own fields and facts come first, then those of the nearest coarser row, then settings and unsettled points,
then the calendar words. A finer row is never reached by a plain name.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from ccpolicy.dsl.checking import Checking, Place
from ccpolicy.dsl.syntax import Path
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import (
    Apply,
    Expr,
    Literal,
    ReadAllowance,
    ReadColumn,
    ReadDate,
    ReadDeadline,
    ReadFact,
    ReadField,
    ReadRow,
    ReadSetting,
    ReadStatus,
)
from ccpolicy.model.types import (
    DATE,
    MINUTES,
    MOMENT,
    MONTH,
    NUMBER,
    TEXT,
    YES_NO,
    Codes,
    ListOf,
    RowOf,
    Type,
)
from ccpolicy.source import Span

STATUS = ("payable", "paid", "claimed")
ALLOWANCE_ITEMS = ("limit", "used", "left", "number", "asked", "granted", "refused", "spenders")
DEADLINE_ITEMS = ("due", "met", "late")
CALENDAR_WORDS = {
    "month": ("month_of", MONTH),
    "week": ("week_start", DATE),
    "calendar_year": ("calendar_year", NUMBER),
}


class Names:
    """Looks names up for a `Checker`."""

    def __init__(self, world: World, checker: Checking) -> None:
        self.world, self.checker = world, checker

    def resolve(self, path: Path, place: Place, expected: Type | None) -> Expr | None:
        """The expression a name stands for; reports one that stands for nothing."""
        names = path.names
        if place.inside and names[: len(place.inside)] == place.inside:
            names = names[len(place.inside) :]
            start: Expr | None = ReadRow(type=RowOf(place.grain), path=(), grain=place.grain, span=path.span)
            return self._follow(start, names, path, place)
        here = place.extra.get(names[0])
        if here is not None and (len(names) == 1 or isinstance(here.type, (Codes, RowOf))):
            return self._follow(evolve(here, span=path.span), names[1:], path, place)
        if isinstance(expected, Codes) and len(names) == 1 and names[0] in expected.codes:
            return Literal(type=expected, value=names[0], span=path.span)
        head = self._head(names[0], place, path.span)
        if head is None:
            self._unknown(path, place, expected)
            return None
        return self._follow(head, names[1:], path, place)

    # ---------------------------------------------------------------- the first name

    def _head(self, name: str, place: Place, span: Span) -> Expr | None:
        found = self._on_rows(name, place, span) if place.grain else None
        return found or self._global(name, place, span)

    def _on_rows(self, name: str, place: Place, span: Span) -> Expr | None:
        world = self.world
        best: tuple[int, tuple[str, ...], str] | None = None
        for distance, way, grain in world.reach(place.grain):
            if best is not None and distance > best[0]:
                break
            if not self._has(grain, name):
                continue
            if best is None:
                best = (distance, way, grain)
            elif best[1:] != (way, grain):
                world.report(
                    "ambiguous-name",
                    f"`{name}` could be that of `{'.'.join(best[1]) or best[2]}` or of `{'.'.join(way)}`",
                    span,
                    help=f"write `{'.'.join((*way, name))}` or `{'.'.join((*best[1], name))}`",
                )
                break
        return self._member(best[2], best[1], name, place, span) if best else None

    def _has(self, grain: str, name: str) -> bool:
        known = self.world.grains[grain]
        return (
            name == grain
            or name in known.fields
            or name in known.links
            or (grain, name) in self.world.facts
            or (name == "date" and known.dated_by is not None)
            or (name in STATUS and grain in self.world.asked)
            or self.world.allowance_grains.get(name) == grain
            or (name in self.world.deadline_drafts and self.world.deadline_drafts[name][0] == grain)
        )

    def _member(self, grain: str, way: tuple[str, ...], name: str, place: Place, span: Span) -> Expr | None:
        world, known = self.world, self.world.grains[grain]
        optional = world.path_optional(place.grain, way)
        if name in known.fields and not isinstance(known.fields[name].type, RowOf):
            column = known.fields[name]
            world.used.add(f"{grain}.{name}")
            return ReadField(
                type=column.type,
                optional=optional or column.optional,
                own_optional=column.optional,
                whole=column.whole,
                path=way,
                grain=grain,
                name=name,
                span=span,
            )
        if (grain, name) in world.facts:
            fact = self.checker.fact(grain, name, span)
            if fact is None:
                return None
            world.used.add(f"{grain}.{name}")
            return ReadFact(
                type=fact.type,
                optional=optional or fact.optional,
                own_optional=fact.optional,
                whole=fact.whole,
                path=way,
                grain=grain,
                name=name,
                span=span,
            )
        if name in known.links:
            link = known.links[name]
            world.used.add(f"{grain}.{name}")
            return ReadRow(
                type=RowOf(link.grain),
                optional=optional or link.optional,
                path=(*way, name),
                grain=link.grain,
                span=span,
            )
        if name == grain:
            return ReadRow(type=RowOf(grain), optional=optional, path=way, grain=grain, span=span)
        if name == "date":
            return ReadDate(type=DATE, optional=optional, path=way, grain=grain, span=span)
        if name in STATUS and grain in world.asked:
            return ReadStatus(type=YES_NO, optional=optional, path=way, grain=grain, item=name, span=span)
        return None

    def _global(self, name: str, place: Place, span: Span) -> Expr | None:
        world = self.world
        if name in world.settings:
            world.used.add(name)
            setting = self.checker.setting(name, span)
            if setting is None:
                return None
            whole = all(version.value.whole for version in setting.versions)
            optional = any(version.value.optional for version in setting.versions)
            return ReadSetting(type=setting.type, optional=optional, whole=whole, name=name, span=span)
        if name in world.unsettled:
            world.used.add(name)
            readings = tuple(reading.name for reading in world.unsettled[name].readings)
            return ReadSetting(type=Codes(name, readings), name=name, span=span)
        if name in CALENDAR_WORDS and place.grain:
            day = self._row_date(place, span)
            op, kind = CALENDAR_WORDS[name]
            return Apply(type=kind, op=op, args=(day,), optional=day.optional, span=span) if day is not None else None
        return None

    def _row_date(self, place: Place, span: Span) -> Expr | None:
        if self.world.grains[place.grain].dated_by is None:
            return None
        return ReadDate(type=DATE, path=(), grain=place.grain, span=span)

    # ---------------------------------------------------------------- the names after a dot

    def _follow(self, head: Expr | None, names: tuple[str, ...], path: Path, place: Place) -> Expr | None:
        at = head
        for index, name in enumerate(names):
            if at is None:
                return None
            if isinstance(at, ReadRow):
                at = self._of_row(at, name, names[index + 1 :], path, place)
                if isinstance(at, (ReadAllowance, ReadDeadline)):
                    return at
            elif isinstance(at.type, Codes):
                at = self._column(at, name, path)
            else:
                self.world.report(
                    "no-part",
                    f"`{name}` cannot follow a dot here: what stands before it is {_a(at.type)}",
                    path.span,
                    help="only rows and codes have parts",
                )
                return None
        return at

    def _of_row(self, row: ReadRow, name: str, rest: tuple[str, ...], path: Path, place: Place) -> Expr | None:
        world = self.world
        if self._has(row.grain, name):
            return self._member_or_item(row.grain, row.path, name, place, path)
        reached = Place(row.grain)
        for _, way, grain in world.reach(row.grain):
            if self._has(grain, name):
                return self._member_or_item(grain, (*row.path, *way), name, place, path)
        known = self._visible(reached)
        if name in world.damaged:
            return None
        world.unknown(
            "name", name, known, path.span, f"`{row.grain}` has {', '.join(sorted(world.grains[row.grain].fields)[:8])}"
        )
        return None

    def _member_or_item(self, grain: str, way: tuple[str, ...], name: str, place: Place, path: Path) -> Expr | None:
        return self._member(grain, way, name, place, path.span)

    def _column(self, code: Expr, name: str, path: Path) -> Expr | None:
        assert isinstance(code.type, Codes)
        known = self.world.codes.get(code.type.name)
        if name == "label" and known is not None:
            return ReadColumn(
                type=TEXT, optional=code.optional, code=code, codes=known.name, column="label", span=path.span
            )
        if known is None or name not in known.columns:
            columns = list(known.columns) if known else []
            self.world.unknown("column", name, [*columns, "label"], path.span, f"`{code.type}` has no further columns")
            return None
        kind = known.columns[name]
        optional = code.optional or name in known.optional_columns
        whole = not any(isinstance(row.columns.get(name), Fraction) for row in known.rows.values())
        self.world.used.add(f"{known.name}.{name}")
        return ReadColumn(
            type=kind,
            optional=optional,
            own_optional=name in known.optional_columns,
            whole=whole,
            code=code,
            codes=known.name,
            column=name,
            span=path.span,
        )

    # ---------------------------------------------------------------- allowances and deadlines: NAME.item

    def item(self, path: Path, place: Place) -> Expr | None:
        """`visits.granted`, `filing.due`, after the path to their row; None if the path is no such thing."""
        world = self.world
        for at, name in enumerate(path.names[:-1]):
            grain = world.allowance_grains.get(name) or (
                world.deadline_drafts[name][0] if name in world.deadline_drafts else None
            )
            if grain is None or at + 2 != len(path.names):
                continue
            way: tuple[str, ...] | None = () if grain == place.grain else world.route(place.grain, grain)
            if at and place.inside != path.names[:at]:
                prefix = self.resolve(Path(path.names[:at], span=path.span), place, None)
                way = prefix.path if isinstance(prefix, ReadRow) and prefix.grain == grain else way
            if way is None:
                world.report(
                    "out-of-reach",
                    f"a row of `{place.grain}` leads to no row of `{grain}`, which `{name}` counts",
                    path.span,
                    help=f"read it on rows of `{grain}`, or through an aggregate over them",
                )
                return None
            return self.named_item(name, path.names[-1], way, place, path.span)
        return None

    def named_item(self, name: str, item: str, way: tuple[str, ...], place: Place, span: Span) -> Expr | None:
        world = self.world
        optional = world.path_optional(place.grain, way)
        if name in world.allowance_grains:
            if item not in ALLOWANCE_ITEMS:
                world.unknown("item", item, ALLOWANCE_ITEMS, span)
                return None
            world.used.add(f"{name}.{item}")
            amount = self.checker.allowance_type(name, span)
            kind: Type | None = {"refused": YES_NO, "spenders": ListOf(TEXT), "number": NUMBER}.get(item, amount)
            return (
                None
                if kind is None
                else ReadAllowance(
                    type=kind,
                    optional=optional or item != "refused",  # a row that does not ask has none of them
                    whole=item == "number" or world.allowance_whole[name],
                    path=way,
                    allowance=name,
                    item=item,
                    span=span,
                )
            )
        if item not in DEADLINE_ITEMS:
            world.unknown("item", item, DEADLINE_ITEMS, span)
            return None
        due = self.checker.deadline_type(name, span)
        kind = due if item == "due" else YES_NO
        return (
            None
            if kind is None
            else ReadDeadline(
                type=kind, optional=True if item == "due" else optional, path=way, deadline=name, item=item, span=span
            )
        )

    # ---------------------------------------------------------------- not found

    def _visible(self, place: Place) -> list[str]:
        world = self.world
        known: list[str] = [*world.settings, *world.unsettled, *place.extra, *CALENDAR_WORDS, "missing", "yes", "no"]
        if place.grain:
            for _, _, grain in world.reach(place.grain):
                known += [grain, *world.grains[grain].fields, *world.grains[grain].links]
                known += [name for owner, name in world.facts if owner == grain]
                known += [name for name, owner in world.allowance_grains.items() if owner == grain]
                known += [name for name, (owner, _) in world.deadline_drafts.items() if owner == grain]
                known += STATUS if grain in world.asked else ()
                known += ["date"] if world.grains[grain].dated_by is not None else []
        return known

    def _unknown(self, path: Path, place: Place, expected: Type | None) -> None:
        world, name = self.world, path.names[0]
        if any(f.span == path.span for f in world.findings):
            return
        if place.grain and any(self._has(grain, name) for grain in world.grains if world.route(grain, place.grain)):
            finer = next(grain for grain in world.grains if world.route(grain, place.grain) and self._has(grain, name))
            world.report(
                "finer-row",
                f"`{name}` belongs to the finer rows of `{finer}`: a row of `{place.grain}` may have several",
                path.span,
                help=f"use an aggregate, as in any({finer} where …) or count({finer} where …)",
            )
            return
        items = ALLOWANCE_ITEMS if name in world.allowance_grains else DEADLINE_ITEMS
        if name in world.allowance_grains or name in world.deadline_drafts:
            kind = "an allowance" if name in world.allowance_grains else "a deadline"
            world.report(
                "item-missing",
                f"`{name}` is {kind}, not a value",
                path.span,
                help=f"read one of {', '.join(f'`{name}.{item}`' for item in items)}",
            )
            return
        if (place.grain, name) in world.facts or name in world.settings or name in world.damaged:
            return  # it was found wrong where it is declared, and said so there
        if any(key[1] == name and world.facts[key].failed for key in world.facts):
            return
        codes = expected.codes if isinstance(expected, Codes) else ()
        if isinstance(expected, Codes) and expected.name.split(".")[0] in world.damaged:
            return
        if codes:
            known = [*codes, *self._visible(place)]
            world.unknown("code", name, known, path.span, f"`{expected}` has {', '.join(codes)}")
            return
        world.unknown("name", name, self._visible(place), path.span, "declare it, or check the spelling")


def _a(kind: Type) -> str:
    return {"yes_no": "a yes or no", "number": "a number", "hours": "a length of time", "money": "money"}.get(
        str(kind), f"a {kind}"
    )


__all__ = ["ALLOWANCE_ITEMS", "MINUTES", "MOMENT", "Names", "Place"]
