// Which settings the product reads, as its sources say: every class of options names its section in its summary.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

const folders = ['Api', 'Silo', 'Grains', 'Embedded', 'Storage', 'Catalogs'];

const sources = () => folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.cs'))
  .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8')));

/** The options of every section: property names by section, with the type as written. */
export function optionSections() {
  const sections = new Map();
  for (const text of sources()) {
    for (const match of text.matchAll(/\/\/\/ <summary>([^]*?)<\/summary>\s*(?:\[[^\]]*\]\s*)*public sealed class \w+[^]*?\n}/g)) {
      const section = match[1].match(/<c>(LensGrains:\w+)<\/c>/)?.[1];
      if (section && /Bound to/.test(match[1])) {
        const properties = [...match[0].matchAll(/^ {4}public (?!const|static)([\w<>, ?]+) (\w+) \{ get;/gm)].map(([, type, name]) => [name, type]);
        sections.set(section, new Map([...(sections.get(section) ?? []), ...properties]));
      }
    }
  }

  return sections;
}

/** Single settings that are read by their full name, as a key of the configuration or as a variable. */
export const singleSettings = () => new Set(sources().flatMap((text) => [...text.matchAll(/"(LensGrains(?::|__)\w+)"/g)].map(([, key]) => key.replace('__', ':'))));

/** The words of an enumeration, in lower case; null where there is none of that name. */
function wordsOf(type) {
  for (const text of sources()) {
    const body = text.match(new RegExp(`public enum ${type.replace('?', '')}\\s*{([^}]*)}`))?.[1];
    if (body !== undefined) {
      return [...body.matchAll(/^ {4}(\w+),?$/gm)].map(([, word]) => word.toLowerCase());
    }
  }

  return null;
}

/** Why a variable is no setting of the product, or null where it is one. */
export function refusalOf(variable, value, sections, single) {
  const [prefix, section, property, ...rest] = variable.split('__');
  if (prefix !== 'LensGrains') {
    return null;
  }
  if (property === undefined) {
    return single.has(`LensGrains:${section}`) ? null : `nothing reads LensGrains:${section}`;
  }
  const type = sections.get(`LensGrains:${section}`)?.get(property);
  if (type === undefined) {
    return `LensGrains:${section} has no ${property}`;
  }
  if (rest.length > 0) {
    return type.startsWith('Dictionary<') ? null : `${property} holds no values of its own`;
  }
  if (value === null || value.startsWith('${')) {
    return null;
  }
  const words = wordsOf(type);
  if (words !== null && !words.includes(value.toLowerCase())) {
    return `${property} is one of ${words.join(', ')}, not '${value}'`;
  }
  const isNumber = /^(int|long|double)\??$/.test(type);
  return isNumber && !/^[\d.]+$/.test(value) ? `${property} is a number, not '${value}'` : null;
}
