import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {drill, to, uid} from '../links.js';
import {bars, course, figure, withWeekBefore} from '../panels.js';
import {heat} from '../heat.js';
import {table} from '../table.js';
import {highest, lowest, owned, share, sum, weekChange, whole} from '../query.js';
import {reach} from '../score.js';
import {atMost, change, colour, plain, steps, tints} from '../style.js';
import {rowToTeam, teams, toTeam} from '../teams.js';

const noUsers = 'No users yet: is the exporter scraped, and the choice above not too narrow?';
const noHistory = 'No login history: the integration user may lack Monitor Login History';
const noLightning = 'No Lightning figures: sandboxes have none';

const week = figure(
  {id: 1, title: 'Logged in this week', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.reach, empty: brief.users, links: [to(uid.teams, 'By team')],
    about: 'Share of the people who logged in within seven days or today. Under three quarters, look for the team that pulls it down.'},
  reach(),
);

const weekMoved = figure(
  {id: 2, title: 'Change in a week', unit: 'percentunit', decimals: 1, steps: change(0.05), empty: brief.week, links: [to(uid.teams, 'By team')],
    about: 'That share less the same a week ago. More than 5 % down outside of holidays is a drop.'},
  weekChange(reach()),
);

const today = figure(
  {id: 3, title: 'Logged in today', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.users, links: [to(uid.teams, 'By team')],
    about: 'People whose last login was today, in the time zone of the integration user. Starts at nought every midnight: compare with the same hour of the same weekday.'},
  sum(owned('users_logged_in_today')),
);

const perHead = figure(
  {id: 4, title: 'Logins per head', unit: 'short', decimals: 1, min: 0, steps: plain, empty: brief.logins, links: [to(uid.teams, 'By team')],
    about: 'Successful logins of people in seven days, per person. About five is one login each working day; single sign-on with long sessions has fewer.'},
  share(owned('logins_7d'), owned('users')),
);

const absent = figure(
  {id: 5, title: 'Absent for 30 days', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 25), empty: brief.users, links: [to(uid.licences, 'Licences and limits')],
    about: 'People who did not log in for 30 days, those who never did included. Ask whether they still need the licence.'},
  sum(owned('users_not_logged_in_30d')),
);

const never = figure(
  {id: 6, title: 'Never logged in', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 10), empty: brief.users, links: [to(uid.teams, 'By team')],
    about: 'People who never logged in. New ones need an introduction, old ones no licence.'},
  sum(owned('users_never_logged_in')),
);

const windows = course(
  {id: 7, title: 'Share of people by how recently they logged in', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noUsers, links: [to(uid.teams, 'By team')],
    about: 'Four windows: a day, a week, a month, a quarter. The lines lie close together where people work daily; a wide gap between week and month is occasional use.'},
  [
    {legend: '1 day', expression: share(owned('users_logged_in_1d'), owned('users')), colour: tints[0]},
    {legend: '7 days', expression: share(owned('users_logged_in_7d'), owned('users')), colour: tints[1]},
    {legend: '30 days', expression: share(owned('users_logged_in_30d'), owned('users')), colour: tints[2]},
    {legend: '90 days', expression: share(owned('users_logged_in_90d'), owned('users')), colour: tints[3]},
  ],
);

const count = course(
  {id: 8, title: 'Logins in seven days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noHistory, links: [to(uid.teams, 'By team')],
    about: 'Successful logins of people, integrations left out, against the week before. Falls before the head count does: people come less often before they stay away.'},
  withWeekBefore('logins', sum(owned('logins_7d'))),
);

const byRegion = course(
  {id: 9, title: 'Logged in within a week, by region', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noUsers, links: [drill(uid.logins, 'Only ${__field.labels.region}', 'region')],
    about: 'Share of each region. One line that leaves the others is a region with a problem or a holiday. Click a line to see it alone.'},
  [{legend: '{{region}}', expression: reach('region')}],
);

const spread = heat(
  {id: 10, title: 'How many teams reach which share', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noUsers, links: [to(uid.teams, 'By team')],
    about: 'Each column is a stretch of time, each box counts the teams whose share of people with a login in the last week lies there. A dark top row: all teams work in Salesforce. Two dark bands: some do, some do not, and the mean of the two misleads.'},
  teams(reach('role')),
  '{{role}}',
);

