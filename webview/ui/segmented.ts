import './ui.css';
import { rovingKeys } from '../a11y.js';
import { h, setAttributes } from '../dom.js';
import type { Control } from './toolkit.js';

/** One segment: what is shown, and what it means in words. */
export interface Segment {
  readonly value: string;
  readonly text: string;
  readonly name: string;
}

/** A row of segments of which one is on; the toolkit has none. */
export interface SegmentedControl extends Control {
  update(segments: readonly Segment[], value: string): void;
}

/** Makes a segmented control: a radio group with one stop in the tab order. */
export function segmented(label: string, chosen: (value: string) => void): SegmentedControl {
  const element = h('div', { class: 'segmented', role: 'radiogroup', 'aria-label': label });
  let current: readonly Segment[] = [];
  const members = () => Array.from(element.children) as HTMLElement[];
  rovingKeys(element, members, (index) => chosen(current[index].value));
  const make = (segment: Segment) => {
    const member = h('button', { type: 'button', role: 'radio', title: segment.name }, segment.text);
    member.setAttribute('aria-label', segment.name);
    member.addEventListener('click', () => chosen(segment.value));
    return member;
  };
  return {
    element,
    setVisible: (visible) => void (element.hidden = !visible),
    update: (segments, value) => {
      if (JSON.stringify(segments) !== JSON.stringify(current)) {
        current = segments;
        element.replaceChildren(...segments.map(make));
      }
      members().forEach((member, index) => {
        const on = current[index].value === value;
        setAttributes(member, { 'aria-checked': String(on), tabindex: on ? 0 : -1 });
      });
    },
  };
}
