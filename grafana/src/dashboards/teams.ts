import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {drill, to, uid} from '../links.js';
import {bars, course, figure, withWeekBefore} from '../panels.js';
import {table} from '../table.js';
import {highest, lowest, owned, share, sum, whole} from '../query.js';
import {overdue, reach, scoreByRole} from '../score.js';
import {atLeast, atMost, plain, steps} from '../style.js';
import {rowTo, rowToTeam, teams as inTeams} from '../teams.js';

const noUsers = 'No users yet: is the exporter scraped, and the choice above not too narrow?';
const noRecords = 'No records in this choice: the integration user may lack View All Data';

const calls = owned('activities_closed_7d', 'subtype="call"');

const comparison = table(
  {id: 1, title: 'Teams compared', unit: 'short', empty: noUsers, links: [],
    about: 'One row for each role: how many log in, and what they then do. Click a team to see it alone, or a figure to see what is behind it for that team. A dash: the team has none of that, which is fine outside of sales.'},
  [{label: 'role', title: 'Team', links: [rowToTeam]}],
  [
    {title: 'People', expression: sum(owned('users'), 'role'), unit: 'locale', decimals: 0, links: [rowTo(uid.logins, 'Logins of this team')], width: 80},
    {title: 'Score', expression: scoreByRole(), unit: 'percentunit', decimals: 0, steps: steps.score, links: [rowTo(uid.overview, 'Overview of this team')], width: 80},
    {title: 'In 7 days', expression: reach('role'), unit: 'percentunit', decimals: 0, steps: steps.reach, links: [rowTo(uid.logins, 'Logins of this team')], width: 95},
    {title: 'Created / head', expression: share(owned('records_created_7d'), owned('users'), 'role'), unit: 'short', decimals: 1, links: [rowTo(uid.sales, 'Sales of this team')], width: 125},
    {title: 'Updated / head', expression: share(owned('records_updated_7d'), owned('users'), 'role'), unit: 'short', decimals: 1, links: [rowTo(uid.sales, 'Sales of this team')], width: 125},
    {title: 'Calls / head', expression: share(calls, owned('users'), 'role'), unit: 'short', decimals: 1, links: [rowTo(uid.sales, 'Sales of this team')], width: 110},
    {title: 'Tasks overdue', expression: share(owned('overdue_tasks'), owned('open_tasks'), 'role'), unit: 'percentunit', decimals: 0, steps: steps.overdue, links: [rowTo(uid.pipeline, 'Pipeline of this team')], width: 120},
    {title: 'Deals overdue', expression: share(owned('overdue_opportunities'), owned('open_opportunities'), 'role'), unit: 'percentunit', decimals: 0, steps: steps.overdue, links: [rowTo(uid.pipeline, 'Pipeline of this team')], width: 120},
  ],
  'People',
);

const reachNow = figure(
  {id: 2, title: 'Logged in this week', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.reach, empty: brief.users, links: [to(uid.logins, 'Logins')],
    about: 'Share of the chosen people who logged in within seven days. Everything below rests on it.'},
  reach(),
);

const createdNow = figure(
  {id: 3, title: 'Created per head', unit: 'short', decimals: 1, min: 0, steps: plain, empty: brief.records, links: [to(uid.sales, 'Sales')],
    about: 'Records of all objects created in seven days, per person. Few where the team does have customers to talk to: they keep them elsewhere.'},
  share(owned('records_created_7d'), owned('users')),
);

const updatedNow = figure(
  {id: 4, title: 'Updated per head', unit: 'short', decimals: 1, min: 0, steps: atLeast(3, 10), empty: brief.records, links: [to(uid.sales, 'Sales')],
    about: 'Records whose last change of the past seven days was by the chosen people, per person. Ten a week is daily use; below three, Salesforce is read and not kept.'},
  share(owned('records_updated_7d'), owned('users')),
);

