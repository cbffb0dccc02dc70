"""nbgrader's settings for the assignments of this course."""

import os
import sys
import warnings

from ..checks.judging import chosen_seed, time_limit


def configure(settings, *, seed):
    """Set what the assignments of this course need, in nbgrader's configuration file.

    Parameters
    ----------
    settings : traitlets.config.Config
        What ``get_config()`` returns there.
    seed : int
        The cases of the checks are drawn from it; the environment variable COURSE_SEED goes before.
    """
    from nbconvert.preprocessors import ClearMetadataPreprocessor
    from nbgrader import preprocessors as own
    from nbgrader.server_extensions import formgrader

    from .marking import TOO_LONG, MarkAnswers
    from .rescue import ClearTests, PutInOrder, Submission

    os.environ.setdefault("COURSE_SEED", str(seed))
    try:
        chosen_seed()
        time_limit()
    except ValueError as error:
        sys.exit(str(error))  # nbgrader would go on without these settings
    # nbgrader calls alembic by its name, which an environment that is not activated does not know.
    here = os.path.dirname(sys.executable)
    os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])
    os.environ["COURSE_PROGRESS"] = "off"
    # nbgrader's database code, on its first use of each kind.
    warnings.filterwarnings("ignore", module="sqlalchemy|nbgrader")
    settings.MarkAnswers.error_on_timeout = TOO_LONG
    settings.MarkAnswers.shutdown_kernel = "immediate"
    settings.MarkAnswers.extra_arguments = ["--Application.log_level=ERROR"]  # of the kernel
    settings.ClearSolutions.code_stub = {"python": "..."}
    settings.HTMLExporter.template_name = "course_feedback"
    settings.HTMLExporter.template_file = "exercises.html.j2"
    settings.HTMLExporter.extra_template_basedirs = [
        os.path.join(os.path.dirname(__file__), "templates"),
        os.path.join(os.path.dirname(formgrader.__file__), "templates"),
    ]
    settings.Autograde.exporter_class = Submission
    settings.Autograde.pre_convert_hook = "course_utils.assignments.rescue.find_notebooks"
    settings.Autograde.sanitize_preprocessors = [
        PutInOrder,
        own.OverwriteKernelspec,
        own.OverwriteCells,
        own.CheckCellMetadata,
    ]
    settings.Autograde.autograde_preprocessors = [
        MarkAnswers,
        own.IgnorePattern,
        ClearMetadataPreprocessor,
        own.LimitOutput,
        own.SaveAutoGrades,
        own.AssignLatePenalties,
        own.CheckCellMetadata,
        ClearTests,
    ]
