import './ui.css';
import { h, setAttributes } from '../dom.js';

/** A field for a line of text. */
export interface TextControl {
  readonly element: HTMLElement;
  /** What stands in it. */
  readonly value: string;
  /** Shows a text, unless the person is writing one; `another` also then: it is about something else now. */
  update(value: string, title: string, another: boolean): void;
}

/** Makes a labelled field of at most `most` characters; `changed` is called when people are done, with Enter or elsewhere. */
export function textInput(label: string, most: number, changed: () => void, name = ''): TextControl {
  const input = h('input', { type: 'text', maxlength: most, spellcheck: 'false', autocomplete: 'off' });
  const element = h('label', { class: `text-input ${name}`.trim() }, label, input);
  input.addEventListener('change', changed);
  return {
    element,
    get value() {
      return input.value;
    },
    update: (value, title, another) => {
      setAttributes(input, { title: title === '' ? null : title });
      if (document.activeElement === input && !another) return;
      if (input.value !== value) input.value = value;
    },
  };
}
