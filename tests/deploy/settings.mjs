// Which settings the product reads, as its sources say: every class of options names its section in its summary.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

const folders = readdirSync(root).filter((name) => /^(Api|Silo|Grains|Embedded|Catalogs|Storage.*)$/.test(name));

const sources = () => folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.cs'))
  .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8')));

/** The options of every section: property names by section, with the type as written. */
export function optionSections() {
  const sections = new Map();
  for (const text of sources()) {
    for (const match of text.matchAll(/\/\/\/ <summary>([^]*?)<\/summary>\s*(?:\[[^\]]*\]\s*)*(?:public|internal) sealed class \w+[^]*?\n}/g)) {
      const section = match[1].match(/<c>(LensGrains:\w+(?::\w+)*)<\/c>/)?.[1];
      if (section && /Bound to/.test(match[1])) {
        const properties = [...match[0].matchAll(/^ {4}public (?!const|static)([\w<>, ?[\]]+) (\w+) \{ get;/gm)].map(([, type, name]) => [name, type]);
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
    const body = text.match(new RegExp(`public enum ${type.replace(/\W/g, '')}\\s*{([^}]*)}`))?.[1];
    if (body !== undefined) {
      return [...body.matchAll(/^ {4}(\w+),?$/gm)].map(([, word]) => word.toLowerCase());
    }
  }

  return null;
}

/** The section and property that a variable names, with what is left of it; the longest section wins. */
function parse(parts, sections) {
  for (let length = parts.length - 1; length > 0; length--) {
    const section = ['LensGrains', ...parts.slice(0, length)].join(':');
    if (sections.has(section)) {
      return { section, property: parts[length], rest: parts.slice(length + 1) };
    }
  }

  return { section: `LensGrains:${parts[0]}`, property: parts[1], rest: [] };
}

/** Why a variable is no setting of the product, or null where it is one. */
export function refusalOf(variable, value, sections, single) {
  const parts = variable.split('__').slice(1);
  if (single.has(`LensGrains:${parts.join(':')}`)) {
    return null;
  }
  const { section, property, rest } = parse(parts, sections);
  const type = sections.get(section)?.get(property);
  if (type === undefined) {
    return `${section} has no ${property}`;
  }
  if (rest.length > 0) {
    return type.startsWith('Dictionary<') || (type.endsWith('[]') && /^\d+$/.test(rest[0])) ? null : `${property} holds no values of its own`;
  }
  return value === null || value.startsWith('${') ? null : refusalOfValue(property, type, value);
}

function refusalOfValue(property, type, value) {
  const words = wordsOf(type);
  if (words !== null && !words.includes(value.toLowerCase())) {
    return `${property} is one of ${words.join(', ')}, not '${value}'`;
  }
  const isNumber = /^(int|long|double)\??$/.test(type);
  return isNumber && !/^[\d.]+$/.test(value) ? `${property} is a number, not '${value}'` : null;
}
