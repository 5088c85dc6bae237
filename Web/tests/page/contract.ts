import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Says where a JSON value differs from a type of `src/api/types.ts`, by asking the TypeScript compiler what the type holds.
 * A property that the type does not name is a difference too; one that may be null may also be left out.
 */
export class Contract {
  readonly #checker: ts.TypeChecker;
  readonly #types: ts.SourceFile;
  readonly #module: ts.Symbol;

  constructor() {
    const file = fileURLToPath(new URL('../../src/api/types.ts', import.meta.url));
    const program = ts.createProgram([file], { strict: true, noLib: false, target: ts.ScriptTarget.ES2022 });
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} could not be read`);
    this.#types = source;
    this.#checker = program.getTypeChecker();
    const module = this.#checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} exports nothing`);
    this.#module = module;
  }

  /** `name` is an exported interface; `Listing of X` is the listing whose items are X. */
  differences(name: string, value: unknown): string[] {
    const item = /^Listing of (\w+)$/.exec(name)?.[1];
    if (item === undefined) return this.#compare(this.#named(name), value, name);
    const { items, ...rest } = (value ?? {}) as { items?: unknown };
    if (!Array.isArray(items)) return [`${name}: no items`];
    return [
      ...items.flatMap((one, i) => this.#compare(this.#named(item), one, `${item}[${i}]`)),
      ...Object.keys(rest).filter((key) => key !== 'next').map((key) => `${name}.${key}: not in types.ts`),
    ];
  }

  #named(name: string): ts.Type {
    const symbol = this.#checker.getExportsOfModule(this.#module).find((s) => s.name === name);
    if (!symbol) throw new Error(`types.ts has no ${name}`);
    return this.#checker.getDeclaredTypeOfSymbol(symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol);
  }

  #compare(type: ts.Type, value: unknown, path: string): string[] {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
    if (type.isUnion()) return this.#compareUnion(type, value, path);
    if (isPlain(type)) return holds(type, value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${this.#checker.typeToString(type)}`];
    return this.#compareObject(type, value, path);
  }

  #compareUnion(type: ts.UnionType, value: unknown, path: string): string[] {
    const found = type.types.map((part) => this.#compare(part, value, path));
    if (found.some((problems) => problems.length === 0)) return [];
    const objects = found.filter((_, i) => !isPlain(type.types[i] as ts.Type));
    const deepest = value === null || value === undefined ? undefined : objects[0];
    return deepest ?? [`${path}: ${JSON.stringify(value)} is no ${this.#checker.typeToString(type)}`];
  }

  #compareObject(type: ts.Type, value: unknown, path: string): string[] {
    if (typeof value !== 'object' || value === null) return [`${path}: ${JSON.stringify(value)} is no ${this.#checker.typeToString(type)}`];
    const element = this.#checker.isArrayType(type) ? this.#checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
    if (element) return Array.isArray(value) ? value.flatMap((one, i) => this.#compare(element, one, `${path}[${i}]`)) : [`${path}: no array`];
    const entries = Object.entries(value);
    const index = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) return entries.flatMap(([key, one]) => this.#compare(index, one, `${path}.${key}`));
    const properties = this.#checker.getPropertiesOfType(type);
    const names = new Set(properties.map((p) => p.name));
    return [
      ...properties.flatMap((p) => this.#compareProperty(p, value as Record<string, unknown>, `${path}.${p.name}`)),
      ...entries.filter(([key]) => !names.has(key)).map(([key]) => `${path}.${key}: not in types.ts`),
    ];
  }

  #compareProperty(property: ts.Symbol, owner: Record<string, unknown>, path: string): string[] {
    const type = this.#checker.getTypeOfSymbolAtLocation(property, this.#types);
    const value = owner[property.name];
    const mayLack = (property.flags & ts.SymbolFlags.Optional) !== 0 || holdsNull(type);
    return value === undefined && mayLack ? [] : this.#compare(type, value, path);
  }
}

const plain = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Null | ts.TypeFlags.Undefined;

const isPlain = (type: ts.Type): boolean => (type.flags & plain) !== 0;

const holdsNull = (type: ts.Type): boolean => type.isUnion() && type.types.some((part) => (part.flags & ts.TypeFlags.Null) !== 0);

function holds(type: ts.Type, value: unknown): boolean {
  if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value;
  if (type.flags & ts.TypeFlags.BooleanLiteral) return typeof value === 'boolean';
  if (type.flags & ts.TypeFlags.String) return typeof value === 'string';
  if (type.flags & ts.TypeFlags.Number) return typeof value === 'number' && Number.isFinite(value);
  return type.flags & ts.TypeFlags.Null ? value === null : value === undefined;
}
