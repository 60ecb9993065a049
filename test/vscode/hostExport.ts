// A model leaves the project: the command writes what the command line writes, and says what is left out.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { workspaceFile } from './hostSupport.js';

const FOLDER = 'exported';

/** Registers the tests. */
export function testExport(): void {
  test('Export Model writes a model for PyTorch with its program, as ONNX and as NumPy arrays', async () => {
    try {
      await exportTo('parentheses', 'pytorch', 'pair.safetensors');
      const program = await read('pair.py');
      assert.match(program, /^"""The network parentheses, written by RNN Lens\.\n/);
      assert.match(program, /self\.rnn = nn\.LSTM\(8, 16, num_layers=1, batch_first=True\)/);
      assert.match(await read('pair.safetensors'), /"rnn\.weight_hh_l0":\{"dtype":"F32","shape":\[64,16\]/);
      await exportTo('tolstoy-gru', 'onnx', 'lm.onnx');
      assert.match(await read('lm.onnx'), /RNN Lens/);
      await exportTo('parentheses', 'npz', 'pair.npz');
      assert.match(await read('pair.npz'), /^PK.*rnn\.weight_ih_l0\.npy/s);
    } finally {
      await vscode.workspace.fs.delete(workspaceFile(FOLDER), { recursive: true });
    }
  });

  test('Export Model leaves a program of somebody else as it is', async () => {
    try {
      const mine = 'print("mine")\n';
      await vscode.workspace.fs.writeFile(workspaceFile(`${FOLDER}/pair.py`), new TextEncoder().encode(mine));
      await run('parentheses', 'pytorch', 'pair.safetensors');
      assert.equal(await read('pair.py'), mine);
      assert.equal(await isThere('pair.safetensors'), false);
    } finally {
      await vscode.workspace.fs.delete(workspaceFile(FOLDER), { recursive: true });
    }
  });
}

async function run(model: string, format: string, name: string): Promise<void> {
  const target = workspaceFile(`${FOLDER}/${name}`);
  await vscode.commands.executeCommand('rnnLens.exportModel', { model, format, target });
}

async function exportTo(model: string, format: string, name: string): Promise<void> {
  await run(model, format, name);
  assert.ok(await isThere(name), `${name} is written`);
}

async function isThere(name: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(workspaceFile(`${FOLDER}/${name}`));
    return true;
  } catch {
    return false;
  }
}

async function read(name: string): Promise<string> {
  return new TextDecoder('latin1').decode(
    await vscode.workspace.fs.readFile(workspaceFile(`${FOLDER}/${name}`)),
  );
}
