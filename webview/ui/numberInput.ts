import './ui.css';
import { h, setAttributes } from '../dom.js';

/** A field for a whole number; the toolkit's text field has no numbers. */
export interface NumberControl {
  readonly element: HTMLElement;
  /** Shows a number of 0…largest, unless the person is writing one. */
  update(value: number, largest: number): void;
}

/** Makes a labelled number field; `chosen` is called for valid numbers the person enters, with Enter or the arrows. */
export function numberInput(label: string, title: string, chosen: (value: number) => void): NumberControl {
  const input = h('input', { type: 'number', min: 0, step: 1, title, inputmode: 'numeric' });
  const element = h('label', { class: 'number-input' }, label, input);
  const valid = () => input.value !== '' && Number.isInteger(input.valueAsNumber) && input.checkValidity();
  input.addEventListener('change', () => {
    if (valid()) chosen(input.valueAsNumber);
    setAttributes(input, { 'aria-invalid': valid() ? null : 'true' });
  });
  return {
    element,
    update: (value, largest) => {
      setAttributes(input, { max: largest });
      if (document.activeElement === input && !valid()) return;
      setAttributes(input, { 'aria-invalid': null });
      if (input.value !== String(value)) input.value = String(value);
    },
  };
}
