// What a screen reader gets to know: the accessibility tree that Chromium makes of the real page in VS Code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContext, CDPSession, Frame } from 'playwright-core';
import { bringToFront, openView, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

/** A node of the tree, without those that are not told. */
interface Told {
  readonly role: string;
  readonly name: string;
  /** Nodes below it, of any depth. */
  readonly below: readonly Told[];
}

interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly childIds?: readonly string[];
}

/** What can be operated, or is a landmark among several: it must say what it is. */
const NAMED =
  /^(button|tab|tabpanel|checkbox|radio|radiogroup|combobox|listbox|option|slider|spinbutton|textbox|searchbox|switch|menu|menuitem|menuitemradio|link|grid|row|img|image|group|toolbar|tablist|region)$/;

/** Roles that may be unnamed: rows and groups say what is in them. */
const MAY_BE_UNNAMED = /^(row|group)$/;

const VIEWS = ['Tags', 'Read', 'Probabilities', 'Units', 'Hidden states', 'Network', 'Trajectory'] as const;

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('the tree of every main view: tabs, a named panel, and nothing that can be operated is without a name', () =>
  vscode.use(
    { viewport: { width: 1900, height: 1000 }, settings: { 'editor.accessibilitySupport': 'on' } },
    async (workbench) => {
      const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
      const problems: string[] = [];
      for (const view of VIEWS) {
        await bringToFront(panel, view);
        const told = await until(`the tree of ${view}, with something in it`, async () => {
          const nodes = await treeOf(workbench, panel);
          const own = nodes.find(({ role, name }) => role === 'tabpanel' && name === view);
          const words = own?.below.filter(({ name }) => name.trim() !== '') ?? [];
          return words.length > 5 ? nodes : undefined;
        });
        problems.push(...unnamed(told).map((problem) => `${view}: ${problem}`));
        assert.ok(
          told.some(({ role }) => role === 'tablist'),
          view,
        );
        const inFront = told.filter(({ role }) => role === 'tabpanel');
        assert.deepEqual(
          inFront.map(({ name }) => name),
          [view],
          'what is behind is not told',
        );
      }
      assert.deepEqual(problems, []);
    },
  ));

test('what is selected is told as a row, and of a picture by the live region; the status bar and the item say what they do', () =>
  vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await panel.getByRole('row').nth(2).click();
    await panel.locator('[role=grid]').press('ArrowDown');
    const row = await until('the selected row', async () => {
      const selected = panel.locator('.tag-row[aria-selected="true"] .text');
      return (await selected.count()) === 1 ? selected.textContent() : undefined;
    });
    // The tree follows the page a little later.
    const tree = await until('the row in the tree', async () => {
      const nodes = await treeOf(workbench, panel);
      const rows = nodes.filter(({ role }) => role === 'row');
      const told = rows.map(({ name, below }) => `${name} ${textOf(below)}`);
      if (told.some((text) => text.includes(row))) return nodes;
      throw new Error(`"${row}" is not in ${JSON.stringify(told)} of ${nodes.length} nodes`);
    });
    assert.ok(
      tree.some(({ role, name }) => role === 'grid' && name !== ''),
      'the table has a name',
    );
    // A picture has no rows that could be told: its cell is said.
    await openView(panel, 'Hidden states');
    await panel.locator('.heatmap').press('ArrowDown');
    const cell = await until('the cell is said', async () => {
      const nodes = await treeOf(workbench, panel);
      return nodes.find(({ role, below }) => role === 'status' && /unit \d+/.test(textOf(below)));
    });
    assert.match(textOf(cell.below), /\d\.\d+/, 'with its value');
    const item = workbench.page
      .locator('.statusbar-item', { hasText: /^RNN Lens: / })
      .locator('a')
      .first();
    assert.match((await item.getAttribute('aria-label')) ?? '', /RNN Lens: [\d,]+ tokens · english-pos/);
    assert.equal(await item.getAttribute('role'), 'button');
  }));

/** What has no name, though people must know what it is. */
function unnamed(nodes: readonly Told[]): string[] {
  const silent = nodes.filter(
    ({ role, name }) => NAMED.test(role) && !MAY_BE_UNNAMED.test(role) && name.trim() === '',
  );
  return silent.map(({ role, below }) => `${role} with "${textOf(below).slice(0, 60)}"`);
}

function textOf(nodes: readonly Told[]): string {
  return nodes
    .filter(({ role }) => role === 'StaticText')
    .map(({ name }) => name)
    .join(' ');
}

/** All nodes of the frame's tree that are told, from the top. */
async function treeOf({ page }: Workbench, frame: Frame): Promise<Told[]> {
  const { session, frameId } = await sessionOf(page.context(), frame);
  try {
    const options = frameId === undefined ? {} : { frameId };
    const { nodes } = (await session.send('Accessibility.getFullAXTree', options)) as { nodes: AxNode[] };
    return toldOf(nodes);
  } finally {
    await session.detach();
  }
}

/** A frame in a process of its own has a session of its own; any other is named in that of the page. */
async function sessionOf(
  context: BrowserContext,
  frame: Frame,
): Promise<{ readonly session: CDPSession; readonly frameId?: string }> {
  const own = await context.newCDPSession(frame).catch(() => null);
  if (own) return { session: own };
  const parents = [frame.parentFrame(), frame.parentFrame()?.parentFrame()];
  for (const parent of [...parents, frame.page()]) {
    const session = parent ? await context.newCDPSession(parent).catch(() => null) : null;
    if (!session) continue;
    const { frameTree } = (await session.send('Page.getFrameTree')) as { frameTree: FrameTree };
    // Its document was written into it: for the protocol it still is at its parent's address, with the same id.
    const found = framesIn(frameTree).find(
      ({ url, name }) => name === 'active-frame' && idIn(url) === idIn(frame.url()),
    );
    if (found) return { session, frameId: found.id };
    await session.detach();
  }
  throw new Error(`No session knows the frame ${frame.url()}.`);
}

/** VS Code's id of a webview. */
function idIn(url: string): string | null {
  return new URL(url).searchParams.get('id');
}

interface FrameTree {
  readonly frame: { readonly id: string; readonly url: string; readonly name?: string };
  readonly childFrames?: readonly FrameTree[];
}

function framesIn({ frame, childFrames = [] }: FrameTree): FrameTree['frame'][] {
  return [frame, ...childFrames.flatMap(framesIn)];
}

function toldOf(nodes: readonly AxNode[]): Told[] {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const made = new Map<AxNode, Told>();
  const below = (node: AxNode): Told[] =>
    (node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id);
      if (!child) return [];
      return child.ignored ? below(child) : [make(child), ...make(child).below];
    });
  const make = (node: AxNode): Told => {
    const known = made.get(node);
    if (known) return known;
    const told = { role: node.role?.value ?? '', name: node.name?.value ?? '', below: below(node) };
    made.set(node, told);
    return told;
  };
  return nodes.filter(({ ignored }) => !ignored).map(make);
}
