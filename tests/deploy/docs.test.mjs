import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { list, read, root } from './files.mjs';

const pages = () => ['docs/runbook.md', 'docs/operations.md', 'docs/scale.md', 'deploy/README.md'].map((path) => [path, read(path)]);
const sources = (folder) => readdirSync(join(root, folder), { recursive: true }).filter((path) => path.endsWith('.cs')).map((path) => read(`${folder}/${path}`));

/** The names under which Prometheus sees the product's instruments: as Api/Metrics/MetricFamily.cs makes them. */
function metricNames() {
  const names = new Map();
  for (const text of ['Grains', 'Embedded', 'Silo', 'Api'].flatMap(sources)) {
    for (const [statement, kind, , name] of text.matchAll(/\.?Create(\w+?)(<\w+>)?\(\s*"(lensgrains\.[\w.]+)"[^;]*;/g)) {
      const unit = statement.match(/"(s|ms|By|1|\{\w+\})"/)?.[1] ?? '';
      const suffix = { s: '_seconds', ms: '_milliseconds', By: '_bytes', 1: '_ratio' }[unit] ?? '';
      names.set(name.replaceAll('.', '_') + suffix + (/^(Observable)?Counter$/.test(kind) ? '_total' : ''), kind);
    }
  }

  return names;
}

/** Commands as "storage sweep" or "status": the launcher's, and those that the client's classes say they are. */
function commands() {
  const launcher = [...read('lens').matchAll(/^ {8}(\w+)\) run_/gm)].map(([, name]) => name);
  const client = sources('Cli').flatMap((text) => [...text.matchAll(/<summary>\s*(?:\/\/\/ )?<c>lens ([a-z]+(?: [a-z]+)*)\b[^<]*<\/c>/g)]);
  return new Set([...launcher, ...client.map(([, words]) => words)]);
}

const known = (found, [first, second]) => found.has(`${first} ${second}`) || (found.has(first) && ![...found].some((name) => name.startsWith(`${first} `)));

test('docs: every figure that the runbook alerts on is one that /metrics has', () => {
  const names = metricNames();
  assert.ok(names.size > 10);
  const used = pages().flatMap(([path, text]) => [...text.matchAll(/\blensgrains_[a-z_]+/g)].map(([name]) => [path, name]));
  assert.ok(used.length > 5);
  const wrong = used.filter(([, name]) => !names.has(name) && !(names.get(name.replace(/_(bucket|count|sum)$/, '')) === 'Histogram'));
  assert.deepEqual(wrong, []);
});

test('docs: every lens command of the runbook is one that there is', () => {
  const found = commands();
  const code = pages().flatMap(([path, text]) => [...text.matchAll(/```[^`]*```|`[^`]+`/g)].map(([span]) => [path, span]));
  const used = code.flatMap(([path, span]) => [...span.matchAll(/(?:^|[`\s])(?:\.\/)?lens ([a-z]+)(?: ([a-z]+)(?=[\s`]))?/g)].map(([, ...words]) => [path, words]));
  assert.ok(used.length > 10);
  assert.deepEqual(used.filter(([, words]) => !known(found, words)), []);
});

test('docs: the check of commands knows one that is not there', () => {
  assert.equal(known(commands(), ['storage', 'sweep']), true);
  assert.equal(known(commands(), ['status', undefined]), true);
  assert.equal(known(commands(), ['storage', 'swep']), false);
  assert.equal(known(commands(), ['drain', undefined]), false);
});

test('docs: files and names that the runbook takes from the manifests are there', () => {
  const text = read('docs/runbook.md');
  for (const [, path] of text.matchAll(/(deploy\/[\w./-]*[\w-])/g)) {
    assert.ok(existsSync(join(root, path)) || path === 'deploy/.env', path);
  }
  const manifests = list('deploy/kubernetes', '.yaml').map(read).join('\n');
  for (const [, name] of text.matchAll(/deployment\/([\w-]+)/g)) {
    assert.match(manifests, new RegExp(`name: ${name}$`, 'm'), name);
  }
});
