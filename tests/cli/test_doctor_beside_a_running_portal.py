"""Beside a running `portal up`, the doctor looks at what that one uses."""

import json
from pathlib import Path

from click.testing import CliRunner

from portal.cli import main
from tests.provision import running_portal


def test_the_doctor_finds_what_a_start_has_chosen_itself(tmp_path: Path) -> None:
    with running_portal(tmp_path, "--no-demo") as portal:
        environment = {"PORTAL_DATA_DIR": str(portal.data_dir)}
        done = CliRunner().invoke(main, ["doctor", "--json"], env=environment)
        alone = {**environment, "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
        elsewhere = CliRunner().invoke(main, ["doctor", "--json"], env=alone)

    found = {finding["what"]: finding for finding in json.loads(done.stdout)["findings"]}
    for what in ("database", "migrations", "Redis", "mail relay", "address", "sender"):
        assert found[what]["verdict"] == "ok", found[what]
    assert done.exit_code == 0
    # What somebody gives counts more.
    assert "there is none yet" in elsewhere.stdout
