import type { MemberKind, MemberOption, OptionValue, Weights } from '../api/members';
import type { MemberSpec, Policy, RoundMember } from '../api/types';
import { count, plural, words } from './format';
import type { PolicyField } from './policy';

/** Values of a kind's options by name; '' and null: as if nothing were said. */
export type OptionDraft = Record<string, OptionValue | null>;

/** What most people set; everything else is folded away. Required options stand beside them. */
const main = ['epochs', 'maximumEpochs', 'batchSize', 'augmentation', 'pretrained'];

const labels: Record<string, string> = {
  maximumEpochs: 'Epochs at most', epochs: 'Epochs at most', batchSize: 'Batch size', pretrained: 'Pretrained weights', graph: 'Layers (JSON file)', columns: 'Catalogue columns', hidden: 'Hidden units',
  pixelScaleArcsec: 'Pixel scale (arcsec)', seeingArcsec: 'Seeing (arcsec)', size: 'Image size (pixels)', swagDraws: 'Draws of the weights', swagFrom: 'Draws: gathered from',
  swagRank: 'Draws: rank', passes: 'Passes with dropout', orientations: 'Orientations scored', bfloat16: 'bfloat16', focalGamma: 'Focal exponent', lastRate: 'Last learning rate', bodyRate: 'Rate of the body',
};

/** What a word means, where the word alone does not say it. */
const meanings: Record<string, Record<string, string>> = {
  augmentation: { none: 'none: images as they are', d4: 'd4: turned and mirrored', sky: 'sky: also shifted, noisier, blurred' },
};

export const isMain = (option: MemberOption): boolean => option.required || main.includes(option.name);

/** The kind's options with what people set first in front, in that order. */
export const mainOptions = (kind: MemberKind): MemberOption[] =>
  kind.options.filter(isMain).toSorted((a, b) => rankOf(a) - rankOf(b));

const rankOf = (option: MemberOption): number => (option.required ? -1 : main.indexOf(option.name));

export const optionLabel = (name: string): string => labels[name] ?? name.charAt(0).toUpperCase() + words(name).slice(1);

/** An option as a form shows it. */
export function fieldOf(option: MemberOption, weights: Weights[]): PolicyField {
  const field = { name: option.name, label: optionLabel(option.name), help: helpOf(option, weights), optional: mayBeEmpty(option) };
  if (option.type === 'yes') return { ...field, kind: 'yes' };
  if (option.type === 'number') return { ...field, kind: option.whole ? 'whole' : 'number' };
  if (isFile(option)) return { ...field, kind: 'choice', choices: [{ value: '', text: option.name === graph ? 'none yet' : 'none: fresh weights' }, ...filesOf(option, weights).map((w) => ({ value: w.name, text: `${w.name} (${megabytes(w.bytes)})` }))] };
  if (option.choices === null) return { ...field, kind: 'text' };
  return { ...field, kind: 'choice', choices: option.choices.map((value) => ({ value, text: meanings[option.name]?.[value] ?? value })) };
}

const graph = 'graph';

const isFile = (option: MemberOption): boolean => option.name === graph || option.name === 'pretrained';

/** Weights and lists of layers lie in one place; what a file is, its name's end says. */
const filesOf = (option: MemberOption, files: Weights[]): Weights[] => files.filter((f) => f.name.endsWith('.json') === (option.name === graph));

/** Nothing in the field: nothing is said. A number with a default is put back to it instead. */
const mayBeEmpty = (option: MemberOption): boolean => !option.required && (option.type !== 'number' || option.default === null);

function helpOf(option: MemberOption, weights: Weights[]): string {
  if (isFile(option) && filesOf(option, weights).length === 0) return `This deployment has no ${option.name === graph ? 'JSON ' : ''}files under weights/ yet.`;
  return [option.help, option.type === 'number' ? rangeOf(option) : ''].filter(Boolean).join(' ');
}

