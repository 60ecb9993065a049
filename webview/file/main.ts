/** Wires the page of a model file: its channel to the host, and what it shows. */
import '../panel.css';
import './file.css';
import type { FileViewContract, FileViewHostContract } from '../../src/protocol/fileView.js';
import { Rpc, type Port } from '../../src/protocol/rpc.js';
import { readPanelLanguage } from '../../src/protocol/sentences/panel.js';
import { useLanguage } from '../sentences/text.js';
import { FilePage } from './page.js';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

function port(): Port {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen: (receive) =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        // Other scripts of the frame post messages too.
        if (typeof data === 'object' && data !== null && 'kind' in data) receive(data);
      }),
  };
}

function start(root: HTMLElement): void {
  useLanguage(readPanelLanguage(JSON.parse(root.dataset['language'] ?? 'null')));
  const rpc = new Rpc<FileViewContract, FileViewHostContract>(port(), {
    requests: {},
    events: { state: (state) => page.show(state) },
  });
  const page = new FilePage(root, {
    layers: () => rpc.call('layers', null),
    statistics: (tensor, signal, progress) => rpc.call('statistics', { tensor }, { signal, progress }),
    read: () => rpc.emit('read', null),
    runOn: () => rpc.emit('runOn', null),
  });
  rpc.emit('ready', null);
}

const root = document.getElementById('app');
if (root) start(root);
