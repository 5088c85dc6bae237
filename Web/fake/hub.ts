import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Worlds } from './routes.js';

const end = '\u001e';

/** As much of SignalR's JSON protocol as the page uses: the handshake, Watch, and hints. */
export function serveHub(server: Server, worldsOf: (request: IncomingMessage) => Worlds | null): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith('/hubs/campaigns')) return;
    const worlds = worldsOf(request);
    if (worlds === null) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (ws) => talk(ws, worlds));
  });
}

function talk(ws: WebSocket, worlds: Worlds): void {
  let stop = () => {};
  ws.on('message', (data: Buffer) => {
    for (const text of data.toString('utf8').split(end).filter(Boolean)) {
      const message = JSON.parse(text) as { protocol?: string; type?: number; target?: string; invocationId?: string; arguments?: string[] };
      if (message.protocol) ws.send(`{}${end}`);
      if (message.type === 6) ws.send(`{"type":6}${end}`);
      if (message.type !== 1 || message.target !== 'Watch') continue;
      stop();
      stop = watch(ws, worlds, message.arguments?.[0] ?? '');
      ws.send(JSON.stringify({ type: 3, invocationId: message.invocationId, result: null }) + end);
    }
  });
  ws.on('close', () => stop());
}

function watch(ws: WebSocket, worlds: Worlds, campaign: string): () => void {
  const world = worlds.get(campaign);
  if (!world) return () => {};
  const tell = (target: string) => ws.send(JSON.stringify({ type: 1, target, arguments: [{ campaign, version: world.campaign.version }] }) + end);
  world.listeners.add(tell);
  return () => world.listeners.delete(tell);
}
