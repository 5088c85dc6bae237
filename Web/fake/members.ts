import type { MemberKind, MemberOption, Weights } from '../src/api/members.js';
import type { MemberSpec, Round } from '../src/api/types.js';
import { Refusal } from './rules.js';
import type { World } from './world.js';

const number = (name: string, value: number | null, help: string, range: Partial<MemberOption> = {}): MemberOption =>
  ({ name, type: 'number', default: value, required: false, whole: false, least: 0, above: null, most: null, choices: null, help, ...range });
const whole = (name: string, value: number, most: number, help: string): MemberOption => number(name, value, help, { whole: true, least: 1, most });
const word = (name: string, value: string | null, choices: string[] | null, help: string): MemberOption => ({ ...number(name, null, help), type: 'word', least: null, default: value, choices });
const yes = (name: string, value: boolean, help: string): MemberOption => ({ ...number(name, null, help), type: 'yes', least: null, default: value });
const rate = (help: string): MemberOption => number('learningRate', 0.001, help, { least: null, above: 0, most: 1 });

const embedding: MemberOption[] = [
  whole('maximumEpochs', 400, 2_147_483_647, 'Most epochs.'), whole('batchSize', 2048, 2_147_483_647, 'Most draws in a step; small sets use smaller batches.'),
  rate('Adam’s learning rate.'), whole('hidden', 256, 8192, 'Units of the hidden layer.'), number('dropout', 0.2, 'Probability with which a hidden unit is left out of a step.', { most: 0.999 }),
  whole('patience', 40, 2_147_483_647, 'Epochs without a better held-out loss after which training stops.'), yes('bootstrap', true, 'Gives samples random weights, so that members differ by more than their start.'),
];

const images: MemberOption[] = [
  whole('epochs', 30, 10_000, 'Most epochs; the learning rate falls over all of them.'), whole('batchSize', 64, 65_536, 'Images in a step; halved where memory runs out.'),
  rate('AdamW’s greatest learning rate.'), number('weightDecay', 0.01, 'Decoupled weight decay per step and unit of learning rate.', { most: 1 }), number('clipNorm', 1, 'Greatest length of a step’s gradient; 0: as long as it is.'),
  whole('patience', 10, 2_147_483_647, 'Epochs without a better held-out loss after which training stops.'), yes('bootstrap', true, 'Gives samples random weights, so that members differ by more than their start.'),
  yes('bfloat16', false, 'Multiplies in bfloat16 where the tensor library can.'), number('labelSmoothing', 0, 'Draws targets towards one half by this share.', { most: 0.5 }),
  number('pixelScaleArcsec', null, 'Side of a pixel that cutouts are resampled to, arcseconds; none: the largest central square.', { least: null, above: 0, most: 3600 }),
  word('augmentation', 'd4', ['none', 'd4', 'sky'], 'How training images are varied: orientations (d4), or also place, noise and seeing (sky).'),
  word('pretrained', null, null, 'File among the deployment’s weights that a new member starts from.'),
  word('normalisation', 'automatic', ['automatic', 'noise', 'peak', 'levels', 'unit'], 'How pixel values become the network’s.'),
  word('frozen', null, null, 'Parts that do not learn, by the beginnings of their names, commas between them.'), number('passes', null, 'The score is the mean over so many passes with dropout.', { whole: true, least: 2, most: 200 }),
];

const columns = { ...word('columns', null, null, 'Catalogue columns that it takes besides the image, commas between them.'), required: true };

/** Some of what a server has. */
export const kinds: MemberKind[] = [
  { kind: 'mlp', input: 'embedding', help: 'A small network on the catalogue’s embedding: trains in seconds, also without an accelerator.', parameters: null, options: embedding },
  { kind: 'film_narrow', input: 'images', help: 'A ResNet-18 with a quarter of the channels that catalogue columns modulate, such as seeing or magnitude.', parameters: null, options: [...images, columns] },
  { kind: 'invariant_narrow', input: 'images', help: 'A network whose score no quarter turn or mirror image changes, with half the channels.', parameters: 120_617, options: images },
  { kind: 'resnet18', input: 'images', help: 'ResNet-18; wants an accelerator, or patience.', parameters: 11_169_345, options: images },
  { kind: 'resnet18_narrow', input: 'images', help: 'ResNet-18 with a quarter of the channels: a good first network on images without an accelerator.', parameters: 700_305, options: images },
];

export const weights: Weights[] = [{ name: 'resnet18-imagenet.safetensors', bytes: 46_830_000 }, { name: 'simclr-narrow.safetensors', bytes: 2_810_000 }];

/** As the server would: unknown kinds, and one rule that the page does not know. */
export function checkMembers(members: MemberSpec[]): void {
  for (const { kind, options } of members) {
    if (!kinds.some((k) => k.kind === kind)) refuse(`There is no kind '${kind}': ${kinds.map((k) => k.kind).join(', ')}.`);
    if (Number(options?.['batchSize'] ?? 1) > 60_000) refuse(`batchSize is more than the memory of this stand-in holds, not ${String(options?.['batchSize'])}.`);
  }
}

function refuse(why: string): never {
  throw new Refusal(422, 'invalid', 'The policy has mistakes.', null, { 'policy.members': [why] });
}

/** Kinds of the next round's members, oldest first: those of the last round and one that the policy names and it lacks. */
export function nextEnsemble(world: World): string[] {
  const { members, maximumEnsembleSize, initialEnsembleSize } = world.campaign.policy;
  const wanted = members.map((m) => m.kind);
  const last = world.rounds.find((r: Round) => r.number === world.campaign.currentRound)?.members.map((m) => m.kind) ?? [];
  if (last.length === 0) return Array.from({ length: initialEnsembleSize }, (_, i) => wanted[i % wanted.length] ?? 'mlp');
  const kept = last.slice(Math.max(0, last.length + 1 - maximumEnsembleSize));
  return [...kept, wanted.find((kind) => !kept.includes(kind)) ?? wanted[0] ?? 'mlp'];
}
