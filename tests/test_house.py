"""The house rules: which layer may import which, what is imported when, how large things are, and that no policy is written in Python."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from techreform_cli.policy.dictionary import load_dictionary
from techreform_cli.policy.yaml_source import read_yaml

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "techreform_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "cli": {"cli", "batch", "casebook", "pipeline", "policies", "report", "domain"},
    "batch": {"batch", "pipeline", "policies", "report", "engine", "ledger", "policy", "domain"},
    "casebook": {"casebook", "pipeline", "report", "policy", "domain"},
    "pipeline": {"policies", "policy", "ledger", "engine", "domain"},
    "policies": {"policy", "ledger", "domain"},
    "report": {"report", "domain"},
    "engine": {"engine", "domain"},
    "ledger": {"ledger", "domain"},
    "policy": {"policy", "domain"},
    "domain": {"domain"},
    "__main__": {"cli"},
    "": {"domain"},
}
HEAVY = {"pandas", "numpy", "openpyxl", "pydantic", "xlsxwriter", "python_calamine", "xlrd", "olefile", "rich", "yaml", "stdnum"}
LIGHT_LAYERS = ("cli", "domain", "pipeline", "policies")
LONGEST_FILE, LONGEST_FUNCTION = 350, 40
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "shared", "base"}


@dataclass(frozen=True)
class Import:
    """One import statement: who imports what, at the top of the module or inside a function, at run time or for types only."""

    importer: Path
    line: int
    name: str
    top: bool
    runtime: bool

    def __str__(self) -> str:
        return f"{self.importer.relative_to(ROOT)}:{self.line} imports {self.name}"


def layer_of(path: Path) -> str:
    """The folder of a module below the package, or its own name where it lies at the top (pipeline, policies)."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def names_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    assert node.level == 0, "imports are absolute"
    return [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "techreform_cli" else [str(node.module)]


def imports(path: Path) -> list[Import]:
    """Every import of a module."""
    found: list[Import] = []

    def walk(node: ast.AST, top: bool, runtime: bool) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.extend(Import(path, node.lineno, name, top, runtime) for name in names_of(node))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            top = False
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for part in node.body:
                walk(part, top, False)
            for part in node.orelse:
                walk(part, top, runtime)
            return
        for child in ast.iter_child_nodes(node):
            walk(child, top, runtime)

    walk(tree(path), True, True)
    return found


EVERY = [one for path in MODULES for one in imports(path)]


def test_imports_point_down() -> None:
    wrong = [
        str(one)
        for one in EVERY
        if one.name.startswith("techreform_cli.")
        and one.name != "techreform_cli.__version__"
        and one.name.split(".")[1] not in MAY_IMPORT[layer_of(one.importer)]
    ]
    assert not wrong


def test_the_domain_imports_only_itself_and_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"techreform_cli", "__future__"}
    assert not [str(one) for one in EVERY if layer_of(one.importer) == "domain" and one.runtime and one.name.split(".")[0] not in allowed]


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    wrong = [one for one in EVERY if one.name.split(".")[0] in HEAVY and one.top and one.runtime and layer_of(one.importer) in LIGHT_LAYERS]
    assert not [str(one) for one in wrong]


def test_commands_import_lower_layers_in_their_bodies() -> None:
    below = tuple(f"techreform_cli.{layer}" for layer in ("batch", "casebook", "report", "engine", "ledger", "policy"))
    above = ("cli", "pipeline", "policies")
    wrong = [one for one in EVERY if layer_of(one.importer) in above and one.top and one.runtime and one.name.startswith(below)]
    assert not [str(one) for one in wrong]


@pytest.mark.parametrize("module", [f"techreform_cli.{name}" for name in ("domain.result", "domain.policy", "pipeline", "policies")])
def test_light_modules_load_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & HEAVY


def test_a_file_is_a_noun_or_a_stage() -> None:
    assert not [str(path) for path in MODULES if set(path.stem.split("_")) & BANNED_NAMES]


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": length
        for path in MODULES
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert not long


