"""What every test run of this project shares."""

import os

# A reader's progress file is for readers: no test, and no kernel that a test starts, writes it.
os.environ["COURSE_PROGRESS"] = "off"

pytest_plugins = ["tests.browser", "tests.nbval_bridge", "tests.one_page", "tests.selection"]
