"""Which enterprise every row is about: by credit code, then by name."""

from __future__ import annotations

from collections import defaultdict

from techreform_cli.domain.field import SheetSpec
from techreform_cli.domain.ledger import called
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.near import NearNames, abbreviates, near_code
from techreform_cli.ledger.wording import same_name


def joined(spec: SheetSpec) -> bool:
    """Whether the sheet's rows are each about one enterprise listed in 《企业》."""
    return spec.key != ENTERPRISES and any(field.key == "credit_code" for field in spec.fields)


class EnterpriseJoiner:
    """Finds the enterprise of each row; adds an enterprise of which all else is unknown where 《企业》 has none."""

    def __init__(self, enterprises: Draft, problems: list[Problem]) -> None:
        self._enterprises = enterprises
        self._problems = problems
        self._called = called(enterprises.spec, enterprises.origins)
        self._listed = len(enterprises)
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._unclear: dict[str, int] = {}  # names that several listed enterprises bear -> the one added for them
        self._added_at: dict[int, SourceRef] = {}  # enterprises added -> the row that they were first met in
        self._renamed: dict[tuple[int, str], list[tuple[SourceRef, str]]] = defaultdict(list)
        for row in range(self._listed):
            self._index(row)
        self._near = NearNames([enterprises.text("name", row) for row in range(self._listed)])

    def _index(self, row: int) -> None:
        code, name = self._enterprises.text("credit_code", row), self._enterprises.text("name", row)
        if code:
            self._by_code.setdefault(code, row)
        elif self._enterprises.has_cell("credit_code", row):
            self._problems.append(problem("L054", self._enterprises.ref("credit_code", row), "统一社会信用代码", found=name))
        same = self._by_name[same_name(name)] if name else []
        if same:
            place = self._enterprises.ref("name", row)
            self._problems.append(problem("L057", place, "企业名称", found=name, cell=self._place(same[0], place)))
        same.append(row)

    def positions(self, drafts: dict[str, Draft]) -> dict[str, list[int]]:
        """The position in 《企业》 of each row's enterprise, table by table."""
        found = {key: [0] * len(draft) for key, draft in drafts.items()}
        # Rows with a code first: an enterprise added for one of them may be what a mere name means elsewhere.
        said = {key: list(zip(draft.texts("credit_code"), draft.texts("name"), strict=True)) for key, draft in drafts.items()}
        for with_code in (True, False):
            for key, draft in drafts.items():
                for row, (code, name) in enumerate(said[key]):
                    if bool(code) is with_code:
                        found[key][row] = self._position(draft, row, code, name)
        self._report_renamed()
        return found

    def _position(self, draft: Draft, row: int, code: str, name: str) -> int:
        known = self._by_code.get(code) if code else None
        if known is not None and name == self._enterprises.text("name", known):
            return known
        bearing = self._by_name.get(same_name(name), []) if name else []
        named = [at for at in bearing if at < self._listed or not code]
        if known is not None:
            self._compare_name(draft, row, known, named)
            return known
        if len(named) == 1:
            self._compare_code(draft, row, code, named[0])
            return named[0]
        return self._unlisted(draft, row, code, name, ambiguous=len(named) > 1 and not code)

    def _compare_name(self, draft: Draft, row: int, known: int, named: list[int]) -> None:
        """Warn where the row's name is that of another enterprise than its code's; note where it is nobody's."""
        listed, name = self._enterprises.text("name", known), draft.text("name", row)
        if not named and name and listed and not abbreviates(same_name(name), same_name(listed)):
            self._renamed[known, same_name(name)].append((draft.ref("name", row), name))
        if named and known not in named:
            self._problems.append(
                problem(
                    "L056",
                    draft.ref("name", row),
                    "企业名称",
                    found=draft.text("credit_code", row),
                    name=name,
                    taken=listed,
                    cell=self._place(known, draft.ref("name", row)),
                    list=self._called,
                )
            )

    def _compare_code(self, draft: Draft, row: int, code: str, named: int) -> None:
        """Warn where the row's code is not that of the enterprise its name says."""
        listed = self._enterprises.text("credit_code", named)
        if code and listed:
            self._problems.append(
                problem(
                    "L059",
                    draft.ref("credit_code", row),
                    "统一社会信用代码",
                    found=code,
                    taken=listed,
                    name=draft.text("name", row),
                    cell=self._place(named, draft.ref("credit_code", row)),
                    list=self._called,
                )
            )

    def _report_renamed(self) -> None:
        """Warn once of each other name under which an enterprise's code stands."""
        for (known, _), rows in self._renamed.items():
            place, name = rows[0]
            code, taken = self._enterprises.text("credit_code", known), self._enterprises.text("name", known)
            more = f"（另有 {len(rows) - 1} 行也这样写）" if len(rows) > 1 else ""
            details = {"found": code, "taken": taken, "cell": self._place(known, place), "name": name, "more": more}
            self._problems.append(problem("L062", place, "企业名称", **details))

    def _place(self, row: int, seen_from: SourceRef) -> str:
        """The cell in which an enterprise is named: in 《企业》, or where one that is not listed was first met."""
        place = self._enterprises.ref("name", row) if row < self._listed else self._added_at[row]
        return place.seen_from(seen_from)

    def _unlisted(self, draft: Draft, row: int, code: str, name: str, *, ambiguous: bool) -> int:
        """An enterprise added for the row; the next row of that code or name finds it, a row with neither gets its own."""
        if ambiguous and same_name(name) in self._unclear:
            return self._unclear[same_name(name)]
        place = draft.ref("name" if name or not code else "credit_code", row)
        if code or name:
            self._report_unlisted(place, code, name, ambiguous)
        elif draft.has_cell("name", row) or draft.has_cell("credit_code", row):  # else the missing columns have been said once
            self._problems.append(problem("L053", place, "企业名称", found=""))
        shown_name = name or (f"（代码 {code}）" if code else f"（企业不明，{place.short}）")
        values: dict[str, Value] = {"name": shown_name, "credit_code": code or None}
        added = self._enterprises.add_row(values)
        self._added_at[added] = place
        if ambiguous:
            self._unclear[same_name(name)] = added
            return added
        if code:
            self._by_code[code] = added
        if name:
            self._by_name[same_name(name)].append(added)
        return added

    def _report_unlisted(self, place: SourceRef, code: str, name: str, ambiguous: bool) -> None:
        if ambiguous:
            cells = "、".join(self._place(row, place) for row in self._by_name[same_name(name)])
            self._problems.append(problem("L058", place, "企业名称", found=name, cells=cells))
        elif self._listed:  # with no 《企业》 at all, that has been said once
            near = self._near.name(name) if name else None
            near = near_code(code, self._by_code) if near is None and code else near
            told = f"，是否为{self._place(near, place)} 的「{self._enterprises.text('name', near)}」？" if near is not None else ""
            self._problems.append(problem("L055", place, "企业名称", found=name or code, near=told, list=self._called))
