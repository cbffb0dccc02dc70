"""Controls in the published page, where no kernel runs.

myst-nb writes the state of all widgets of a notebook into its page and loads their programs from
other hosts. Here each control gets a still picture in its place, for readers without scripts, for
paper and for the first moment. Its state becomes a script of its own, which control-host.js
fetches when the reader comes near, and so does the program of each kind of control. What is heavier
than pictures are allowed to be, a film, comes when the reader presses a button.
"""

import base64
import hashlib
import json
from html import escape
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from course_utils import controls

FOLDER = "_static/controls"
PLACE = "live-place"  # the class of what a control will come to life in
VIEW = '<script type="application/vnd.jupyter.widget-view+json">'
# As anywidget names them.
KINDS = {f"{kind.__module__}.{kind.__name__}": kind for kind in controls.KINDS}

logger = logging.getLogger(__name__)


def module(kind):
    """Return the script of a kind of control: its module, handed to control-host.js.

    A classic script may also be loaded by a page that was opened from a disk, and under a policy
    that allows only files of the site.
    """
    program, exports, rest = kind._esm.partition("export default ")
    if not exports or rest.strip() != "{ render };":
        raise ValueError(
            f"the module of {kind.__name__} must end with: export default {{ render }};"
        )
    return f'"use strict";\ndefineKind("{kind.page_name()}", () => {{\n{program}return {rest}}});\n'


def script(state):
    """Return the name of a control and the script that hands its state to control-host.js."""
    texts = {
        key: base64.b64encode(value).decode("ascii")
        for key, value in state.items()
        if isinstance(value, bytes)
    }
    plain = {key: value for key, value in state.items() if key not in texts}
    content = f"{json.dumps(plain)}, {json.dumps(texts)}"
    name = hashlib.sha256(content.encode()).hexdigest()[:16]
    return name, f'defineControl("{name}", {content});\n'


def still_control(kind, state, name, pictures, size):
    """Return the HTML of a still control of so many bytes.

    `pictures` are pairs of a `Still` and its address.
    """
    shown = [
        f'<img class="live-picture" src="{address}" alt="{escape(still.alt)}" loading="lazy" '
        f'width="{still.width}" height="{still.height}">'
        for still, address in pictures
    ]
    if size > controls.MAX_BYTES:
        text = f"Start the control ({size / 1e6:.1f} MB)"
        shown.append(
            f'<button type="button" class="try-button live-start pst-js-only">{text}</button>'
        )
    return (
        f'<div class="{PLACE} at-{name}" data-control="{name}">\n<figure class="live-control">\n'
        f'<figcaption class="live-title">{escape(state["label"])}</figcaption>\n'
        f"{kind.around(state, shown)}\n"
        "<noscript><p>With JavaScript this picture becomes a control.</p></noscript>\n"
        "</figure>\n</div>\n"
    )


def sizes(name, stills):
    """Return the style of the still pictures of a control: as large as they will be."""
    return "".join(
        f".at-{name}{f' .live-shown:nth-child({k + 1})' if k else ''} {{ "
        f"--natural: {still.width * max(1, 400 // still.width)}px; "
        f"--aspect: {still.width / still.height:.5g}; }}\n"
        for k, still in enumerate(stills)
    )


def own_state(record):
    """Return what the page needs of a widget's state, with its binary parts as bytes."""
    state = {
        key: value
        for key, value in record["state"].items()
        if not (key.startswith("_") or value is None or key == "layout")
    }
    for part in record.get("buffers", []):
        state[part["path"][0]] = base64.b64decode(part["data"])
    return state


class LiveControls(EnvironmentCollector):
    """Takes the controls out of each page that is read, and keeps the files that they become."""

    def clear_doc(self, app, env, docname):
        files_of(env).pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        found = files_of(other)
        files_of(env).update({name: found[name] for name in found if name in docnames})

    def process_doc(self, app, doctree):
        docname = app.env.docname
        written = NbMetadataCollector.get_js_files(app.env, docname)
        _, options = written.pop("ipywidgets_state", (None, {"body": '{"state": {}}'}))
        records = json.loads(options["body"])["state"]
        for node in list(doctree.findall(nodes.raw)):
            if not node.astext().startswith(VIEW):
                continue
            view = json.loads(node.astext().removeprefix(VIEW).removesuffix("</script>"))
            record = records.get(view["model_id"], {"model_name": "", "state": {}})
            kind = KINDS.get(record["state"].get("_anywidget_id"))
            if kind is None:
                logger.warning(
                    "this page shows a widget (%s) that would be dead in the published book: use "
                    "course_utils.controls, or tag its cell remove-output and say there that it "
                    "needs a kernel",
                    record["model_name"] or "without a state",
                    location=docname,
                )
                continue
            node.replace_self(self.control(app, docname, kind, own_state(record)))

    def control(self, app, docname, kind, state):
        """Keep the files of one control and return its place in the page."""
        size = sum(len(value) for value in state.values() if isinstance(value, bytes))
        if size > kind.max_bytes:
            logger.warning(
                "the control %r takes %d kB, a published one holds %d kB: take a smaller picture",
                *(state["label"], size // 1000, kind.max_bytes // 1000),
                location=docname,
            )
        state["kind"] = kind.page_name()
        name, program = script(state)
        files = files_of(app.env).setdefault(docname, {})
        page, pictures = app.builder.get_target_uri(docname), []
        for k, still in enumerate(kind.stills(state)):
            ending = "png" if still.file.startswith(b"\x89PNG") else "webp"
            files[f"{name}-{k}.{ending}"] = still.file
            pictures.append((still, relative_uri(page, f"{FOLDER}/{name}-{k}.{ending}")))
        files[f"{name}.js"] = program.encode()
        files[f"{kind.page_name()}.js"] = module(kind).encode()
        files |= {file: (controls.STATIC / file).read_bytes() for file in kind.files}
        style = f"{docname.replace('/', '-')}.css"
        more = sizes(name, [still for still, _ in pictures])
        files[style] = files.get(style, b"") + more.encode()
        return nodes.raw("", still_control(kind, state, name, pictures, size), format="html")


def files_of(env):
    """Return the files of all controls, {document: {file name: content}}."""
    if not hasattr(env, "live_controls"):
        env.live_controls = {}
    return env.live_controls


def write_files(app, env):
    """Write the files of all controls before the pages that name them, and remove older ones."""
    if app.builder.format != "html":
        return
    wanted = {}
    for files in files_of(env).values():
        wanted |= files
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in wanted.items():
        (folder / name).write_bytes(content)
    for old in set(folder.iterdir()) - {folder / name for name in wanted}:
        old.unlink()


def add_to_page(app, docname, template, context, doctree):
    if files := files_of(app.env).get(docname):
        styles = (file for file in files if file.endswith(".css"))
        for file in sorted(styles, key=lambda file: (file != "controls.css", file)):
            app.add_css_file(f"controls/{file}")
        app.add_js_file("control-host.js", defer="defer")


def choose_host(app, config):
    """Take myst-nb's programs for widgets, which come from other hosts, out of every page."""
    config.nb_ipywidgets_js = {}


def setup(app):
    app.connect("config-inited", choose_host)
    app.add_env_collector(LiveControls)
    app.connect("env-updated", write_files)
    app.connect("html-page-context", add_to_page)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
