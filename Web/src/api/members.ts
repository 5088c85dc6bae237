/** What a policy's members may be, as GET /members and GET /weights tell it. The conventions are those of `types.ts`. */

export type OptionValue = number | string | boolean;

/** GET /members (items): a kind of member that a policy may name. */
export interface MemberKind {
  kind: string;
  input: 'embedding' | 'images';
  /** What it is, in a sentence. */
  help: string;
  /** Learned numbers with the default options; null where that depends on the catalogue. */
  parameters: number | null;
  options: MemberOption[];
}

export interface MemberOption {
  name: string;
  type: 'number' | 'word' | 'yes';
  /** What it is where nothing is said; null: none. */
  default: OptionValue | null;
  /** A member of the kind cannot do without it. */
  required: boolean;
  /** Numbers that are counts. */
  whole: boolean;
  least: number | null;
  /** What a number must exceed. */
  above: number | null;
  most: number | null;
  /** The words that there are; null: any. */
  choices: string[] | null;
  help: string;
}

/** GET /weights (items): a file that members on images may start from. */
export interface Weights {
  /** As the option `pretrained` has it. */
  name: string;
  bytes: number;
}