const absentees = table(
  {id: 11, title: 'Who is away, by team', unit: 'short', empty: noUsers, links: [],
    about: 'Teams with the most people absent for 30 days. Click a team to see its other habits. Names are in Salesforce: filter users by Last Login there.'},
  [{label: 'role', title: 'Team', links: [rowToTeam]}],
  [
    {title: 'People', expression: sum(owned('users'), 'role'), unit: 'locale', decimals: 0, width: 90},
    {title: 'In 7 days', expression: reach('role'), unit: 'percentunit', decimals: 0, steps: steps.reach, width: 100},
    {title: 'Away 30 days', expression: sum(owned('users_not_logged_in_30d'), 'role'), unit: 'locale', decimals: 0, width: 120},
    {title: 'Never', expression: sum(owned('users_never_logged_in'), 'role'), unit: 'locale', decimals: 0, width: 90},
  ],
  'Away 30 days',
);

const heads = bars(
  {id: 12, title: 'Fewest logins per head and week', unit: 'short', decimals: 1, min: 0, steps: plain, empty: noHistory, links: [toTeam],
    about: 'Successful logins per person in seven days, teams of five and more, fewest first. A team that logs in once a week reports on Friday what it did; it does not work in Salesforce.'},
  lowest(teams(share(owned('logins_7d'), owned('users'), 'role'))),
  '{{role}}',
);

const failures = course(
  {id: 13, title: 'Share of login attempts that fail', unit: 'percentunit', decimals: 1, min: 0, steps: steps.failures, empty: noHistory, links: [to(uid.exporter, 'Exporter health')],
    about: 'Attempts of any kind, integrations included, yesterday and today. Above a tenth, read the table on the right: one application with an old password or a lapsed certificate is the usual cause.'},
  [{legend: 'failed', colour: colour.amount, expression: `1 - (${share(whole('login_attempts_1d', 'status="Success"'), whole('login_attempts_1d'))})`}],
);

const outcomes = table(
  {id: 14, title: 'Login attempts by application and outcome', unit: 'short', empty: noHistory, links: [],
    about: 'Yesterday and today. Failures of one application: renew its credentials. Many Invalid Password from browsers: send people to single sign-on or look for an attack in Salesforce.'},
  [{label: 'application', title: 'Application'}, {label: 'login_type', title: 'Kind of login'}, {label: 'status', title: 'Outcome'}],
  [{title: 'Attempts', expression: sum(whole('login_attempts_1d'), 'application, login_type, status'), unit: 'locale', decimals: 0, width: 110}],
  'Attempts',
);

const experience = bars(
  {id: 15, title: 'People by experience', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noLightning, links: [to(uid.logins, 'Logins')],
    about: 'People on the newest day that Salesforce has figures for: Lightning Experience or the mobile app. Few on mobile in a field team: is the app installed?'},
  highest(sum(whole('lightning_users_1d', 'profile=~"$profile"'), 'experience')),
  '{{experience}}',
);

const pages = table(
  {id: 16, title: 'Most viewed pages, and how long they load', unit: 'short', empty: noLightning, links: [],
    about: 'On the newest day with figures. Mean experienced page time over three seconds costs adoption: have an administrator look at the components of that page.'},
  [{label: 'page', title: 'Page'}],
  [
    {title: 'Views', expression: sum(whole('lightning_page_views_1d'), 'page'), unit: 'locale', decimals: 0, width: 90},
    {title: 'Mean load time', expression: share(whole('lightning_page_load_seconds_1d'), whole('lightning_page_loads_1d'), 'page'), unit: 's', decimals: 1, steps: atMost(3, 5), width: 130},
  ],
  'Views',
);

export const logins: Page = {
  uid: uid.logins,
  title: 'Salesforce logins',
  about: 'Who comes, how often, who stays away, and which logins fail.',
  byOwner: true,
  top: [
    {height: 5, panels: [[4, week], [4, weekMoved], [4, today], [4, perHead], [4, absent], [4, never]]},
    {height: 8, panels: [[12, windows], [12, count]]},
  ],
  sections: [
    {id: 100, title: 'Who stays away', bands: [{height: 9, panels: [[12, byRegion], [12, spread]]}, {height: 10, panels: [[14, absentees], [10, heads]]}]},
    {id: 101, title: 'Failures', bands: [{height: 8, panels: [[10, failures], [14, outcomes]]}]},
    {id: 102, title: 'Where people work', bands: [{height: 8, panels: [[8, experience], [16, pages]]}]},
  ],
};
