/**
 * The only module that knows the component toolkit, so that it can be exchanged in a day. Its badge, tag and
 * progress ring are not used: their templates have style attributes, which the panel's policy forbids.
 */
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
import { setAttributes } from '../dom.js';

endFocusProbe();
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption());

/** A push button. */
export interface ButtonControl {
  readonly element: HTMLElement;
  setText(text: string): void;
  setPrimary(primary: boolean): void;
}

/** Makes a button. */
export function button(text: string, pressed: () => void): ButtonControl {
  const element = document.createElement('vscode-button') as Button;
  element.textContent = text;
  element.setAttribute('appearance', 'secondary');
  element.addEventListener('click', pressed);
  return {
    element,
    setText: (next) => {
      if (element.textContent !== next) element.textContent = next;
    },
    setPrimary: (primary) => element.setAttribute('appearance', primary ? 'primary' : 'secondary'),
  };
}

/** A list of which one entry is chosen. */
export interface ChoiceControl {
  readonly element: HTMLElement;
  /** Replaces the entries if they differ, and shows the chosen one. */
  update(entries: readonly { readonly value: string; readonly text: string }[], value: string): void;
}

/** Makes a dropdown; `chosen` is called for the user's choices only. */
export function dropdown(label: string, chosen: (value: string) => void): ChoiceControl {
  const element = document.createElement('vscode-dropdown') as Dropdown;
  setAttributes(element, { 'aria-label': label, title: label });
  element.addEventListener('change', () => chosen(element.value));
  let shown = '';
  return {
    element,
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
export interface CheckControl {
  readonly element: HTMLElement;
  setChecked(checked: boolean): void;
}

/** Makes a checkbox; `changed` is called for the user's changes only. */
export function checkbox(text: string, changed: (checked: boolean) => void): CheckControl {
  const element = document.createElement('vscode-checkbox') as Checkbox;
  element.textContent = text;
  let own = false;
  element.addEventListener('change', () => {
    if (!own) changed(element.checked);
  });
  return {
    element,
    setChecked: (checked) => {
      own = true;
      if (element.checked !== checked) element.checked = checked;
      own = false;
    },
  };
}
