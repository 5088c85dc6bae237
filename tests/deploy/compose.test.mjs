import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DCLinter } from 'dclint';
import { compose, healthPaths, probedPath, read, root } from './files.mjs';

const settingsOf = (service) => service.environment ?? {};
const withRole = (role) => Object.entries(compose().services).filter(([, service]) => settingsOf(service).LensGrains__Role === role);
const seconds = (text) => Number(text.match(/^(\d+)s$/)[1]);

// The order of services and keys is the reader's; which interface the port is bound to is checked below, where its default is known.
const rules = { 'services-alphabetical-order': 0, 'service-keys-order': 0, 'no-unbound-port-interfaces': 0 };

/** What the specification's schema and the linter's rules say against a compose file. */
const errorsIn = (path) => new DCLinter({ rules, quiet: false, debug: false, exclude: [] }).lintFiles([path], false)
  .flatMap((file) => file.messages).filter((message) => message.type === 'error').map((message) => `${message.line}: ${message.rule} ${message.message}`);

test('compose: the file is what the compose specification says', () => {
  assert.deepEqual(errorsIn(join(root, 'deploy/compose.yaml')), []);
});

test('compose: the check refuses a misspelt key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  try {
    writeFileSync(join(folder, 'compose.yaml'), read('deploy/compose.yaml').replace('stop_grace_period: 60s', 'stop_grace_perod: 60s'));
    assert.equal(errorsIn(join(folder, 'compose.yaml')).length > 0, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('compose: two processor silos, one GPU silo, two API nodes and one way in', () => {
  const silos = withRole('silo').map(([name]) => name);
  assert.deepEqual(silos, ['silo-1', 'silo-2', 'silo-gpu']);
  assert.deepEqual(withRole('api').map(([name]) => name), ['api-1', 'api-2']);
  const published = Object.entries(compose().services).filter(([, service]) => service.ports).map(([name]) => name);
  assert.deepEqual(published, ['proxy']);
  assert.match(compose().services.proxy.ports[0], /^\$\{LENS_BIND:-127\.0\.0\.1\}:/);
});

test('compose: a silo is reached under the name that it says, on the ports that it opens', () => {
  for (const [name, service] of withRole('silo')) {
    const settings = settingsOf(service);
    assert.equal(settings.LensGrains__Cluster__AdvertisedAddress, name);
    assert.equal(service.hostname, name);
    assert.deepEqual(service.expose, [settings.LensGrains__Cluster__SiloPort, settings.LensGrains__Cluster__GatewayPort]);
    const hasGpu = Boolean(service.deploy?.resources?.reservations?.devices);
    assert.equal(settings.LensGrains__Cluster__Metadata__accelerator === 'gpu', hasGpu, name);
  }
});

test('compose: every node is watched on a path that the API has, may stop in peace, and cannot write to its root', () => {
  for (const [name, service] of [...withRole('silo'), ...withRole('api')]) {
    const asked = probedPath(service.healthcheck.test);
    assert.deepEqual([asked.host, asked.port, asked.path], ['127.0.0.1', 6543, '/health/ready'], name);
    assert.ok(healthPaths().includes(asked.path), name);
    assert.ok(seconds(service.stop_grace_period) >= 40, `${name}: the host takes up to 30 s to stop`);
    assert.ok(service.mem_limit, `${name}: memory limit`);
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.ok(service.volumes.includes(`blobs:${settingsOf(service).LensGrains__Storage__BlobDirectory}`), `${name}: blobs`);
    assert.deepEqual(service.depends_on.init, { condition: 'service_completed_successfully', required: false }, name);
    assert.deepEqual(service.depends_on.azurite, { condition: 'service_healthy', required: false }, name);
  }
});

test('compose: volumes, networks and services that are named are there', () => {
  const { services, volumes, networks } = compose();
  for (const [name, service] of Object.entries(services)) {
    for (const volume of (service.volumes ?? []).filter((v) => /^[a-z]+:/.test(v)).map((v) => v.split(':')[0])) {
      assert.ok(volume in volumes, `${name}: ${volume}`);
    }
    assert.ok((service.networks ?? []).every((network) => network in networks), name);
    assert.ok(Object.keys(service.depends_on ?? {}).every((other) => other in services), name);
  }
});

test('compose: each storage has a profile of its own, in which everything that it needs is there', () => {
  const { services } = compose();
  const inProfile = (profile) => Object.keys(services).filter((name) => (services[name].profiles ?? [profile]).includes(profile));
  const nodes = ['silo-1', 'silo-2', 'api-1', 'api-2', 'proxy'];
  assert.deepEqual(inProfile('postgres'), [...nodes, 'init', 'postgres']);
  assert.deepEqual(inProfile('azurite'), [...nodes, 'azurite']);
  for (const profile of ['postgres', 'azurite']) {
    for (const name of inProfile(profile)) {
      const needed = Object.entries(services[name].depends_on ?? {}).filter(([, how]) => how.required !== false).map(([other]) => other);
      assert.deepEqual(needed.filter((other) => !inProfile(profile).includes(other)), [], `${name} in ${profile}`);
    }
  }
});

test('compose: a variable has a default, or the example says what it is for', () => {
  const example = read('deploy/env.example');
  const used = [...read('deploy/compose.yaml').matchAll(/\$\{(\w+)(:[-?][^}]*)?\}/g)].map(([, name, rest]) => [name, rest ?? '']);
  assert.ok(used.length > 5);
  for (const [name, rest] of used) {
    assert.ok((rest.startsWith(':-') && name !== 'POSTGRES_PASSWORD') || new RegExp(`^#? ?${name}=`, 'm').test(example), name);
  }
});

test('compose: no secret is in the file', () => {
  for (const [name, service] of Object.entries(compose().services)) {
    for (const [key, value] of Object.entries(settingsOf(service)).filter(([key]) => /TOKEN|PASSWORD|ConnectionString/.test(key))) {
      assert.match(value, /^\$\{\w+(:[?-][^}]*)?\}$/, `${name}: ${key}`);
    }
  }
  assert.match(read('.gitignore'), /^\/deploy\/\.env$/m);
  assert.doesNotMatch(read('deploy/env.example'), /^(LENS_TOKEN|POSTGRES_PASSWORD)=.+/m);
});

test('compose: the proxy is told of every API node', () => {
  const { LENS_API_1, LENS_API_2 } = settingsOf(compose().services.proxy);
  assert.deepEqual([LENS_API_1, LENS_API_2], withRole('api').map(([name, service]) => `${name}:${service.expose[0]}`));
});
