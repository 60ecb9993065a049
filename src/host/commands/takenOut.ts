import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';
import type { HandedOver } from '../../protocol/handedOver.js';
import { say } from '../status/statusMessage.js';
import { activeDocument, type RunServices } from './runModel.js';
import { askWhere } from './saveTarget.js';

/** Copies what the panel made, or saves it where people say. */
export async function takeOut(services: Pick<RunServices, 'active'>, handed: unknown): Promise<void> {
  if (!isHanded(handed)) return;
  const { to, name, files } = handed;
  const tsv = files.get('tsv');
  if (to === 'clipboard' && tsv) {
    await vscode.env.clipboard.writeText(new TextDecoder().decode(tsv));
    return say(t('RNN Lens: the table was copied.'));
  }
  const endings = [...files.keys()];
  const title = tsv ? t('RNN Lens: Save Table') : t('RNN Lens: Save Picture');
  const filters = Object.fromEntries(
    endings.map((ending) => [ending === 'tsv' ? t('Tab-separated values') : ending.toUpperCase(), [ending]]),
  );
  const suffix = `${name}.${endings[0]}`;
  const target = await askWhere(activeDocument(services), { title, suffix, filters });
  if (!target) return;
  const chosen = endings.find((ending) => target.path.toLowerCase().endsWith(`.${ending}`)) ?? endings[0];
  await vscode.workspace.fs.writeFile(target, files.get(chosen)!);
  say(tsv ? t('RNN Lens: the table was saved.') : t('RNN Lens: the picture was saved.'));
}

function isHanded(value: unknown): value is HandedOver {
  return typeof value === 'object' && value !== null && 'files' in value && value.files instanceof Map;
}
