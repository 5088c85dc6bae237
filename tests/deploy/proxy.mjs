// Runs the proxy's configuration in a real nginx, on loopback, before two stand-ins for API nodes.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read } from './files.mjs';

const nginx = process.env.LENS_NGINX ?? 'nginx';

/** Why there is no proxy to try, or false where there is one. */
export const missing = spawnSync(nginx, ['-v']).error ? 'deploy proxy: no nginx here (LENS_NGINX names one)' : false;

async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

async function freePort() {
  const server = createSocketServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** A stand-in for an API node: answers as told, and remembers what it was asked. */
export async function startNode(name) {
  const node = { name, asked: [], upgraded: [], answer: (request, response) => response.end(name) };
  const server = createServer((request, response) => {
    node.asked.push(request);
    request.resume();
    request.on('end', () => node.answer(request, response));
  });
  server.on('upgrade', (request, socket) => {
    node.upgraded.push(request);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  node.port = await listen(server);
  node.stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return node;
}

/** nginx with the template filled in, as the image's envsubst does; resolves once it answers. */
export async function startProxy(first, second) {
  const folder = mkdtempSync(join(tmpdir(), 'lens-proxy-'));
  const port = await freePort();
  const values = { LENS_LISTEN: `127.0.0.1:${port}`, LENS_API_1: `127.0.0.1:${first}`, LENS_API_2: `127.0.0.1:${second}` };
  const site = read('deploy/proxy/lensgrains.conf.template').replace(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
    .replace('/dev/stdout', join(folder, 'access.log'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; ${process.getuid() === 0 ? 'user root;' : ''} pid ${folder}/pid; events {} http { ${temporary} ${site} }`);
  const child = spawn(nginx, ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([answers(url), ended.then(() => { throw new Error(`nginx ended: ${said}`); })]);
  const quit = async () => {
    child.kill('SIGQUIT');
    await ended;
  };
  return {
    url, port,
    quit,
    log: () => readFileSync(join(folder, 'access.log'), 'utf8'),
    stop: async () => {
      await quit();
      rmSync(folder, { recursive: true });
    },
  };
}

async function answers(url) {
  for (let tries = 0; tries < 2_000; tries++) {
    try {
      return await fetch(`${url}/proxy/live`);
    } catch {
      await new Promise((done) => { setTimeout(done, 5); });
    }
  }

  throw new Error('nginx does not answer');
}
