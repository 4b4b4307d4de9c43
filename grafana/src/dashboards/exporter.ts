import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {to, uid} from '../links.js';
import {bars, course, figure, history} from '../panels.js';
import {table} from '../table.js';
import {highest, orZero, sum, whole} from '../query.js';
import {atLeast, atMost, plain} from '../style.js';

const noScrape = 'Nothing is scraped: is the exporter running and in the scrape configuration?';
const age = `time() - max by (collector) (${whole('collector_last_success_timestamp_seconds')})`;
const callsADay = `increase(${whole('exporter_api_calls_total')}[1d])`;

const up = figure(
  {id: 1, title: 'Salesforce answers', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atLeast(0.5, 1), empty: brief.scrape, links: [to(uid.licences, 'Licences and limits')],
    about: 'Share of the chosen orgs whose last refresh could sign in and got answers. Below 100 %: look at the errors below, the code says what to mend.'},
  `avg(${whole('up')})`,
);

const oldest = figure(
  {id: 2, title: 'Oldest success', unit: 's', decimals: 0, min: 0, steps: atMost(14400, 86400), empty: brief.scrape, links: [to(uid.licences, 'Licences and limits')],
    about: 'Time since the last complete refresh of the collector that is furthest behind. Up to a few hours is by design; a day is not.'},
  `max(${age})`,
);

const calls = figure(
  {id: 3, title: 'Own calls in a day', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.scrape, links: [to(uid.licences, 'API allowance')],
    about: 'Billed requests of this exporter in 24 hours (extrapolated on its first day). About 300 at default settings; intervals in the configuration change it.'},
  sum(callsADay),
);

const shareOfAll = figure(
  {id: 4, title: 'Share of allowance', unit: 'percentunit', decimals: 2, min: 0, steps: atMost(0.05, 0.1), empty: brief.scrape, links: [to(uid.licences, 'API allowance')],
    about: 'The same over what the org may make in a day. Should round to nought.'},
  `${sum(callsADay)} / (${sum(whole('api_requests_limit'))} > 0)`,
);

const blind = figure(
  {id: 5, title: 'Metrics skipped', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 10), empty: brief.scrape, links: [to(uid.licences, 'Licences and limits')],
    about: 'Metrics that Salesforce does not let the integration user see. The table below says which collector and why; salesforce_exporter check names the permission.'},
  orZero(sum(whole('collector_skipped')), whole('up')),
);

const errors = figure(
  {id: 6, title: 'Errors in a day', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 10), empty: brief.scrape, links: [to(uid.licences, 'Licences and limits')],
    about: 'Errors of refreshes in 24 hours. Single ones heal by themselves; many of one code do not.'},
  orZero(sum(`increase(${whole('exporter_errors_total')}[1d])`), whole('up')),
);

const calendar = history(
  {id: 7, title: 'Did every collector get all its answers?', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atLeast(0.5, 1), empty: noScrape, links: [to(uid.exporter, 'Exporter health')],
    about: 'A row for each collector. Green: the last refresh was complete; red: it was not. A red column is an outage of Salesforce or of the network, a red row a permission.'},
  `min by (collector) (${whole('collector_success')})`,
  '{{collector}}',
);

const state = table(
  {id: 8, title: 'Collectors', unit: 'short', empty: noScrape, links: [],
    about: 'When each collector last got all its answers, how long that took, what it cost, and how many answers are withheld because they became too old.'},
  [{label: 'collector', title: 'Collector'}],
  [
    {title: 'Last success', expression: age, unit: 's', decimals: 0, steps: atMost(14400, 86400), width: 120},
    {title: 'Took', expression: `max by (collector) (${whole('collector_duration_seconds')})`, unit: 's', decimals: 1, width: 90},
    {title: 'Calls', expression: sum(whole('collector_api_calls'), 'collector'), unit: 'short', decimals: 1, width: 80},
    {title: 'Withheld', expression: sum(whole('collector_withheld'), 'collector'), unit: 'locale', decimals: 0, steps: atMost(1, 5), width: 100},
  ],
  'Last success',
);

