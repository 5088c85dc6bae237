import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { healthPaths, probedPath, read, root } from './files.mjs';

const text = read('deploy/Dockerfile');
const file = DockerfileParser.parse(text);
const argumentsOf = (instruction) => instruction.getArguments().map((argument) => argument.getValue());
const instructions = (keyword) => file.getInstructions().filter((instruction) => instruction.getKeyword() === keyword);
const stages = file.getFROMs().map((from) => from.getBuildStage());

/** Top-level names that reach the build: the ignore file leaves out everything and names what comes. */
const context = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
const inContext = (name) => context.some((kept) => kept === name || (kept.endsWith('*') && name.startsWith(kept.slice(0, -1))));

/** A project and all it refers to, as folders. */
function projectsOf(folder, found = new Set()) {
  if (!found.has(folder)) {
    found.add(folder);
    for (const [, path] of read(`${folder}/${folder}.csproj`).matchAll(/<ProjectReference Include="([^"]+)"/g)) {
      projectsOf(dirname(normalize(join(folder, path))), found);
    }
  }

  return found;
}

const referredByTargets = () => [...read('Directory.Build.targets').matchAll(/MSBuildThisFileDirectory\)([\w.]+)\//g)].map(([, folder]) => folder);

test('dockerfile: a builder would read it without an error', () => {
  const found = validate(text).map((problem) => `${problem.range.start.line + 1}: ${problem.message}`);
  assert.deepEqual(found, []);
});

test('dockerfile: the check refuses an unknown instruction and a stage that is not there', () => {
  assert.ok(validate('FROM debian:12\nRUNN true\n').length > 0);
  const copies = instructions('COPY').map((copy) => argumentsOf(copy).concat(copy.getFlags().map((flag) => flag.getValue())));
  assert.ok(copies.length > 4);
});

test('dockerfile: what is copied from another stage is copied from one that is above', () => {
  for (const copy of file.getCOPYs().filter((instruction) => instruction.getFromFlag())) {
    const from = copy.getFromFlag().getValue();
    const above = file.getFROMs().filter((stage) => stage.getRange().start.line < copy.getRange().start.line).map((stage) => stage.getBuildStage());
    assert.ok(above.includes(from), `line ${copy.getRange().start.line + 1}: ${from}`);
  }
  assert.deepEqual(stages, ['sdk', 'runtime', 'web', 'build', 'final']);
});

test('dockerfile: every argument that is used was declared in its stage', () => {
  for (const from of file.getFROMs()) {
    const stage = file.getContainingImage(from.getRange().start);
    const declared = new Set(stage.getARGs().map((argument) => argument.getProperty().getName()));
    const used = stage.getInstructions().filter((instruction) => instruction.getKeyword() === 'RUN')
      .flatMap((run) => [...run.getRawArgumentsContent().matchAll(/\$\{?([A-Z_]+)\}?/g)].map(([, name]) => name));
    assert.deepEqual(used.filter((name) => !declared.has(name)), [], from.getBuildStage());
  }
});

test('dockerfile: the build context holds every project that the server and the client need', () => {
  const needed = [...projectsOf('Api'), ...projectsOf('Cli'), ...referredByTargets(), 'Web', 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'global.json', 'BannedSymbols.txt'];
  assert.deepEqual(needed.filter((name) => !inContext(name)), []);
});

test('dockerfile: the build context names nothing that is not there, no tests and no data', () => {
  assert.deepEqual(context.filter((name) => !existsSync(join(root, name.replace('*', '')))), []);
  assert.deepEqual(context.filter((name) => /^(tests|bench|data|docs|deploy|\.git|\.lens|artifacts)/.test(name)), []);
  assert.equal(read('.dockerignore').split('\n').find((line) => line && !line.startsWith('#')), '*');
});

test('dockerfile: the image has the libraries that the launcher installs, without the tools that build', () => {
  const launcher = read('deploy/launcher/packages.sh').match(/SERVER_PACKAGES=\(([^)]*)\)/)[1].split(' ');
  const last = file.getContainingImage(file.getFROMs().at(-1).getRange().start).getInstructions().map((instruction) => instruction.getRawArgumentsContent() ?? '').join(' ');
  for (const name of launcher.filter((p) => !['g++', 'cmake', 'make'].includes(p))) {
    assert.ok(last.includes(name === 'libtorch-dev' ? 'libtorch1.13' : name), name);
  }
  assert.doesNotMatch(last, /g\+\+|cmake|libtorch-dev|nodejs|dotnet\/sdk/);
});

test('dockerfile: the server runs as no root, gets its signals, and is asked whether it is ready', () => {
  assert.deepEqual(instructions('USER').map((user) => argumentsOf(user)[0]), ['10001:10001']);
  const entry = JSON.parse(instructions('ENTRYPOINT')[0].getRawArgumentsContent());
  assert.deepEqual(entry, ['dotnet', '/app/Api/LensGrains.Api.dll']);
  const options = JSON.parse(instructions('CMD')[0].getRawArgumentsContent());
  const known = [...read('Api/Hosting/UpOptions.cs').matchAll(/Option<[^>]+>\("(--[\w-]+)"\)/g)].map(([, name]) => name);
  assert.deepEqual(options.filter((word) => word.startsWith('--') && !known.includes(word)), []);
  const health = instructions('HEALTHCHECK')[0].getRawArgumentsContent();
  const asked = probedPath(JSON.parse(health.slice(health.indexOf('['))));
  assert.ok(healthPaths().includes(asked.path));
  assert.equal(String(asked.port), options[options.indexOf('--port') + 1]);
});

test('dockerfile: the ports that manifests open are the ports that the image names', () => {
  assert.deepEqual(argumentsOf(instructions('EXPOSE')[0]), ['6543', '11111', '30000']);
});
