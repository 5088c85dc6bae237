import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compose, list, manifests, read, variables, workloads } from './files.mjs';
import { optionSections, refusalOf, singleSettings } from './settings.mjs';

const sections = optionSections();
const single = singleSettings();

/** Every LensGrains variable of compose file and manifests, with where it stands. */
const given = () => [
  ...Object.entries(compose().services).flatMap(([name, service]) => Object.entries(service.environment ?? {}).map(([key, value]) => [`compose ${name}`, key, value])),
  ...workloads().flatMap(({ name, pod }) => pod.containers.flatMap((container) => variables(container).map(([key, value]) => [`kubernetes ${name}`, key, value]))),
  ...manifests().filter(({ body }) => body.kind === 'ConfigMap').flatMap(({ body }) => Object.entries(body.data).map(([key, value]) => ['kubernetes settings', key, value])),
  ...read('deploy/kubernetes/secret.env.example').split('\n').filter((line) => /^\w+=/.test(line)).map((line) => ['secret', line.split('=')[0], null]),
].filter(([, key]) => key.startsWith('LensGrains__'));

test('settings: every variable is a property of a class of options', () => {
  const wrong = given().map(([where, key, value]) => [where, key, refusalOf(key, value, sections, single)]).filter(([, , refusal]) => refusal !== null);
  assert.deepEqual(wrong, []);
  assert.ok(given().length > 20);
});

test('settings: the check refuses a misspelt property, an unknown section and a word for a number', () => {
  assert.notEqual(refusalOf('LensGrains__Cluster__SiloPrt', '1', sections, single), null);
  assert.notEqual(refusalOf('LensGrains__Clutser__SiloPort', '1', sections, single), null);
  assert.notEqual(refusalOf('LensGrains__Cluster__SiloPort', 'any', sections, single), null);
  assert.equal(refusalOf('LensGrains__Cluster__SiloPort', '11111', sections, single), null);
});

test('settings: every variable that a page of the documentation names is read by the product', () => {
  const named = ['docs', 'deploy'].flatMap((folder) => list(folder, '.md')).concat('README.md')
    .flatMap((path) => [...read(path).matchAll(/\bLensGrains__\w*[A-Za-z0-9]\b(?!__|…)/g)].map(([key]) => [path, key, refusalOf(key, null, sections, single)]));
  assert.deepEqual(named.filter(([, , refusal]) => refusal !== null), []);
  assert.ok(named.length > 0);
});
