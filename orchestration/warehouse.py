"""Running dbt: its environment, its manifest, and what to say when it fails.

Belongs here: everything around a dbt process. Not here: SQL of the models.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_spatial

from orchestration.workspace import Settings

PROJECT = Path(__file__).parents[1] / "dbt_project"
MANIFEST = PROJECT / "target" / "manifest.json"
EXTENSIONS = Path(sys.prefix) / "share" / "duckdb_extensions"
DBT = Path(sys.executable).parent / "dbt"
EXAMPLES = 3


def dbt_environment(settings: Settings) -> dict[str, str]:
    """The environment variables that the dbt project and its profile read."""
    workspace = settings.workspace
    return {
        "LBN_BRONZE": str(workspace.store.root / "bronze"),
        "LBN_WAREHOUSE": str(workspace.warehouse),
        "LBN_DUCKDB_EXTENSIONS": str(EXTENSIONS),
        "LBN_REAL": str(settings.is_real).lower(),
        "LBN_WHOLE": str(settings.is_whole).lower(),
        "DBT_PROFILES_DIR": str(PROJECT),
    }


def project_files() -> list[Path]:
    """The files that decide what dbt builds."""
    kept = [
        path
        for folder in ("models", "macros", "seeds", "tests", "simulation", "suppliers")
        for path in (PROJECT / folder).rglob("*.*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    return sorted([*kept, PROJECT / "dbt_project.yml", PROJECT / "profiles.yml"])


def ensure_spatial_extension() -> None:
    """Install DuckDB's spatial extension from its wheel, once per virtual environment."""
    package = Path(next(iter(duckdb_extension_spatial.__path__)))
    wheel_file = next(package.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
    EXTENSIONS.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"extension_directory": str(EXTENSIONS)}) as connection:
        installed = connection.execute(
            "select installed from duckdb_extensions() where extension_name = 'spatial'"
        ).fetchone()
        if not (installed and installed[0]):
            connection.execute(f"install '{wheel_file}'")


def ensure_manifest() -> Path:
    """dbt's manifest of the project as it is now; parsed again only when a file changed."""
    stamp = MANIFEST.with_name("manifest.fingerprint")
    fingerprint = fingerprint_tree(project_files(), PROJECT)
    if not MANIFEST.exists() or not stamp.exists() or stamp.read_text() != fingerprint:
        _parse_project()
        stamp.write_text(fingerprint)
    return MANIFEST


def read_manifest() -> dict[str, Any]:
    """dbt's manifest as data."""
    manifest: dict[str, Any] = json.loads(ensure_manifest().read_bytes())
    return manifest


def mart_names(manifest: dict[str, Any]) -> list[str]:
    """The published models, in order of name."""
    return sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    )


def fingerprint_tree(paths: list[Path], root: Path) -> str:
    """One sha256 over the relative names and the contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def describe_failures(
    run_results: dict[str, Any], manifest: dict[str, Any], warehouse: Path
) -> list[str]:
    """What failed in a dbt run, in words: the test or model, its purpose, and example rows."""
    failed = [r for r in run_results["results"] if r["status"] in ("fail", "error")]
    # Tests whose names are sentences say what is wrong; generic ones often only follow from that.
    failed.sort(key=lambda result: _is_generic_test(result["unique_id"], manifest))
    return [_describe_failure(result, manifest, warehouse) for result in failed]


def _is_generic_test(node: str, manifest: dict[str, Any]) -> bool:
    return bool(manifest["nodes"].get(node, {}).get("test_metadata"))


def _parse_project() -> None:
    environment = {
        **os.environ,
        "DBT_PROFILES_DIR": str(PROJECT),
        "LBN_DUCKDB_EXTENSIONS": str(EXTENSIONS),
    }
    done = subprocess.run(  # noqa: S603 - a fixed command of our own environment
        [str(DBT), "--quiet", "parse", "--target-path", str(MANIFEST.parent)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"dbt cannot parse {PROJECT}:\n{done.stdout}{done.stderr}")


def _describe_failure(result: dict[str, Any], manifest: dict[str, Any], warehouse: Path) -> str:
    node = manifest["nodes"].get(result["unique_id"], {})
    name = node.get("name", result["unique_id"])
    path = node.get("original_file_path", "")
    if result["status"] == "error":
        return f"{name} (dbt_project/{path}): {result['message']}"
    examples = "; ".join(_example_rows(result.get("compiled_code"), warehouse))
    return (
        f"{name} (dbt_project/{path}): {result.get('failures')} rows fail, for example {examples}"
    )


def _example_rows(sql: str | None, warehouse: Path) -> Iterator[str]:
    if not sql or not warehouse.exists():
        return
    with duckdb.connect(
        str(warehouse), read_only=True, config={"extension_directory": str(EXTENSIONS)}
    ) as connection:
        found = connection.sql(sql).limit(EXAMPLES)
        columns = [column[0] for column in found.description]
        for row in found.fetchall():
            yield json.dumps(dict(zip(columns, row, strict=True)), default=str)
