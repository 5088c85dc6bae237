import assert from 'node:assert/strict';
import { test } from 'node:test';
import { healthPaths, list, manifests, probedPath, read, selects, variables, workloads } from './files.mjs';
import { securityErrors, typeErrors } from './kubernetes.mjs';

/** The .NET host ends by itself after this long. */
const hostStopsWithinSeconds = 30;

const bodies = () => manifests().map(({ body }) => body);
const ofKind = (kind) => bodies().filter((body) => body.kind === kind);
const named = (kind, name) => ofKind(kind).find((body) => body.metadata.name === name);
const long = () => workloads().filter(({ kind }) => kind !== 'Job');

test('kubernetes: every manifest has the fields and types of the API, and no other', () => {
  assert.deepEqual(typeErrors(bodies()), []);
});

test('kubernetes: the check refuses a misspelt field, a number for a string and a missing field', () => {
  const deployment = structuredClone(named('Deployment', 'lensgrains-api'));
  deployment.spec.template.spec.containers[0].readynessProbe = {};
  const variable = structuredClone(named('Deployment', 'lensgrains-silo'));
  variable.spec.template.spec.containers[0].env.push({ name: 'A', value: 1 });
  const service = structuredClone(named('Service', 'lensgrains-api'));
  delete service.spec.ports[0].port;
  for (const broken of [deployment, variable, service]) {
    assert.equal(typeErrors([broken]).length, 1, broken.metadata.name);
  }
});

test('kubernetes: everything is in one namespace, and nothing there is a secret', () => {
  const namespace = ofKind('Namespace')[0].metadata.name;
  for (const body of bodies().filter(({ kind }) => kind !== 'Namespace')) {
    assert.equal(body.metadata.namespace, namespace, body.metadata.name);
    assert.notEqual(body.kind, 'Secret');
  }
  assert.equal(list('deploy/kubernetes', '.json').length, 0);
});

test('kubernetes: pods keep to the restricted standard', () => {
  assert.equal(workloads().length, 4);
  for (const { name, pod } of workloads()) {
    assert.deepEqual(securityErrors(pod), [], name);
  }
});

test('kubernetes: the restricted standard refuses root, a writable root and kept capabilities', () => {
  const pod = structuredClone(workloads()[1].pod);
  pod.securityContext.runAsNonRoot = false;
  pod.containers[0].securityContext = { capabilities: { drop: ['NET_RAW'] } };
  assert.equal(securityErrors(pod).length, 4);
});

test('kubernetes: what a workload selects is what it makes', () => {
  for (const { name, body, labels, pod } of long()) {
    assert.ok(selects(body.spec.selector.matchLabels, labels), name);
    const others = long().filter((other) => other.name !== name && selects(body.spec.selector.matchLabels, other.labels));
    assert.deepEqual(others.map((other) => other.name), [], `${name} selects pods of others`);
    for (const spread of pod.topologySpreadConstraints) {
      assert.ok(selects(spread.labelSelector.matchLabels, labels), `${name} spreads pods of others`);
    }
  }
});

test('kubernetes: every long-lived workload has a disruption budget of its own, which still lets a node drain', () => {
  const budgets = ofKind('PodDisruptionBudget');
  for (const { name, body, labels } of long()) {
    const own = budgets.filter((budget) => selects(budget.spec.selector.matchLabels, labels));
    assert.equal(own.length, 1, name);
    const { minAvailable, maxUnavailable } = own[0].spec;
    assert.ok(maxUnavailable >= 1 || body.spec.replicas > minAvailable, `${name} can never be drained`);
  }
  assert.equal(budgets.length, long().length);
});

test('kubernetes: volumes, accounts, settings and claims that are named are there', () => {
  for (const { name, pod } of workloads()) {
    assert.ok(named('ServiceAccount', pod.serviceAccountName), `${name}: account`);
    const volumes = new Map(pod.volumes.map((volume) => [volume.name, volume]));
    for (const volume of volumes.values()) {
      const claim = volume.persistentVolumeClaim?.claimName;
      assert.ok(!claim || named('PersistentVolumeClaim', claim), `${name}: claim ${claim}`);
    }
    for (const container of pod.containers) {
      const mounts = container.volumeMounts.map((mount) => mount.name);
      assert.ok(mounts.every((mount) => volumes.has(mount)), `${name}: mounts`);
      assert.deepEqual([...volumes.keys()].sort(), [...mounts].sort(), `${name}: a volume that nobody mounts`);
      for (const source of container.envFrom) {
        assert.ok(source.secretRef?.name === 'lensgrains' || named('ConfigMap', source.configMapRef?.name), `${name}: settings`);
      }
    }
  }
});

test('kubernetes: the blobs that the settings name are mounted there by all who need them', () => {
  const folder = named('ConfigMap', 'lensgrains').data.LensGrains__Storage__BlobDirectory;
  for (const { name, pod } of long()) {
    assert.ok(pod.containers[0].volumeMounts.some((mount) => mount.mountPath === folder && !mount.readOnly), name);
  }
});

