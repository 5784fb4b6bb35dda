"""Modules import each other by hashed names; what comments name is left alone."""

from pathlib import Path

from django.core.files.base import ContentFile

from streaming.site.assets.static import Storage

ACT = (
    '/** @param {import("./scene.js").Scene} scene */\nexport const act = (scene) => scene.name;\n'
)
SCENE = 'import { act } from "./act.js";\nexport class Scene { play() { return act(this); } }\n'


def test_two_modules_may_know_each_other_by_type(tmp_path):
    storage = Storage(location=tmp_path, base_url="/static/")
    for name, text in (("act.js", ACT), ("scene.js", SCENE)):
        storage.save(name, ContentFile(text.encode()))
    done = {
        name: hashed
        for name, hashed, processed in storage.post_process(
            {name: (storage, name) for name in ("act.js", "scene.js")}
        )
        if processed is True
    }
    scene, act = (Path(tmp_path, done[name]).read_text() for name in ("scene.js", "act.js"))
    assert scene.splitlines()[0] == f'import {{ act }} from "./{done["act.js"]}";'
    assert act == ACT
