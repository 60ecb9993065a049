import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from 'vscode';
import { OneMessage } from '../../src/host/status/oneMessage.js';

/** An event that the test fires, and how many listen to it. */
function fakeEvent() {
  const listeners = new Set<() => void>();
  const event: Event<unknown> = (listener) => {
    const call = () => void listener(null);
    listeners.add(call);
    return { dispose: () => listeners.delete(call) };
  };
  return { event, listeners, fire: () => [...listeners].forEach((listener) => listener()) };
}

function statusBar() {
  const shown: string[] = [];
  const messages = new OneMessage((message) => {
    shown.push(message);
    return { dispose: () => shown.splice(0, shown.length, ...shown.filter((each) => each !== message)) };
  });
  return { messages, shown };
}

test('what was said is over when it is not so any more, when something else is said, and when something is done', () => {
  const { messages, shown } = statusBar();
  const [edited, switched] = [fakeEvent(), fakeEvent()];
  messages.say('no text to tag', [edited.event, switched.event]);
  assert.deepEqual(shown, ['no text to tag']);
  edited.fire();
  assert.deepEqual([shown, edited.listeners.size, switched.listeners.size], [[], 0, 0]);
  messages.say('coloured by unit 3', [switched.event]);
  messages.say('coloured by unit 4', [switched.event]);
  assert.deepEqual([shown, switched.listeners.size], [['coloured by unit 4'], 1]);
  messages.hush();
  messages.hush();
  assert.deepEqual([shown, switched.listeners.size], [[], 0]);
});
