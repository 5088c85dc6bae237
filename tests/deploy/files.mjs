// Reads what is checked: manifests, the compose file, the Dockerfile, and the sources that they must agree with.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export const read = (path) => readFileSync(join(root, path), 'utf8');

export const list = (folder, ending) => readdirSync(join(root, folder)).filter((name) => name.endsWith(ending)).sort().map((name) => `${folder}/${name}`);

/** Every document of a YAML file; merge keys are followed, and what is not strictly YAML is an error. */
export function documents(text) {
  return parseAllDocuments(text, { merge: true, uniqueKeys: true, strict: true }).map((document) => {
    if (document.errors.length > 0) {
      throw document.errors[0];
    }

    return document.toJS();
  });
}

export const manifests = () => list('deploy/kubernetes', '.yaml').flatMap((path) => documents(read(path)).map((body) => ({ path, body })));

export const compose = () => parse(read('deploy/compose.yaml'), { merge: true, uniqueKeys: true, strict: true });

/** The manifests that start pods, with the pod's template. */
export const workloads = () => manifests()
  .filter(({ body }) => body.spec?.template?.spec?.containers)
  .map(({ body }) => ({ name: body.metadata.name, kind: body.kind, body, labels: body.spec.template.metadata.labels, pod: body.spec.template.spec }));

export const selects = (selector, labels) => Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);

/** Variables of a container as [name, value]; null where the value comes from elsewhere. */
export const variables = (container) => (container.env ?? []).map(({ name, value }) => [name, value ?? null]);

/** Paths that answer without a token on loopback. */
export const healthPaths = () => [...read('Api/Health/HealthEndpoints.cs').matchAll(/MapGet\("([^"]+)"/g)].map((match) => match[1]);

/** The path on this very machine that a health command asks. */
export function probedPath(command) {
  const url = new URL(command.find((word) => word.startsWith('http')));
  return { host: url.hostname, port: Number(url.port), path: url.pathname };
}