test('kubernetes: probes ask loopback, on the port of the server, for a path that the API has', () => {
  const port = Number(read('Api/Hosting/UpOptions.cs').match(/int Port \{ get; init; \} = (\d+)/)[1]);
  for (const { name, pod } of long()) {
    for (const kind of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const asked = probedPath(pod.containers[0][kind].exec.command);
      assert.deepEqual([asked.host, asked.port], ['127.0.0.1', port], `${name} ${kind}`);
      assert.ok(healthPaths().includes(asked.path), `${name} ${kind} ${asked.path}`);
    }
    assert.equal(probedPath(pod.containers[0].readinessProbe.exec.command).path, '/health/ready');
    assert.equal(probedPath(pod.containers[0].livenessProbe.exec.command).path, '/health/live');
    assert.ok(pod.containers[0].ports.some((open) => open.name === 'http' && open.containerPort === port), name);
  }
});

test('kubernetes: silos say their own address, and the ports that they say are open', () => {
  for (const { name, pod, labels } of long().filter(({ labels }) => labels['lensgrains/cluster'] === 'silo')) {
    const [silo] = pod.containers;
    const set = Object.fromEntries(variables(silo));
    assert.equal(silo.env.find((variable) => variable.name === 'LensGrains__Cluster__AdvertisedAddress').valueFrom.fieldRef.fieldPath, 'status.podIP', name);
    assert.equal(set.LensGrains__Role, 'silo', name);
    for (const [variable, portName] of [['LensGrains__Cluster__SiloPort', 'silo'], ['LensGrains__Cluster__GatewayPort', 'gateway']]) {
      assert.equal(Number(set[variable]), silo.ports.find((port) => port.name === portName).containerPort, `${name} ${variable}`);
    }
    const hasGpu = Boolean(silo.resources.limits['nvidia.com/gpu']);
    assert.equal(set.LensGrains__Cluster__Metadata__accelerator === 'gpu', hasGpu, `${name}: says gpu if and only if it gets one`);
    assert.equal(labels['app.kubernetes.io/component'] === 'silo-gpu', hasGpu);
  }
});

test('kubernetes: services, ingress and network policies name pods and ports that there are', () => {
  const service = named('Service', 'lensgrains-api');
  const served = long().filter(({ labels }) => selects(service.spec.selector, labels));
  assert.deepEqual(served.map(({ name }) => name), ['lensgrains-api']);
  assert.ok(served[0].pod.containers[0].ports.some((port) => port.name === service.spec.ports[0].targetPort));
  const { backend } = ofKind('Ingress')[0].spec.rules[0].http.paths[0];
  assert.ok(named('Service', backend.service.name).spec.ports.some((port) => port.name === backend.service.port.name));
  for (const policy of ofKind('NetworkPolicy').filter(({ spec }) => spec.ingress)) {
    const covered = long().filter(({ labels }) => selects(policy.spec.podSelector.matchLabels, labels));
    assert.ok(covered.length > 0, policy.metadata.name);
    const allowed = policy.spec.ingress.flatMap((rule) => rule.ports.map((port) => port.port));
    for (const { name, pod } of covered) {
      const open = pod.containers[0].ports.map((port) => port.name);
      assert.ok(allowed.every((port) => open.includes(port)), `${policy.metadata.name} names a port that ${name} has not`);
      assert.ok(open.every((port) => allowed.includes(port)), `${name} opens a port that nobody may reach`);
    }
  }
});

test("kubernetes: only silos reach silos' ports, and only they and API nodes the gateway", () => {
  const rules = named('NetworkPolicy', 'lensgrains-silo').spec.ingress;
  const callers = (port) => rules.filter((rule) => rule.ports.some((open) => open.port === port))
    .flatMap((rule) => rule.from).flatMap(({ podSelector }) => long().filter(({ labels }) => selects(podSelector.matchLabels, labels))).map(({ name }) => name);
  assert.deepEqual(callers('silo'), ['lensgrains-silo', 'lensgrains-silo-gpu']);
  assert.deepEqual(callers('gateway').sort(), ['lensgrains-api', 'lensgrains-silo', 'lensgrains-silo-gpu']);
});

test('kubernetes: a pod has time to drain before it is killed', () => {
  for (const { name, pod } of long()) {
    const wait = Number(pod.containers[0].lifecycle.preStop.exec.command.at(-1));
    assert.ok(pod.terminationGracePeriodSeconds >= wait + hostStopsWithinSeconds + 10, name);
  }
});

test('kubernetes: a rolling update never goes below what there was, but for the one that waits for a GPU', () => {
  for (const { name, body } of long()) {
    const { maxSurge, maxUnavailable } = body.spec.strategy.rollingUpdate;
    assert.deepEqual([maxSurge, maxUnavailable], name.endsWith('gpu') ? [0, 1] : [1, 0], name);
  }
});