const overdueNow = figure(
  {id: 5, title: 'Open deals not overdue', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atLeast(0.75, 0.9), empty: 'No open deals in this choice', links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Share of the open opportunities whose close date has not passed. An overdue one is lost, won or forgotten: its owner should say which.'},
  `1 - ${overdue()}`,
);

const objects = course(
  {id: 6, title: 'Records created in seven days, by object', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noRecords, links: [to(uid.sales, 'Sales')],
    about: 'What the chosen people add, over a sliding week. An object whose band vanishes is one that the team stopped using.'},
  [{legend: '{{object}}', expression: sum(owned('records_created_7d'), 'object')}],
  true,
);

const upkeep = course(
  {id: 7, title: 'Records updated in seven days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noRecords, links: [to(uid.sales, 'Sales')],
    about: 'Records that the chosen people modified last, against the week before. Updates fall before logins do.'},
  withWeekBefore('updated', sum(owned('records_updated_7d'))),
);

const subtypes = course(
  {id: 8, title: 'Activities closed in seven days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No activities in this choice: tasks need Read, and View All Data', links: [to(uid.sales, 'Sales')],
    about: 'Completed tasks by kind: calls, e-mails, other tasks. No calls in a team that phones all day means that they are not logged.'},
  [{legend: '{{subtype}}', expression: sum(owned('activities_closed_7d'), 'subtype')}],
  true,
);

const regions = bars(
  {id: 9, title: 'Logged in within a week, by region', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.reach, empty: noUsers, links: [drill(uid.teams, 'Only ${__field.labels.region}', 'region')],
    about: 'The chosen people by region, lowest first. Click a bar to narrow the page to it.'},
  lowest(reach('region')),
  '{{region}}',
);

const profiles = bars(
  {id: 10, title: 'Logged in within a week, by profile', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.reach, empty: noUsers, links: [drill(uid.teams, 'Only ${__field.labels.profile}', 'profile')],
    about: 'The chosen people by profile, lowest first. A profile that nobody uses may cost a licence that a cheaper one replaces.'},
  lowest(reach('profile')),
  '{{profile}}',
);

const tasks = bars(
  {id: 11, title: 'Most overdue tasks', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atMost(0.25, 0.5), empty: 'No team of five or more in this choice', links: [drill(uid.teams, 'Usage of ${__field.labels.role}', 'role')],
    about: 'Share of the open tasks whose due date has passed, by role, worst first. Task lists that nobody works through stop being read: close them in bulk and start anew.'},
  highest(inTeams(share(owned('overdue_tasks'), owned('open_tasks'), 'role'))),
  '{{role}}',
);

const chatter = bars(
  {id: 12, title: 'Chatter: share who take part', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: 'No Chatter figures: it may be switched off in this org', links: [drill(uid.teams, 'Usage of ${__field.labels.role}', 'role')],
    about: 'People who posted or commented in 30 days, per person, by role. Nothing to chase in itself; where e-mail replaces it, knowledge leaves the records.'},
  highest(inTeams(share(owned('chatter_contributors_30d'), owned('users'), 'role'))),
  '{{role}}',
);

const reports = bars(
  {id: 13, title: 'Reports: run or dead', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No reports: the integration user may lack View All Data', links: [to(uid.overview, 'Overview')],
    about: 'Reports of the whole org that were run within 30 days, and that nobody ran for 180 days or ever. Delete the dead ones: they hide the good ones.'},
  [
    `label_replace(${sum(whole('reports_run_30d'))}, "which", "run in 30 days", "", "")`,
    `label_replace(${sum(whole('reports_not_run_180d'))}, "which", "not run in 180 days", "", "")`,
    `label_replace(${sum(whole('dashboards'))}, "which", "dashboards", "", "")`,
  ].join(' or '),
  '{{which}}',
);

export const teams: Page = {
  uid: uid.teams,
  title: 'Salesforce usage by team',
  about: 'What each team does in Salesforce: from the team to the metric in one click.',
  byOwner: true,
  top: [
    {height: 12, panels: [[24, comparison]]},
    {height: 5, panels: [[6, reachNow], [6, createdNow], [6, updatedNow], [6, overdueNow]]},
  ],
  sections: [
    {id: 100, title: 'What the chosen people do', bands: [{height: 8, panels: [[8, objects], [8, upkeep], [8, subtypes]]}]},
    {id: 101, title: 'Where they are', bands: [{height: 9, panels: [[12, regions], [12, profiles]]}]},
    {id: 102, title: 'Other habits', bands: [{height: 9, panels: [[8, tasks], [8, chatter], [8, reports]]}]},
  ],
};
