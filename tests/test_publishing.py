"""What hosts are told: the workflow of GitHub Pages, and the policy in each form that it has."""

import re

import pytest
import yaml

from tests.browser import ROOT, policies

WORKFLOW = ROOT / ".github" / "workflows" / "pages.yml"
OFFICIAL = "checkout", "configure-pages", "deploy-pages", "setup-python", "upload-pages-artifact"


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workflow():
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


# ---- GitHub Pages ------------------------------------------------------------------------------


def test_it_runs_after_a_push_to_the_branch_of_the_settings(workflow):
    branch = yaml.safe_load(read("_config.yml"))["repository"]["branch"]
    runs = workflow[True]  # YAML takes the word "on" for yes
    assert runs["push"] == {"branches": [branch]}
    assert "workflow_dispatch" in runs


def test_its_commands_are_targets_of_make(workflow):
    commands = [step["run"] for step in steps(workflow) if "run" in step]
    assert commands
    for command in commands:
        target = re.fullmatch(r"make ([\w-]+)", command)
        assert target, command
        assert re.search(rf"^{target[1]}:", read("Makefile"), re.MULTILINE), command


def test_its_actions_are_github_s_own_at_a_major_version(workflow):
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    found = [re.fullmatch(r"actions/([\w-]+)@v\d+", action) for action in used]
    assert all(found), used
    assert sorted(action[1] for action in found) == sorted(OFFICIAL)


def test_it_may_do_no_more_than_it_must(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    granted = {name: job.get("permissions") for name, job in workflow["jobs"].items()}
    assert granted == {
        "build": {"contents": "read", "pages": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert "secrets." not in WORKFLOW.read_text(encoding="utf-8")
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def test_it_publishes_what_make_book_leaves(workflow):
    (given,) = [
        step["with"] for step in steps(workflow) if "upload-pages-artifact" in step.get("uses", "")
    ]
    assert given == {"path": "_build/html"}
    assert "make book" in [step.get("run") for step in workflow["jobs"]["build"]["steps"]]


def test_it_takes_a_python_that_the_course_runs_on(workflow):
    (given,) = [step["with"] for step in steps(workflow) if "setup-python" in step.get("uses", "")]
    assert given["python-version"] in re.findall(r"3\.\d+", read("book/setup.md"))


# ---- the policy --------------------------------------------------------------------------------


def snippet(language):
    """Return what CONTRIBUTING.md tells a server to do."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", read("CONTRIBUTING.md"), re.M | re.S)
    return found


def policies_by_file():
    """Return {name of a file: its policy} of _headers; pages have the name ""."""
    return {
        "" if pattern in ("/", "/*.html") else pattern: value
        for pattern, name, value in policies()
        if name == "Content-Security-Policy"
    }


def told_to(language):
    """Return the same of a snippet."""
    told, file = {}, ""
    for line in snippet(language).splitlines():
        if found := re.search(r"location = (\S+) |<Files \"(.+)\">", line):
            file = found[1] or found[2]
        elif found := re.search(r'Content-Security-Policy "(.+)"', line):
            told[file] = found[1]
    return told


def test_pages_have_one_policy():
    pages = {value for pattern, _, value in policies() if pattern in ("/", "/*.html")}
    assert len(pages) == 1
    assert "unsafe-inline" not in pages.pop()


def test_nginx_is_told_the_policy_of_the_site():
    assert told_to("nginx") == policies_by_file()


def test_apache_is_told_the_policy_of_the_site():
    named = {file.rpartition("/")[2]: value for file, value in policies_by_file().items()}
    assert told_to("apache") == named
