"""Two ways to work a page: with a mouse, and with the keyboard alone."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

_MOST_STOPS = 120

# Why the element with the focus cannot be seen to have it; empty when it can, or when the page's end was passed.
_HIDDEN_FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const frame = focused.closest("label.bh-drop") ?? focused;
  const ring = (pseudo) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(frame, pseudo);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\\)$/.test(outlineColor);
  };
  const name = `${focused.outerHTML.slice(0, 160)} at ${location.pathname}`;
  if (!ring(null) && !ring("::after")) return `no ring: ${name}`;
  const { left, right, top, bottom } = frame.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return there && (frame.contains(there) || there.contains(frame)) ? "" : `covered or outside: ${name}`;
}"""


class Hands(Protocol):
    """What a person does on a page."""

    def fill(self, field: Locator, text: str) -> None:
        """Replace what a field holds."""

    def choose(self, field: Locator, option: str) -> None:
        """Choose in a select."""

    def press(self, control: Locator) -> None:
        """Press a button or follow a link."""

    def choose_files(self, field: Locator, files: list[Path]) -> None:
        """Open the file chooser and choose files in it."""

    def open_menu(self, button: Locator, item: Locator) -> None:
        """Open a menu and take one of its lines."""


class Mouse:
    """Points and clicks, and types where it has clicked."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def fill(self, field: Locator, text: str) -> None:
        """Click into the field and type."""
        field.click()
        field.fill(text)

    def choose(self, field: Locator, option: str) -> None:
        """Pick the option."""
        field.select_option(option)

    def press(self, control: Locator) -> None:
        """Click."""
        control.click()

    def choose_files(self, field: Locator, files: list[Path]) -> None:
        """Click on the place for files."""
        with self._page.expect_file_chooser() as chooser:
            self._page.locator("label").filter(has=field).click()
        chooser.value.set_files(files)

    def open_menu(self, button: Locator, item: Locator) -> None:
        """Click twice."""
        button.click()
        item.click()


class Keyboard:
    """Tab, arrows, Enter and letters; notes in `problems` where the focus is not to be seen, and every pointer."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self._page = page
        # Keeps choosers in the test's hands from now on: one that opens as soon as Enter is pressed would be missed.
        page.on("filechooser", lambda _chooser: None)
        page.expose_binding("pointerWasUsed", lambda _source: self.problems.append("a pointer was used"))
        page.add_init_script("addEventListener('pointerdown', () => window.pointerWasUsed(), true)")

    def fill(self, field: Locator, text: str) -> None:
        """Tab to the field and type over what it holds."""
        self._reach(field)
        self._page.keyboard.press("Control+a")
        self._page.keyboard.type(text)

    def choose(self, field: Locator, option: str) -> None:
        """Type the option's first letters."""
        self._reach(field)
        self._page.keyboard.type(option)

    def press(self, control: Locator) -> None:
        """Tab to it, then Enter."""
        self._reach(control)
        self._page.keyboard.press("Enter")

    def choose_files(self, field: Locator, files: list[Path]) -> None:
        """Tab to the field, then Enter."""
        self._reach(field)
        with self._page.expect_file_chooser() as chooser:
            self._page.keyboard.press("Enter")
        chooser.value.set_files(files)

    def open_menu(self, button: Locator, item: Locator) -> None:
        """Enter, then arrows down to the line."""
        self.press(button)
        self._reach(item, key="ArrowDown")
        self._page.keyboard.press("Enter")

    def _reach(self, target: Locator, *, key: str = "Tab") -> None:
        expect(target).to_be_attached()
        for _stop in range(_MOST_STOPS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self._page.keyboard.press(key)
            hidden = self._page.evaluate(_HIDDEN_FOCUS)
            if hidden:
                self.problems.append(hidden)
        raise AssertionError(f"{key} does not lead to {target}")