const megabytes = (bytes: number): string => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`);

const beyond = 1e9; // a limit of the format, not of the matter

function rangeOf({ least, above, most }: MemberOption): string {
  const end = most !== null && most < beyond ? most : null;
  const from = least ?? above;
  const plain = (n: number) => n.toLocaleString('en-GB', { maximumSignificantDigits: 6 });
  if (from === null) return end === null ? '' : `At most ${plain(end)}.`;
  if (end === null) return above === null ? `${plain(from)} or more.` : `More than ${plain(from)}.`;
  return above === null ? `${plain(from)} to ${plain(end)}.` : `More than ${plain(from)}, at most ${plain(end)}.`;
}

/** Every option at its default, with what `spec` says instead. */
export const optionDraft = (kind: MemberKind, spec: MemberSpec | null = null): OptionDraft =>
  Object.fromEntries(kind.options.map((o) => [o.name, said(o, spec?.options?.[o.name])]));

function said(option: MemberOption, value: unknown): OptionValue | null {
  if (option.type === 'yes' && typeof value === 'number') return value !== 0;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return option.default ?? (option.type === 'word' ? '' : null);
}

/** What is wrong, by option. */
export function optionProblems(kind: MemberKind, draft: OptionDraft): Record<string, string> {
  return Object.fromEntries(kind.options.flatMap((option) => {
    const problem = optionProblem(option, draft[option.name] ?? null);
    return problem === null ? [] : [[option.name, problem]];
  }));
}

function optionProblem(option: MemberOption, value: OptionValue | null): string | null {
  if (value === null || value === '') return mayBeEmpty(option) ? null : 'A value is needed.';
  if (option.type !== 'number') return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'A number.';
  if (option.whole && !Number.isInteger(value)) return 'A whole number.';
  const inside = value >= (option.least ?? -Infinity) && value > (option.above ?? -Infinity) && value <= (option.most ?? Infinity);
  return inside ? null : rangeOf(option);
}

/** The member as the policy names it: only what differs from the defaults. */
export function specOf(kind: MemberKind, draft: OptionDraft): MemberSpec {
  const options = Object.fromEntries(kind.options.flatMap((option) => {
    const value = draft[option.name] ?? null;
    return value === null || value === '' || value === option.default ? [] : [[option.name, value]];
  }));
  return Object.keys(options).length === 0 ? { kind: kind.kind } : { kind: kind.kind, options };
}

/** Equal in kind and in what is said of it; yes is 1 and no is 0. */
export const sameSpec = (a: MemberSpec, b: MemberSpec): boolean => canonical(a) === canonical(b);

const canonical = ({ kind, options }: MemberSpec): string =>
  JSON.stringify([kind, ...Object.entries(options ?? {}).map(([k, v]) => [k, typeof v === 'boolean' ? Number(v) : v]).toSorted(([a], [b]) => String(a).localeCompare(String(b)))]);

export const specInWords = ({ kind, options }: MemberSpec): string => {
  const given = Object.entries(options ?? {}).map(([name, value]) => `${words(name)} ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}`);
  return given.length === 0 ? kind : `${kind} (${given.join(', ')})`;
};

export type Mixing = 'add' | 'replace';

/** The policy's members with this one: in front, so that a new kind is the next one that is added. */
export const mixWith = (members: MemberSpec[], spec: MemberSpec, mixing: Mixing): MemberSpec[] =>
  mixing === 'replace' ? [spec] : members.some((m) => sameSpec(m, spec)) ? members : [spec, ...members];

/** What the policy names besides this member, each once. */
export const othersThan = (members: MemberSpec[], spec: MemberSpec): MemberSpec[] =>
  members.filter((m, i) => !sameSpec(m, spec) && members.findIndex((o) => sameSpec(o, m)) === i);

/** What of the policy has to change; null: nothing. */
export function trainingPatch(policy: Policy, members: MemberSpec[], ensemble: RoundMember[]): Partial<Policy> | null {
  const isMixed = members.length === policy.members.length && members.every((m, i) => sameSpec(m, policy.members[i] as MemberSpec));
  const frees = policy.fixEnsembles && ensemble.length > 0;
  if (isMixed && !frees) return null;
  return { ...(isMixed ? {} : { members }), ...(frees ? { fixEnsembles: false } : {}) };
}

/** What training now would do, in sentences. `ensemble`: the members of the current round, oldest first. */
export function whatHappens(policy: Policy, ensemble: RoundMember[], spec: MemberSpec, members: MemberSpec[]): string[] {
  const others = othersThan(members, spec);
  if (ensemble.length === 0) {
    const kinds = others.length === 0 ? 'all of this kind' : `${members.map(specInWords).join(', ')} in turn`;
    return [`The first round makes ${plural(policy.initialEnsembleSize, 'member')}, ${kinds}, and trains ${policy.initialEnsembleSize === 1 ? 'it' : 'them'} on all labels there are now.`];
  }
  const leaving = ensemble.slice(0, Math.max(0, ensemble.length + 1 - policy.maximumEnsembleSize));
  const staying = ensemble.slice(leaving.length);
  const isNew = others.length === 0 || !policy.members.some((m) => sameSpec(m, spec)) || !staying.some((m) => m.kind === spec.kind);
  return [
    isNew ? 'Adds a member of this kind to the ensemble, and trains on all labels there are now.' : 'Adds a member of the kind that the ensemble has too few of, and trains on all labels there are now.',
    ...(policy.fixEnsembles ? ['The policy keeps the same members in every round; this ends that, so that one can be added.'] : []),
    ...(leaving.length > 0 ? [`The ensemble holds ${count(policy.maximumEnsembleSize)} at most: ${leaving.map((m) => `${m.kind} ${m.serial}`).join(', ')} leaves.`] : []),
    ...(staying.length > 0 ? [`The ${staying.length === 1 ? 'other one' : `other ${count(staying.length)}`} ${policy.coldStart ? 'start afresh' : staying.length === 1 ? 'trains on' : 'train on'}${others.length === 0 && staying.some((m) => m.kind !== spec.kind) ? '; those of other kinds leave as later rounds add members' : ''}.`] : []),
  ];
}

/** The server names the option first: its sentence belongs beside that field. */
export function problemsByOption(kind: MemberKind, message: string): Record<string, string> {
  const name = kind.options.find((o) => message.startsWith(`${o.name} `) || message.startsWith(`There is no ${o.name} `))?.name;
  return name === undefined ? {} : { [name]: message };
}
