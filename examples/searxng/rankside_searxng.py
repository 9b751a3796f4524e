"""A SearXNG plugin that has each visitor's browser sort the results by relevance.

The server sends its usual page and one script more; the query and the results stay in the browser, where a small
language model ranks them. Visitors switch the plugin on or off in their preferences.

The files of rankside are read from the folder in the environment variable ``RANKSIDE_FOLDER``. Default: the folder
``rankside`` beside this module, as ``npx rankside copy rankside`` makes it.
"""

import os
import pathlib
import typing as t

import flask
from flask_babel import gettext

from searx.plugins import Plugin, PluginInfo

if t.TYPE_CHECKING:
    from searx.plugins import PluginCfg

HERE = pathlib.Path(__file__).parent
SCRIPT = "rankside_searxng.js"


@t.final
class SXNGPlugin(Plugin):
    """Sorts results by relevance in the visitor's browser."""

    id = "rankside"

    def __init__(self, plg_cfg: "PluginCfg") -> None:
        super().__init__(plg_cfg)
        self.folder = pathlib.Path(os.environ.get("RANKSIDE_FOLDER", HERE / "rankside")).resolve()
        self.info = PluginInfo(
            id=self.id,
            name=gettext("Sort by relevance on this device"),
            description=gettext("A small language model in your browser ranks the results; nothing is sent anywhere"),
            preference_section="ui",
        )

    def init(self, app: "flask.Flask") -> bool:
        """Adds the files' address and the script. Inactive, with an error in the log, if the files are missing."""
        if not (self.folder / "element.js").is_file():
            self.log.error("Expected element.js in %s; run `npx rankside copy %s`", self.folder, self.folder)
            return False
        app.add_url_rule("/rankside/<path:name>", "rankside_file", self._send_file)
        app.after_request(self._add_script)
        return True

    def post_search(self, request, search) -> None:  # pylint: disable=unused-argument
        """Called only for visitors who have the plugin on, so it marks the request for `_add_script`."""
        flask.g.rankside = True

    def _send_file(self, name: str) -> flask.Response:
        folder = HERE if name == SCRIPT else self.folder
        # Browsers ask each time whether a file changed, so that page and worker are never of two versions.
        return flask.send_from_directory(folder, name, max_age=0)

    @staticmethod
    def _add_script(response: flask.Response) -> flask.Response:
        if not flask.g.get("rankside") or response.mimetype != "text/html":
            return response
        script = flask.url_for("rankside_file", name=SCRIPT)
        page = response.get_data(as_text=True)
        response.set_data(page.replace("</head>", f'<script type="module" src="{script}"></script></head>', 1))
        return response
