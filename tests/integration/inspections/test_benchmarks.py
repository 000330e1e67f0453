"""The bench: a drill that measures and prints, and asserts nothing about time."""

import os
import subprocess
import sys

import pytest

from tests.databases import CHECKOUT, TestServers


@pytest.mark.drill
def test_the_bench_compares_both_sides_and_leaves_no_database_behind(
    servers: TestServers, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {
        **os.environ,
        "QIUDU_ROLE": "owner",
        "DATABASE_OWNER_URL": servers.owner_of(servers.template),
        "DATABASE_URL": servers.runtime_of(servers.template),
        "REDIS_URL": servers.redis_url,
    }
    bench = subprocess.run(
        [sys.executable, "manage.py", "bench", "decide"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert bench.returncode == 0, bench.stderr
    assert "share" in bench.stdout
    assert not servers.databases("qiudu_bench_%")
    with capsys.disabled():
        print(f"\n{bench.stdout}")