def public(path: Path) -> Iterator[tuple[str, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """The module, its public classes and functions, and the public methods of those classes."""
    yield "", tree(path)
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def overrides(name: str, path: Path) -> bool:
    """Methods that only answer the command line library or pydantic are described there."""
    return layer_of(path) == "cli" and path.stem == "chinese" and "." in name


def test_everything_public_has_an_english_docstring() -> None:
    texts = {
        f"{path.relative_to(ROOT)} {name}": ast.get_docstring(node)
        for path in MODULES
        for name, node in public(path)
        if not overrides(name, path)
    }
    assert not [name for name, text in texts.items() if not text and not name.endswith("__init__.py ")]
    # Chinese in a docstring is a word quoted from the ledger or the workbook, or an example of a few characters, never its language
    assert not [
        name for name, text in texts.items() if text and len(re.findall("[一-鿿]", text)) > max(8, len(re.findall("[A-Za-z]", text)))
    ]


# no policy in Python


def policy_ids() -> set[str]:
    """Interpretation, option, program, target and parameter ids of every packaged policy."""
    found: set[str] = set()
    for file in sorted((ROOT / "rules").glob("*.yaml")):
        data = read_yaml(file).data
        for part in ("interpretations", "programs", "targets", "parameters", "tracked", "stacking", "definitions"):
            found |= set(data.get(part, {}))
        for program in data.get("programs", {}).values():
            found |= set(program["conditions"])
        found |= {f"{target}_cumulative" for target in data.get("targets", {})}
    return found


def dictionary_words() -> set[str]:
    """The identifiers of the field dictionary, which engine and ledger know, and the words of the policy language itself."""
    dictionary = load_dictionary()
    fields = {field.key for sheet in dictionary.sheets for field in sheet.fields} | {sheet.key for sheet in dictionary.sheets}
    return fields | LANGUAGE


LANGUAGE = {
    "stacking",  # a section of every policy file
    "rounding",  # a slot of every program
    "fund_programs",  # a section of a policy file
    "investment",  # the example in a message about growth
    "revenue",  # reserved for step and condition names
}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string literal of a module that is no docstring, f-strings by their fixed parts."""
    documentation = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def found_in_python(words: set[str], pattern: str, allowed: dict[str, set[str]]) -> list[str]:
    """Where one of `words` stands in a string literal, but for those `allowed` in a module (by its path in the package)."""
    hits = []
    for path in MODULES:
        name = str(path.relative_to(PACKAGE))
        for line, text in strings(path):
            for word in set(re.findall(pattern, text)) & words - allowed.get(name, set()):
                hits.append(f"{name}:{line} {word}")
    return hits


ID_ALLOWED = {
    "cli/options.py": {"equipment_floor"},  # the example in the advice on --set
    "report/terminal.py": {"green"},  # a colour
    "report/explain_outline.py": {"green"},
    "engine/trial.py": {"about_share"},  # the field of Policy
}


def test_no_policy_id_is_known_to_python() -> None:
    hits = found_in_python(policy_ids() - dictionary_words(), r"(?<![\w-])[a-z][a-z0-9_]*(?![\w])", ID_ALLOWED)
    assert not hits


PLACES = {"东源", "河源", "广州", "深圳", "珠海", "佛山", "东莞", "中山", "惠州", "江门", "肇庆"} | {
    "仙塘",
    "灯塔",
    "骆湖",
    "船塘",
    "顺天",
    "上莞",
    "曾田",
    "柳城",
    "义合",
    "蓝口",
    "黄田",
    "叶潭",
    "黄村",
    "康禾",
    "锡场",
    "新港",
    "双江",
    "涧头",
    "新回龙",
    "半江",
    "漳溪",
}


def test_no_place_is_known_to_python() -> None:
    hits = [
        f"{path.relative_to(PACKAGE)}:{line} {place}"
        for path in MODULES
        for line, text in strings(path)
        for place in PLACES
        if place in text
    ]
    assert not hits


NOTICE_NUMBERS = (
    r"(?<![\d.])(?:20%|40%|50%|30%|15%|95%|10万元?|300万元?|1000万元?|5000万元?|1亿元?|44亿元?|1[234]亿元?|2017|2018|2019|2020|49家)(?!\d)"
)
EXAMPLES = {"例如", "如 ", "写成", "写四位年度", "→"}
"""A number in advice on how to write one is an example, not a rule."""


def test_no_number_of_the_notice_is_in_a_string() -> None:
    hits = []
    for path in MODULES:
        for line, text in strings(path):
            if not any(word in text for word in EXAMPLES):
                hits += [f"{path.relative_to(PACKAGE)}:{line} {number}" for number in re.findall(NOTICE_NUMBERS, text)]
    # examples in advice on how to write a number or a day
    allowed = ("policy/scope.py", "policy/compile_", "policy/slots.py", "policy/messages.py", "ledger/codes/")
    assert not [hit for hit in hits if not hit.startswith(allowed)]


def test_no_number_of_the_notice_is_in_the_code() -> None:
    """Years, and amounts in 分, 元 or 万元, as integers; rates as fractions of them."""
    years = {2017, 2018, 2019, 2020, 20180101, 20201231, 20180915}
    wan = {10, 300, 1000, 5000, 10_000}
    forbidden = years | {49} | {amount * 1_000_000 for amount in wan} | {amount * 10_000 for amount in wan - {10, 1000, 10_000}}
    hits = {
        f"{path.relative_to(PACKAGE)} {node.value}"
        for path in MODULES
        if path != PACKAGE / "domain" / "money.py"  # how many 分 a unit holds
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in forbidden
    }
    assert not hits - {"report/book.py 2018"}  # the day every workbook bears as its creation


def test_no_floating_point_number_stands_in_the_calculation() -> None:
    hits = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.value}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if layer_of(path) in ("engine", "policy", "domain")
        and isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and node.value not in (0.3, 0.4, 0.6)  # how alike two names must be to be suggested
    ]
    assert not hits


# what ships


def test_the_rules_ship_inside_the_wheel() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert build["packages"] == ["techreform_cli"] and build["force-include"] == {"rules": "techreform_cli/rules"}


@pytest.mark.slow
def test_an_installed_copy_has_the_rules(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        wheel.extractall(tmp_path / "installed")
    assert {f"techreform_cli/rules/{path.relative_to(ROOT / 'rules')}" for path in (ROOT / "rules").rglob("*.yaml")} <= set(names)
    code = "from techreform_cli.policy.packaged import packaged; print(list(packaged().values())[0])"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path / "installed", capture_output=True, text=True, check=True).stdout
    assert str(tmp_path / "installed") in found
