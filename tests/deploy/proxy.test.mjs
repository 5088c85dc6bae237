import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { missing, startNode, startProxy } from './proxy.mjs';

// A proxy that swallows what a test waits for must fail it, not hold it up.
describe('proxy', { skip: missing, timeout: 120_000 }, () => {
  let one, two, proxy;

  beforeEach(async () => {
    [one, two] = [await startNode('one'), await startNode('two')];
    proxy = await startProxy(one.port, two.port);
  });

  afterEach(async () => {
    await proxy.stop();
    await Promise.all([one.stop(), two.stop()]);
  });

  const get = async (path, options) => (await fetch(`${proxy.url}${path}`, options)).text();

  test('proxy: requests of one client go to both nodes', async () => {
    const answered = new Set();
    for (let i = 0; i < 20; i++) {
      answered.add(await get('/api/v1/campaigns'));
    }

    assert.deepEqual([...answered].sort(), ['one', 'two']);
  });

  test('proxy: a node hears the host with its port and the real address, whatever the client claims', async () => {
    await get('/api/v1/me', { headers: { 'X-Forwarded-For': '127.0.0.1, 10.0.0.1', 'X-Forwarded-Proto': 'https' } });
    const { headers } = [...one.asked, ...two.asked].find((asked) => asked.url === '/api/v1/me');
    assert.equal(headers.host, `127.0.0.1:${proxy.port}`);
    assert.equal(headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(headers['x-forwarded-proto'], 'https');
    assert.equal(headers.upgrade, undefined);
    assert.notEqual(headers.connection, 'upgrade');
  });

  test('proxy: a web socket is passed on without negotiation, with host and address', async () => {
    const call = request(`${proxy.url}/hubs/campaigns`, { headers: { Connection: 'Upgrade', Upgrade: 'websocket', Origin: proxy.url } });
    call.end();
    const refused = once(call, 'response').then(([plain]) => assert.fail(`answered ${plain.statusCode} and no upgrade`));
    const [answer, socket] = await Promise.race([once(call, 'upgrade'), refused]);
    assert.equal(answer.statusCode, 101);
    socket.write('hello');
    const [echo] = await once(socket, 'data');
    assert.equal(echo.toString(), 'hello');
    socket.destroy();
    const [{ headers }] = [...one.upgraded, ...two.upgraded];
    assert.equal(headers.host, `127.0.0.1:${proxy.port}`);
    assert.equal(headers.origin, `http://${headers.host}`);
    assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  });

  test('proxy: a read that a draining node refuses is answered by the other, and the draining one is left alone', async () => {
    const refuse = (_, response) => response.writeHead(503, { 'Retry-After': '2' }).end();
    one.answer = refuse;
    for (let i = 0; i < 10; i++) {
      assert.equal(await get('/api/v1/campaigns'), 'two');
    }

    assert.ok(one.asked.length <= 1, `asked ${one.asked.length} times`);
  });

  test('proxy: a read is answered while a node is gone', async () => {
    await one.stop();
    for (let i = 0; i < 10; i++) {
      assert.equal(await get('/api/v1/campaigns'), 'two');
    }

    one = await startNode('one');
  });

  test('proxy: a write is sent once, and its refusal reaches the client with the time to wait', async () => {
    for (const node of [one, two]) {
      node.answer = (_, response) => response.writeHead(503, { 'Retry-After': '2' }).end();
    }
    const answer = await fetch(`${proxy.url}/api/v1/campaigns/demo/labels`, { method: 'POST', body: '{}' });
    await answer.text();
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '2');
    assert.equal([...one.asked, ...two.asked].length, 1);
  });

  test('proxy: an export is passed on while it is being made', async () => {
    let finish;
    for (const node of [one, two]) {
      node.answer = (_, response) => {
        response.write('first row\n');
        finish = () => response.end('last row\n');
      };
    }
    const answer = await fetch(`${proxy.url}/api/v1/campaigns/demo/export`, { signal: AbortSignal.timeout(20_000) });
    const reader = answer.body.getReader();
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), 'first row\n');
    finish();
    const last = await reader.read();
    assert.equal(new TextDecoder().decode(last.value), 'last row\n');
  });

  test('proxy: an export waits for a slow client, and does not fill the disk of the proxy', async () => {
    let sent;
    for (const node of [one, two]) {
      node.answer = (asked, response) => {
        if (asked.url.endsWith('/export')) {
          sent = response;
        }
        response.end(asked.url.endsWith('/export') ? Buffer.alloc(64 << 20) : node.name);
      };
    }
    const call = request(`${proxy.url}/api/v1/campaigns/demo/export`);
    call.end();
    const [answer] = await once(call, 'response');
    for (let i = 0; i < 300; i++) {
      await get('/api/v1/campaigns'); // time enough for a proxy that reads ahead to have read it all
    }

    assert.equal(sent.writableFinished, false);
    let bytes = 0;
    for await (const part of answer) {
      bytes += part.length;
    }

    assert.equal(bytes, 64 << 20);
  });

  test('proxy: a body of 20 MB passes, one of 31 MB is refused', async () => {
    const send = async (megabytes) => {
      const answer = await fetch(`${proxy.url}/api/v1/campaigns/demo/labels`, { method: 'POST', body: new Uint8Array(megabytes << 20) });
      await answer.text();
      return answer.status;
    };
    assert.equal(await send(20), 200);
    assert.equal(await send(31), 413);
  });

  test('proxy: figures stay inside, and the proxy says by itself that it lives', async () => {
    assert.equal((await fetch(`${proxy.url}/metrics`)).status, 404);
    assert.equal((await fetch(`${proxy.url}/proxy/live`)).status, 204);
    assert.deepEqual([...one.asked, ...two.asked].map((asked) => asked.url), []);
  });

  test('proxy: the log has paths and no queries, where one-time tokens are', async () => {
    await get('/?token=secret-once');
    await proxy.quit();
    assert.match(proxy.log(), /"GET \/" 200/);
    assert.doesNotMatch(proxy.log(), /secret-once/);
  });
});
