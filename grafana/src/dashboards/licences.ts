import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {to, uid} from '../links.js';
import {bars, course, figure, withWeekBefore} from '../panels.js';
import {table} from '../table.js';
import {highest, sum, whole} from '../query.js';
import {atMost, plain, steps} from '../style.js';

const noLicences = 'No licences: the integration user may lack View Setup and Configuration';
const noLimits = 'No limits: the integration user may lack View Setup and Configuration';
const has = whole('licenses', 'kind="user"', 'license=~"Salesforce.*"');
const used = whole('licenses_used', 'kind="user"', 'license=~"Salesforce.*"');
const apiShare = `${sum(whole('api_requests_used'))} / (${sum(whole('api_requests_limit'))} > 0)`;
const max = whole('limit_max');
const remaining = whole('limit_remaining');
const limitUsed = `1 - ${sum(remaining, 'limit')} / (${sum(max, 'limit')} > 0)`;

const paid = figure(
  {id: 1, title: 'Salesforce licences', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.licences, links: [to(uid.overview, 'Overview')],
    about: 'Licences of the Salesforce kinds (Salesforce, Platform, Integration) that the company has.'},
  sum(has),
);

const unassigned = figure(
  {id: 2, title: 'Not assigned', unit: 'percentunit', decimals: 0, min: 0, steps: steps.unused, empty: brief.licences, links: [to(uid.overview, 'Overview')],
    about: 'Share of them that nobody has. A few in reserve are fine; above a fifth, renew fewer.'},
  `(${sum(has)} - ${sum(used)}) / (${sum(has)} > 0)`,
);

const idle = figure(
  {id: 3, title: 'Assigned and idle', unit: 'percentunit', decimals: 0, min: 0, steps: steps.unused, empty: brief.licences, links: [to(uid.logins, 'Who stays away')],
    about: 'Share of the assigned licences whose holder did not log in for 30 days. Ask the holders, then take the licences back.'},
  `${sum(whole('licensed_users_not_logged_in_30d'))} / (${sum(used)} > 0)`,
);

const api = figure(
  {id: 4, title: 'API allowance used', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.limit, empty: 'No answer of Salesforce yet', links: [to(uid.exporter, 'Exporter health')],
    about: 'Requests of all clients in 24 hours over what the org may make. Above 90 %, integrations start to fail: find the one that polls.'},
  apiShare,
);

const licenceTable = table(
  {id: 5, title: 'Licences', unit: 'short', empty: noLicences, links: [],
    about: 'All licences: of users, permission sets and packages. A dash under Has is a licence without a limit. Idle are holders who did not log in for 30 days.'},
  [{label: 'kind', title: 'Kind', width: 125}, {label: 'license', title: 'Licence'}],
  [
    {title: 'Has', expression: sum(whole('licenses'), 'kind, license'), unit: 'locale', decimals: 0, width: 70},
    {title: 'Assigned', expression: sum(whole('licenses_used'), 'kind, license'), unit: 'locale', decimals: 0, width: 100},
    {title: 'Free', expression: `${sum(whole('licenses'), 'kind, license')} - ${sum(whole('licenses_used'), 'kind, license')}`, unit: 'locale', decimals: 0, width: 80},
    {title: 'Free share', expression: `1 - ${sum(whole('licenses_used'), 'kind, license')} / (${sum(whole('licenses'), 'kind, license')} > 0)`, unit: 'percentunit', decimals: 0, steps: [...steps.unused], width: 105},
    {title: 'Idle', expression: `label_replace(${sum(whole('licensed_users_not_logged_in_30d'), 'license')}, "kind", "user", "", "")`, unit: 'locale', decimals: 0, width: 80},
  ],
  'Free',
);

const idleTrend = course(
  {id: 6, title: 'Assigned and idle for 30 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noLicences, links: [to(uid.logins, 'Who stays away')],
    about: 'People with a licence who did not log in for 30 days, against the week before. Grows with every leaver who is not deactivated.'},
  withWeekBefore('idle', sum(whole('licensed_users_not_logged_in_30d'))),
);

const apiTrend = course(
  {id: 7, title: 'API requests in 24 hours', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No answer of Salesforce yet', links: [to(uid.exporter, 'Exporter health')],
    about: 'The org\u2019s own count, of all clients. A step up is a new or broken integration; this exporter\u2019s share is on Exporter health.'},
  withWeekBefore('used', sum(whole('api_requests_used'))),
);

const limits = bars(
  {id: 8, title: 'Limits that are nearest to their end', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.limit, empty: noLimits, links: [to(uid.licences, 'Licences and limits')],
    about: 'Used share of each of the org\u2019s limits, fullest first. Amber from 70 %, red from 90 %: storage can be bought or cleaned, daily limits need a slower client.'},
  highest(limitUsed),
  '{{limit}}',
);

const storage = course(
  {id: 9, title: 'Storage used', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atMost(0.7, 0.9), empty: 'No storage limits: the integration user may lack Manage Users', links: [to(uid.licences, 'Licences and limits')],
    about: 'Data and file storage. A line that will reach the top within a quarter: archive or order now.'},
  [{legend: '{{limit}}', expression: `1 - ${sum(whole('limit_remaining', 'limit=~"DataStorageMB|FileStorageMB"'), 'limit')} / (${sum(whole('limit_max', 'limit=~"DataStorageMB|FileStorageMB"'), 'limit')} > 0)`}],
);

const limitTable = table(
  {id: 10, title: 'All limits', unit: 'short', empty: noLimits, links: [],
    about: 'Every limit that Salesforce states for this org. Its meaning is in Salesforce\u2019s REST API guide, under Limits.'},
  [{label: 'limit', title: 'Limit'}],
  [
    {title: 'Allowed', expression: `${sum(max, 'limit')} > 0`, unit: 'locale', decimals: 0, width: 110},
    {title: 'Left', expression: `${sum(remaining, 'limit')} and on (limit) ${sum(max, 'limit')} > 0`, unit: 'locale', decimals: 0, width: 110},
    {title: 'Used', expression: limitUsed, unit: 'percentunit', decimals: 0, steps: [...steps.limit], width: 90},
  ],
  'Used',
);

export const licences: Page = {
  uid: uid.licences,
  title: 'Salesforce licences and limits',
  about: 'Which licences are paid for and not used, and which limits the org will run into.',
  byOwner: false,
  top: [
    {height: 5, panels: [[6, paid], [6, unassigned], [6, idle], [6, api]]},
    {height: 11, panels: [[16, licenceTable], [8, idleTrend]]},
  ],
  sections: [
    {id: 100, title: 'Limits', bands: [{height: 8, panels: [[12, apiTrend], [12, storage]]}, {height: 11, panels: [[12, limits], [12, limitTable]]}]},
  ],
};
