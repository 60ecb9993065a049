// VS Code with extensions in the browser's own extension host: a proxy before VS Code Server, which serves the
// extension as files at a web address and tells the page to load it from there.
import { createReadStream, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../project.mjs';

/** What addresses of served folders begin with. */
const SERVED = '/served-folder-';
/** The element of the page in which VS Code finds its configuration. */
const CONFIGURATION = /(<meta id="vscode-workbench-web-configuration" data-settings=")([^"]*)(">)/;
const TYPES = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
};

/**
 * Starts the proxy on 127.0.0.1 (a port of 0 means any free one) before the server on `serverPort`. `url` is the page that opens a folder
 * with an extension and, if given, its tests: both folders of this machine.
 */
export async function startWebHost(serverPort, ownPort = 0) {
  const folders = [];
  const windows = new Map();
  const proxy = createServer((incoming, response) => {
    const address = new URL(incoming.url, 'http://127.0.0.1');
    const served = folders.findIndex((_, k) => address.pathname.startsWith(`${SERVED}${k}/`));
    if (served >= 0) {
      const inside = decodeURIComponent(address.pathname.slice(`${SERVED}${served}/`.length));
      serveFile(folders[served], inside, response);
    } else pass(serverPort, incoming, response, windows.get(address.searchParams.get('window')));
  });
  proxy.on('upgrade', (incoming, socket, head) => passSocket(serverPort, incoming, socket, head));
  await new Promise((resolve) => proxy.listen(ownPort, '127.0.0.1', resolve));
  const { port } = proxy.address();
  const authority = `127.0.0.1:${port}`;
  const serve = (folder) => {
    if (!folders.includes(folder)) folders.push(folder);
    return `${SERVED}${folders.indexOf(folder)}`;
  };
  return {
    port,
    url: ({ folder, extension, tests, payload }) => {
      const at = (file) => ({ scheme: 'http', authority, path: file });
      const name = String(windows.size);
      windows.set(name, {
        developmentOptions: {
          extensions: [at(serve(extension))],
          // In the extension, as VS Code would else look for another host to run them in.
          ...(tests && { extensionTestsPath: at(`${serve(extension)}/${path.relative(root, tests)}`) }),
        },
      });
      const query = new URLSearchParams({
        folder: decodeURIComponent(pathToFileURL(folder).pathname),
        window: name,
        payload: JSON.stringify(Object.entries(payload)),
      });
      return `http://${authority}/?${query}`;
    },
    stop: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** A file of a folder, which is all that can be had of it; for pages of other addresses, too, as webviews are. */
function serveFile(folder, inside, response) {
  const file = path.join(folder, inside);
  response.setHeader('Access-Control-Allow-Origin', '*');
  const facts = file.startsWith(folder + path.sep) ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (!facts?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': facts.size });
  createReadStream(file).pipe(response);
}

/** Passes a request on; the page of a window gets more in its configuration. */
function pass(port, incoming, response, window) {
  const { method, url, headers } = incoming;
  // A page that is to be changed must come as text.
  const asked = window ? { ...headers, 'accept-encoding': 'identity' } : headers;
  const passed = request({ host: '127.0.0.1', port, method, path: url, headers: asked }, async (answer) => {
    if (!window) {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
      return;
    }
    const page = (await answer.setEncoding('utf8').toArray()).join('');
    const text = configured(page, window);
    response.writeHead(answer.statusCode, { ...answer.headers, 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
  passed.on('error', () => response.destroy());
  incoming.pipe(passed);
}

/** The page with more in VS Code's configuration. */
function configured(page, more) {
  return page.replace(CONFIGURATION, (_, before, settings, after) => {
    const known = JSON.parse(settings.replaceAll('&quot;', '"'));
    const all = {
      ...known,
      ...more,
      developmentOptions: { ...known.developmentOptions, ...more.developmentOptions },
    };
    return before + JSON.stringify(all).replaceAll('"', '&quot;') + after;
  });
}

function passSocket(port, incoming, socket, head) {
  const server = connect(port, '127.0.0.1', () => {
    const { rawHeaders } = incoming;
    const lines = Array.from(
      { length: rawHeaders.length / 2 },
      (_, k) => `${rawHeaders[2 * k]}: ${rawHeaders[2 * k + 1]}`,
    );
    server.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(socket).pipe(server);
  });
  server.on('error', () => socket.destroy());
  socket.on('error', () => server.destroy());
}
