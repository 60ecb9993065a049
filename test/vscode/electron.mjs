// The tests of the extension host in desktop VS Code, which @vscode/test-electron downloads. Needs a display.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildExtension, bundleTests, installDependencies } from '../prepare.mjs';
import { root } from '../project.mjs';

try {
  await installDependencies(console.log);
  const { code, output } = await buildExtension();
  if (code !== 0) throw new Error(`The extension could not be built:\n${output}`);
  await bundleTests();
  await runInDesktop();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function runInDesktop() {
  const { downloadAndUnzipVSCode, runTests, SilentReporter } = await import('@vscode/test-electron');
  // RNN_LENS_VSCODE names an installed VS Code; the version otherwise is the oldest that the manifest allows.
  const vscodeExecutablePath =
    process.env.RNN_LENS_VSCODE ??
    (await downloadAndUnzipVSCode({ version: '1.100.3', reporter: new SilentReporter() }).catch((error) => {
      throw new Error(
        `Desktop VS Code could not be downloaded (${error.message}); name an installed one in RNN_LENS_VSCODE.`,
      );
    }));
  const extension = mkdtempSync(path.join(tmpdir(), 'rnn-lens-extension-'));
  const { testExtension } = await import('../../out/test/vscode/testExtension.mjs');
  testExtension(root, extension);
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: extension,
    extensionTestsPath: path.join(root, 'out', 'test', 'vscode', 'hostSuite.cjs'),
    launchArgs: [path.join(root, 'media', 'samples'), '--disable-extensions', '--disable-workspace-trust'],
  })
    .catch((error) => {
      throw new Error(`The tests in desktop VS Code failed: ${error.message}`);
    })
    .finally(() => rmSync(extension, { recursive: true, force: true }));
  console.log('The tests in desktop VS Code passed.');
}
