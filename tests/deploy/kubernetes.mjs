// Checks manifests against the API's published types, strictly: a field that the API does not know is an error.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, moduleResolution: ts.ModuleResolutionKind.Node10 };

const moduleOf = (apiVersion) => {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `kubernetes-types/${group.replace('.k8s.io', '').split('.')[0]}/${version}`;
};

/** What the types say against these manifests, one line each. */
export function typeErrors(bodies) {
  const source = bodies
    .map((body, i) => `import type * as m${i} from ${JSON.stringify(moduleOf(body.apiVersion))};\nexport const d${i}: m${i}.${body.kind} = ${JSON.stringify(body, null, 1)};`)
    .join('\n');
  const name = join(here, 'manifests.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === name || fileExists.call(host, path);
  host.getSourceFile = (path, ...rest) => (path === name ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, path, ...rest));
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const line = found.file && found.start !== undefined ? found.file.getFullText().slice(found.start).split('\n')[0].trim() : '';
    return `${ts.flattenDiagnosticMessageText(found.messageText, ' ').replace(/\s+/g, ' ')} at ${line}`;
  });
}

/** What the "restricted" pod security standard says against a pod. */
export function securityErrors(pod) {
  const errors = [];
  const refuse = (wrong, what) => wrong && errors.push(what);
  refuse(pod.hostNetwork || pod.hostPID || pod.hostIPC, 'shares a namespace with its machine');
  refuse(pod.securityContext?.runAsNonRoot !== true || !(pod.securityContext?.runAsUser > 0), 'may run as root');
  refuse(!['RuntimeDefault', 'Localhost'].includes(pod.securityContext?.seccompProfile?.type), 'has no seccomp profile');
  refuse(pod.automountServiceAccountToken !== false, "carries a token of the cluster's API");
  const allowed = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret', 'name'];
  refuse((pod.volumes ?? []).some((volume) => Object.keys(volume).some((key) => !allowed.includes(key))), 'mounts a volume of a kind that is not allowed');
  for (const { name, securityContext: own } of [...(pod.initContainers ?? []), ...pod.containers]) {
    refuse(own?.allowPrivilegeEscalation !== false, `${name}: may gain privileges`);
    refuse(own?.readOnlyRootFilesystem !== true, `${name}: may write to its root`);
    refuse(!own?.capabilities?.drop?.includes('ALL') || own.capabilities.add, `${name}: keeps capabilities`);
    refuse(own?.privileged, `${name}: is privileged`);
  }

  return errors;
}
