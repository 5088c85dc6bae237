/** How a class looks. Its key is always printed beside the colour, which therefore never carries meaning alone. */
export interface ClassLook {
  name: string;
  key: number;
  colour: string;
  positive: boolean;
}

const others = ['#9aa3ad', '#e6d36f', '#6fd6e0', '#e59ad1', '#c7b299', '#b7e36a', '#f0a878', '#cfcfff'];

export function looksOf(classes: readonly string[], positive: string): ClassLook[] {
  let next = 0;
  return classes.map((name, i) => ({
    name,
    key: i + 1,
    positive: name === positive,
    colour: name === positive ? '#86d99a' : (others[next++ % others.length] ?? '#9aa3ad'),
  }));
}
