import {owned, share, sum} from './query.js';

// The adoption score, 0 to 1, by the formula and the constants of
// prometheus/recording.yml and thresholds.yml, written out here so that the
// dashboards need no rules and follow the choice of profile and region.
export const weight = {logins: 0.4, activities: 0.2, overdue: 0.2, neglected: 0.2};
export const target = {logins: 0.9, activities: 5, overdue: 0.5, neglected: 0.8};

/** Share of the people who logged in within a week. */
export function reach(by?: string): string {
  return share(owned('users_logged_in_7d'), owned('users'), by);
}

/** Tasks closed and events held in a week, per person. */
export function activities(by?: string): string {
  const all = `(${sum(owned('activities_closed_7d'), by)} + ${sum(owned('events_held_7d'), by)})`;
  return `${all} / (${sum(owned('users'), by)} > 0)`;
}

/** Share of the open opportunities whose close date has passed. */
export function overdue(by?: string): string {
  return share(owned('overdue_opportunities'), owned('open_opportunities'), by);
}

/** Share of the open opportunities without activity in 30 days. */
export function neglected(by?: string): string {
  return share(owned('neglected_opportunities_30d'), owned('open_opportunities'), by);
}

/** The components, each 0 to 1. A team without deals has only the first two. */
export const component = {
  logins: (by?: string) => `clamp_max(${reach(by)} / ${target.logins}, 1)`,
  activities: (by?: string) => `clamp_max(${activities(by)} / ${target.activities}, 1)`,
  overdue: (by?: string) => `clamp_min(1 - ${overdue(by)} / ${target.overdue}, 0)`,
  neglected: (by?: string) => `clamp_min(1 - ${neglected(by)} / ${target.neglected}, 0)`,
};

type Name = keyof typeof component;

/** The weighted mean of the components, absent where one of them is. */
function mean(names: Name[], by?: string): string {
  const total = names.reduce((all, n) => all + weight[n], 0);
  return `(${names.map(n => `${weight[n]} * ${component[n](by)}`).join(' + ')}) / ${Number(total.toFixed(6))}`;
}

/** The score by role: of the components that the team has. */
export function scoreByRole(): string {
  const sets: Name[][] = [['logins', 'activities', 'overdue', 'neglected'], ['logins', 'activities'], ['logins', 'overdue', 'neglected'], ['logins']];
  return sets.map(names => mean(names, 'role')).join(' or ');
}

/** The score of all chosen people: the mean over them of their team's. */
export function score(): string {
  return `sum((${scoreByRole()}) * on (role) ${sum(owned('users'), 'role')}) / (${sum(owned('users'))} > 0)`;
}
