import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RnnLensError } from '../../src/core/problems.js';
import { ModelError } from '../../src/host/models/modelError.js';
import { Failures } from '../../src/host/status/failures.js';
import { engineNotices } from '../../src/host/runs/engineNotices.js';
import { Refusal } from '../../src/live/refusal.js';
import { RpcError } from '../../src/protocol/rpc.js';

const URI = 'file:///a.txt';

/** What was said, and where: `log: …`, `panel: …`, `message: … [buttons]`. */
function failures(isPanelSeen: boolean) {
  const said: string[] = [];
  const log = {
    info: (text: string) => void said.push(`info: ${text}`),
    error: (text: string) => void said.push(`error: ${text}`),
  };
  const notify = (text: string, actions: readonly string[]) =>
    void said.push(`message: ${text} [${actions.join()}]`);
  const problem = { set: (text: string | null) => void said.push(`panel: ${text}`) };
  const tells = new Failures({ log, problem, notify, isPanelSeen: () => isPanelSeen });
  return { said, tells, log, notify };
}

const { sentence } = new RnnLensError('The file {0} is no state.', 'a');
const EXPECTED = [
  new Refusal('The file a is no state.'),
  new RnnLensError('The file {0} is no state.', 'a'),
  // As it comes from the engine.
  new RpcError('The file a is no state.', false, sentence),
];

for (const isPanelSeen of [true, false]) {
  const where = isPanelSeen ? 'with the panel in sight' : 'without the panel';

  test(`what a person must do is said once, without the way to the log, ${where}`, () => {
    for (const error of EXPECTED) {
      const { said, tells } = failures(isPanelSeen);
      tells.failed(error, URI);
      assert.deepEqual(said, ['info: The file a is no state.', 'message: The file a is no state. []']);
    }
  });

  test(`what nobody expects is said once, with the way to the log, ${where}`, () => {
    const { said, tells } = failures(isPanelSeen);
    tells.failed(new TypeError('x is undefined'), URI);
    assert.deepEqual(said, ['error: x is undefined', 'message: x is undefined [showLog]']);
  });
}

test('what stays so is said by the panel while it is in sight, else by a message', () => {
  const seen = failures(true);
  seen.tells.failed(new ModelError('Damaged.'), URI);
  assert.deepEqual(seen.said, ['error: Damaged.', 'panel: Damaged.']);
  const unseen = failures(false);
  unseen.tells.failed(new ModelError('Damaged.'), URI);
  // The panel says it when it is opened later.
  assert.deepEqual(unseen.said, ['error: Damaged.', 'panel: Damaged.', 'message: Damaged. [selectModel]']);
});

test('that the engine stopped is said once: of tags by the panel in sight, of a command by a message', () => {
  for (const isPanelSeen of [true, false])
    for (const lost of ['tags', 'repeatedly', 'command'] as const) {
      const { said, tells, log, notify } = failures(isPanelSeen);
      engineNotices(log as never, tells, notify).tell(lost);
      const places = said.map((line) => line.split(':')[0]);
      const shown = lost !== 'command' && isPanelSeen ? ['panel'] : ['message'];
      const kept = lost !== 'command' && !isPanelSeen ? ['panel'] : [];
      assert.deepEqual(places, ['info', ...kept, ...shown], `${lost}, ${isPanelSeen}`);
      if (!isPanelSeen || lost === 'command') assert.match(said.at(-1)!, /showLog\]$/);
    }
});
