// Expressions. Every selector names job and instance; metrics by owner are
// also narrowed to the chosen roles, profiles and regions.
const org = ['job=~"$job"', 'instance=~"$instance"'];
const owners = ['role=~"$role"', 'profile=~"$profile"', 'region=~"$region"'];

/** A metric of the org as a whole. */
export function whole(name: string, ...matchers: string[]): string {
  return `salesforce_${name}{${[...org, ...matchers].join(', ')}}`;
}

/** A metric by owner. */
export function owned(name: string, ...matchers: string[]): string {
  return whole(name, ...owners, ...matchers);
}

export function sum(expression: string, by?: string): string {
  return by ? `sum by (${by}) (${expression})` : `sum(${expression})`;
}

export function avg(expression: string, by?: string): string {
  return by ? `avg by (${by}) (${expression})` : `avg(${expression})`;
}

export function count(expression: string): string {
  return `count(${expression})`;
}

/** part / all; absent, not NaN, where there is nothing to divide by. */
export function share(part: string, all: string, by?: string): string {
  return `${sum(part, by)} / (${sum(all, by)} > 0)`;
}

/** The same expression a week earlier. */
export function weekBefore(expression: string): string {
  return expression.replace(/\}(\[[^\]]+\])?/g, '}$1 offset 1w');
}

/** How an expression moved within a week, in its own unit. */
export function weekChange(expression: string): string {
  return `(${expression}) - (${weekBefore(expression)})`;
}

/** The highest ten, highest first. */
export function highest(expression: string, n = 10): string {
  return `sort_desc(topk(${n}, ${expression}))`;
}

/** The lowest ten, lowest first. */
export function lowest(expression: string, n = 10): string {
  return `sort(bottomk(${n}, ${expression}))`;
}

/** A zero where the metric is absent because all is well: where what should be there is. */
export function orZero(expression: string, present: string): string {
  return `${expression} or 0 * ${sum(present)}`;
}

/** Figures as labels, so that a legend can say them in a sentence. */
export function sentence(figures: Record<string, string>): string {
  const [first, ...rest] = Object.entries(figures).map(([name, value]) => [name, `count_values("${name}", ${value})`]);
  return rest.reduce((all, [name, value]) => `${all} * on () group_left (${name}) ${value}`, first[1]);
}

/** A share as a whole number of per cent, for sentences. */
export function percent(expression: string): string {
  return `round(100 * (${expression}))`;
}
