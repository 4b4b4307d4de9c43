import {drill, drillRow, Link, uid} from './links.js';
import {owned, sum} from './query.js';

/** Smaller teams say more about a person than about a team. */
export const smallestTeam = 5;

/** Keeps teams of a size that can be talked about. */
export function teams(expression: string): string {
  return `(${expression}) and on (role) ${sum(owned('users'), 'role')} >= ${smallestTeam}`;
}

/** From a series by role to that team's page. */
export const toTeam: Link = drill(uid.teams, 'Usage of ${__field.labels.role}', 'role');

/** From a table row by role to that team's page. */
export const rowToTeam: Link = drillRow(uid.teams, 'Usage of this team', 'role');

/** From a figure in a row by role to the metric's page, for that team. */
export function rowTo(dashboard: string, title: string): Link {
  return drillRow(dashboard, title, 'role');
}
