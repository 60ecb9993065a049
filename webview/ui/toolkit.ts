/**
 * The only module that knows the component toolkit, so that it can be exchanged in a day; how its elements look is in
 * `ui.css`. Its badge, tag and progress ring are not used: their templates have style attributes, which the panel's
 * policy forbids.
 */
import './ui.css';
import { endFocusProbe } from './focus-probe.js';
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  type Button,
  type Checkbox,
  type Dropdown,
} from '@vscode/webview-ui-toolkit';
import { setAttributes, setText } from '../dom.js';

endFocusProbe();
/** The toolkit's own is a picture without a name for who cannot see it. */
const checkedIndicator =
  '<svg part="checked-indicator" class="checked-indicator" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">' +
  '<path d="M3 8.5 6.5 12 13 4.5" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>';
provideVSCodeDesignSystem().register(
  ...[vsCodeButton(), vsCodeCheckbox({ checkedIndicator }), vsCodeDropdown(), vsCodeOption()],
);

/** A control as it stands in a view: only what is here may be done to its element. */
export interface Control {
  readonly element: HTMLElement;
  setVisible(visible: boolean): void;
}

/** A push button. */
export interface ButtonControl extends Control {
  setText(text: string): void;
  /** What it does, in a sentence; null for nothing more than its text. */
  setTitle(title: string | null): void;
  setPrimary(primary: boolean): void;
  setEnabled(enabled: boolean): void;
}

/** Makes a button; `name` is a class for its place in a view. */
export function button(text: string, pressed: () => void, name = ''): ButtonControl {
  const element = document.createElement('vscode-button') as Button;
  element.textContent = text;
  setAttributes(element, { class: `button ${name}`.trim(), appearance: 'secondary' });
  element.addEventListener('click', pressed);
  return {
    ...control(element),
    setText: (next) => setText(element, next),
    setTitle: (title) => setAttributes(element, { title }),
    setPrimary: (primary) => setAttributes(element, { appearance: primary ? 'primary' : 'secondary' }),
    setEnabled: (enabled) => setAttributes(element, { disabled: !enabled }),
  };
}

/** A list of which one entry is chosen. */
export interface ChoiceControl extends Control {
  /** Replaces the entries if they differ, and shows the chosen one. */
  update(entries: readonly { readonly value: string; readonly text: string }[], value: string): void;
}

/** Makes a dropdown; `chosen` is called for the user's choices only, `name` is a class for its place in a view. */
export function dropdown(label: string, chosen: (value: string) => void, name = ''): ChoiceControl {
  const element = document.createElement('vscode-dropdown') as Dropdown;
  setAttributes(element, { class: `dropdown ${name}`.trim(), 'aria-label': label, title: label });
  element.addEventListener('change', () => chosen(element.value));
  let shown = '';
  return {
    ...control(element),
    update: (entries, value) => {
      const next = JSON.stringify(entries);
      if (next !== shown) {
        shown = next;
        element.replaceChildren(
          ...entries.map((entry) => option(entry.value, entry.text, entry.value === value)),
        );
      }
      if (element.value !== value) element.value = value;
    },
  };
}

function option(value: string, text: string, selected: boolean): HTMLElement {
  const element = document.createElement('vscode-option');
  element.textContent = text;
  setAttributes(element, { value, selected });
  return element;
}

/** A box that is ticked or not. */
export interface CheckControl extends Control {
  setChecked(checked: boolean): void;
}

/** Makes a checkbox; `changed` is called for the user's changes only. */
export function checkbox(text: string, changed: (checked: boolean) => void): CheckControl {
  const element = document.createElement('vscode-checkbox') as Checkbox;
  element.textContent = text;
  setAttributes(element, { class: 'checkbox' });
  let own = false;
  element.addEventListener('change', () => {
    if (!own) changed(element.checked);
  });
  return {
    ...control(element),
    setChecked: (checked) => {
      own = true;
      if (element.checked !== checked) element.checked = checked;
      own = false;
    },
  };
}

function control(element: HTMLElement): Control {
  return { element, setVisible: (visible) => void (element.hidden = !visible) };
}
