"""After the rehearsal nothing is left to read or to compile."""

from ipywidgets.widgets.widget import _instances as open_widgets

from otkit.front.drawing import TEMPLATES, _environment
from otkit.widgets.learn import lessons_by_language
from otkit.widgets.rehearsal import rehearse


def test_templates_are_compiled_and_lessons_read():
    rehearse()
    compiled = {key[1] for key in _environment().cache}
    pages = {
        str(path.relative_to(TEMPLATES))
        for page in ("check_in", "learn")
        for path in (TEMPLATES / page).glob("*.j2")
    }
    assert pages <= compiled
    assert lessons_by_language.cache_info().currsize > 0


def test_no_widget_of_the_rehearsal_is_left_open():
    before = set(open_widgets)
    rehearse()
    assert set(open_widgets) <= before