const duration = course(
  {id: 9, title: 'How long refreshes take', unit: 's', decimals: 1, min: 0, steps: plain, empty: noScrape, links: [to(uid.exporter, 'Exporter health')],
    about: 'The slowest collector of each org. Longer than the scrape timeout is no harm: scrapes are answered with what is known. A steady rise is a table that grows.'},
  [{legend: '{{instance}}', expression: `max by (instance) (${whole('collector_duration_seconds')})`}],
);

const rate = course(
  {id: 10, title: 'Calls and refreshes per hour', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noScrape, links: [to(uid.licences, 'API allowance')],
    about: 'What this exporter asks of Salesforce. Does not depend on how often it is scraped.'},
  [
    {legend: 'calls', expression: sum(`increase(${whole('exporter_api_calls_total')}[1h])`)},
    {legend: 'refreshes', expression: sum(`increase(${whole('exporter_refreshes_total')}[1h])`)},
  ],
);

const codes = bars(
  {id: 11, title: 'Errors in a day, by code', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 10), empty: 'No errors', links: [to(uid.exporter, 'Exporter health')],
    about: 'Salesforce\u2019s own code, or UNREACHABLE, TIMEOUT, BAD_ANSWER, TRUNCATED, SECRET_NOT_READ. The log has the whole message.'},
  highest(`${sum(`increase(${whole('exporter_errors_total')}[1d])`, 'code')} > 0`),
  '{{code}}',
);

const skipped = table(
  {id: 12, title: 'Metrics that are skipped, and why', unit: 'short', empty: 'Nothing is skipped', links: [],
    about: 'Run salesforce_exporter check: it names the field and the permission to grant.'},
  [{label: 'collector', title: 'Collector', width: 140}, {label: 'reason', title: 'Reason'}],
  [{title: 'Metrics', expression: sum(whole('collector_skipped'), 'collector, reason'), unit: 'locale', decimals: 0, width: 90}],
  'Metrics',
);

const dropped = table(
  {id: 13, title: 'Series over the limit', unit: 'short', empty: 'Nothing is dropped', links: [],
    about: 'Series that are not shown because a metric has too many. Raise series_limit, or take a dimension out of the configuration.'},
  [{label: 'collector', title: 'Collector', width: 110}, {label: 'metric', title: 'Metric'}],
  [{title: 'Series', expression: sum(whole('collector_dropped_series'), 'collector, metric'), unit: 'locale', decimals: 0, width: 90}],
  'Series',
);

const orgs = table(
  {id: 14, title: 'Orgs', unit: 'short', empty: 'No organization: the integration user may lack View Setup and Configuration', links: [],
    about: 'Which org is behind which exporter, and whether it answers. A sandbox here says that an exporter is pointed at the wrong org.'},
  [{label: 'instance', title: 'Exporter'}, {label: 'name', title: 'Org'}, {label: 'edition', title: 'Edition'}, {label: 'sandbox', title: 'Sandbox', width: 90}, {label: 'org_id', title: 'Org ID'}],
  [{title: 'Answers', expression: `max by (job, instance, name, edition, sandbox, org_id) (${whole('organization_info')}) * on (job, instance) group_left () max by (job, instance) (${whole('up')})`, unit: 'bool_yes_no', width: 90}],
  'Answers',
);

export const exporter: Page = {
  uid: uid.exporter,
  title: 'Salesforce exporter health',
  about: 'Whether the other dashboards can be believed: how fresh the figures are, what they cost, what is missing.',
  byOwner: false,
  top: [
    {height: 5, panels: [[4, up], [4, oldest], [4, calls], [4, shareOfAll], [4, blind], [4, errors]]},
    {height: 9, panels: [[24, calendar]]},
  ],
  sections: [
    {id: 100, title: 'Freshness and cost', bands: [{height: 10, panels: [[12, state], [6, duration], [6, rate]]}]},
    {id: 101, title: 'What is missing', bands: [{height: 8, panels: [[6, codes], [9, skipped], [9, dropped]]}]},
    {id: 102, title: 'Orgs', bands: [{height: 5, panels: [[24, orgs]]}]},
  ],
};
