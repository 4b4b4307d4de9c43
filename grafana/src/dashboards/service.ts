import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {drill, to, uid} from '../links.js';
import {bars, course, figure} from '../panels.js';
import {table} from '../table.js';
import {highest, owned, share, sum, weekChange} from '../query.js';
import {atLeast, atMost, colour, plain, steps} from '../style.js';
import {rowToTeam, teams, toTeam} from '../teams.js';

const noCases = 'No cases in this choice: cases need Read and View All';
const resolution = share(owned('case_resolution_seconds_30d'), owned('cases_closed_30d'));

const open = figure(
  {id: 1, title: 'Open cases', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.cases, links: [to(uid.teams, 'By team')],
    about: 'Cases that are not closed, those in queues included.'},
  sum(owned('open_cases')),
);

const openMoved = figure(
  {id: 2, title: 'Change in a week', unit: 'locale', decimals: 0, steps: atMost(1, 50), empty: brief.week, links: [to(uid.teams, 'By team')],
    about: 'Open cases less those of a week ago. Growth for two weeks in a row: more hands, or fewer causes.'},
  weekChange(sum(owned('open_cases'))),
);

const escalated = figure(
  {id: 3, title: 'Escalated', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 10), empty: brief.cases, links: [to(uid.teams, 'By team')],
    about: 'Open cases that were escalated. Each needs a name and a date today.'},
  sum(owned('escalated_cases')),
);

const meanTime = figure(
  {id: 4, title: 'Mean time to close', unit: 's', decimals: 1, min: 0, steps: plain, empty: 'No cases were closed in 30 days', links: [to(uid.teams, 'By team')],
    about: 'From creation to close, over the cases closed in 30 days. Near nought: cases are entered when they are solved.'},
  resolution,
);

const satisfied = figure(
  {id: 5, title: 'Satisfaction', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atLeast(0.7, 0.85), empty: brief.score, links: [to(uid.teams, 'By team')],
    about: 'Mean score of the cases closed in 30 days, over the full scale, mean of the teams chosen. Needs the field to be named in the configuration.'},
  `avg(${owned('case_satisfaction_ratio_30d')})`,
);

const flow = course(
  {id: 6, title: 'Cases created and closed in seven days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noCases, links: [to(uid.teams, 'By team')],
    about: 'Two sliding weeks. Created above closed: the backlog grows by the gap each week.'},
  [
    {legend: 'created', expression: sum(owned('cases_created_7d')), colour: colour.look},
    {legend: 'closed', expression: sum(owned('cases_closed_7d')), colour: colour.amount},
  ],
);

const backlog = course(
  {id: 7, title: 'Open cases by priority', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noCases, links: [to(uid.teams, 'By team')],
    about: 'The backlog, stacked. When everything is High, nothing is: agree on what the word means.'},
  [{legend: '{{priority}}', expression: sum(owned('open_cases'), 'priority')}],
  true,
);

const origins = bars(
  {id: 8, title: 'Open cases by origin', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noCases, links: [to(uid.teams, 'By team')],
    about: 'How they came in. "none" is a channel that nobody records.'},
  highest(sum(owned('open_cases'), 'origin')),
  '{{origin}}',
);

const regions = bars(
  {id: 9, title: 'Open cases by region', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noCases, links: [drill(uid.service, 'Only ${__field.labels.region}', 'region')],
    about: 'By region of the owner; "queue" are those that nobody owns yet. Click a bar to see the region alone.'},
  highest(sum(owned('open_cases'), 'region')),
  '{{region}}',
);

const slow = bars(
  {id: 10, title: 'Longest time to close, by team', unit: 's', decimals: 1, min: 0, steps: plain, empty: 'No cases were closed in 30 days', links: [toTeam],
    about: 'Mean over the cases closed in 30 days, slowest first. The second level is slower by design; compare like with like.'},
  highest(teams(share(owned('case_resolution_seconds_30d'), owned('cases_closed_30d'), 'role'))),
  '{{role}}',
);

const list = table(
  {id: 11, title: 'Service by team', unit: 'short', empty: noCases, links: [],
    about: 'Teams that own cases. Closed per head says how the work is spread; click a team to see whether its people log in.'},
  [{label: 'role', title: 'Team', links: [rowToTeam]}],
  [
    {title: 'Open', expression: `${sum(owned('open_cases'), 'role')} > 0`, unit: 'locale', decimals: 0, width: 90},
    {title: 'Escalated', expression: `${sum(owned('escalated_cases'), 'role')} > 0`, unit: 'locale', decimals: 0, steps: atMost(1, 10), width: 105},
    {title: 'Created 1 day', expression: `${sum(owned('cases_created_1d'), 'role')} > 0`, unit: 'locale', decimals: 0, width: 125},
    {title: 'Closed 1 day', expression: `${sum(owned('cases_closed_1d'), 'role')} > 0`, unit: 'locale', decimals: 0, width: 120},
    {title: 'Closed / head, 30 days', expression: `${share(owned('cases_closed_30d'), owned('users'), 'role')} > 0`, unit: 'short', decimals: 1, width: 180},
    {title: 'In 7 days', expression: `${share(owned('users_logged_in_7d'), owned('users'), 'role')} and on (role) ${sum(owned('open_cases'), 'role')} > 0`, unit: 'percentunit', decimals: 0, steps: steps.reach, width: 100},
  ],
  'Open',
);

export const service: Page = {
  uid: uid.service,
  title: 'Salesforce for service',
  about: 'Whether the backlog grows, how long customers wait, and what they think of it.',
  byOwner: true,
  top: [
    {height: 5, panels: [[5, open], [5, openMoved], [4, escalated], [5, meanTime], [5, satisfied]]},
    {height: 8, panels: [[12, flow], [12, backlog]]},
  ],
  sections: [
    {id: 100, title: 'Where the work is', bands: [{height: 9, panels: [[8, origins], [8, regions], [8, slow]]}, {height: 7, panels: [[24, list]]}]},
  ],
};
