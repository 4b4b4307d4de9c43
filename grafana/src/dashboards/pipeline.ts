import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {drill, to, uid} from '../links.js';
import {bars, course, figure, history, withWeekBefore} from '../panels.js';
import {table} from '../table.js';
import {highest, owned, share, sum, weekChange} from '../query.js';
import {atMost, change, plain, steps} from '../style.js';
import {rowTo, rowToTeam, teams, toTeam} from '../teams.js';

const noDeals = 'No open deals in this choice: opportunities need Read and View All';
const open = owned('open_opportunities');
const openAmount = owned('open_opportunities_amount');
const overdueAmount = owned('overdue_opportunities_amount');

const amount = figure(
  {id: 1, title: 'Open pipeline', unit: 'short', decimals: 1, min: 0, steps: plain, empty: brief.deals, links: [to(uid.sales, 'Sales')],
    about: 'Amount of all open opportunities, in the corporate currency. What it is worth depends on the figures to the right.'},
  sum(openAmount),
);

const overdueShare = figure(
  {id: 2, title: 'Overdue amount', unit: 'percentunit', decimals: 0, min: 0, steps: steps.overdue, empty: brief.deals, links: [to(uid.teams, 'By team')],
    about: 'Share of the open amount whose close date has passed. Above a quarter the forecast is fiction: ask the owners to close or re-date.'},
  share(overdueAmount, openAmount),
);

const overdueMoved = figure(
  {id: 3, title: 'Overdue, change in a week', unit: 'percentunit', decimals: 1, steps: atMost(0, 0.05), empty: brief.week, links: [to(uid.teams, 'By team')],
    about: 'That share less the same a week ago. Green is less overdue than last week; a month of amber is a habit.'},
  weekChange(share(overdueAmount, openAmount)),
);

const neglected = figure(
  {id: 4, title: 'No activity in 30 days', unit: 'percentunit', decimals: 0, min: 0, steps: steps.neglected, empty: brief.deals, links: [to(uid.teams, 'By team')],
    about: 'Share of the open opportunities without a task, event or e-mail in 30 days. Either nobody sells there or nobody logs it.'},
  share(owned('neglected_opportunities_30d'), open),
);

const stale = figure(
  {id: 5, title: 'Untouched in 30 days', unit: 'percentunit', decimals: 0, min: 0, steps: steps.neglected, empty: brief.deals, links: [to(uid.teams, 'By team')],
    about: 'Share of the open opportunities that nobody modified in 30 days: stage, amount and next step are a month old.'},
  share(owned('stale_opportunities_30d'), open),
);

const products = figure(
  {id: 6, title: 'Late, no products', unit: 'locale', decimals: 0, min: 0, steps: atMost(1, 25), empty: 'No opportunities in late stages without products', links: [to(uid.teams, 'By team')],
    about: 'Open opportunities in proposal or negotiation without a product. What is being negotiated? Delivery cannot plan with it.'},
  sum(owned('opportunities_without_products')),
);

const trend = course(
  {id: 7, title: 'Overdue amount over time', unit: 'short', decimals: 1, min: 0, steps: plain, empty: noDeals, links: [to(uid.teams, 'By team')],
    about: 'Open amount past its close date, against the week before. Steps up at the end of a month or quarter are deals that slipped; they should come down within a week.'},
  withWeekBefore('overdue', sum(overdueAmount)),
);

const stages = bars(
  {id: 8, title: 'Open amount by stage', unit: 'short', decimals: 1, min: 0, steps: plain, empty: noDeals, links: [to(uid.sales, 'Sales')],
    about: 'Where the open amount stands. A belly in one stage: deals get there and stay; look at what the next stage asks for.'},
  highest(sum(openAmount, 'stage')),
  '{{stage}}',
);

const worst = bars(
  {id: 9, title: 'Largest overdue share, by team', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.overdue, empty: 'No team of five or more has open deals', links: [toTeam],
    about: 'Share of each team\u2019s open amount that is overdue, worst first. A team far above the others has no pipeline review; set one up.'},
  highest(teams(share(overdueAmount, openAmount, 'role'))),
  '{{role}}',
);

const moved = bars(
  {id: 10, title: 'Growth of the overdue share, by team', unit: 'percentunit', decimals: 0, steps: atMost(0, 0.1), empty: brief.week, links: [toTeam],
    about: 'Overdue share less the same a week ago, largest growth first. Who cleaned up shows at the end.'},
  highest(teams(weekChange(share(overdueAmount, openAmount, 'role')))),
  '{{role}}',
);

const list = table(
  {id: 11, title: 'Pipeline by team', unit: 'short', empty: noDeals, links: [],
    about: 'What is wrong where. Click a team to see its other habits, a figure to see this page or its results for that team alone.'},
  [{label: 'role', title: 'Team', links: [rowToTeam]}],
  [
    {title: 'Open deals', expression: `${sum(open, 'role')} > 0`, unit: 'locale', decimals: 0, links: [rowTo(uid.pipeline, 'Only this team')], width: 105},
    {title: 'Open amount', expression: `${sum(openAmount, 'role')} > 0`, unit: 'short', decimals: 1, links: [rowTo(uid.sales, 'Results of this team')], width: 120},
    {title: 'Overdue', expression: share(owned('overdue_opportunities'), open, 'role'), unit: 'percentunit', decimals: 0, steps: steps.overdue, links: [rowTo(uid.pipeline, 'Only this team')], width: 95},
    {title: 'No activity', expression: share(owned('neglected_opportunities_30d'), open, 'role'), unit: 'percentunit', decimals: 0, steps: steps.neglected, links: [rowTo(uid.pipeline, 'Only this team')], width: 105},
    {title: 'Untouched', expression: share(owned('stale_opportunities_30d'), open, 'role'), unit: 'percentunit', decimals: 0, steps: steps.neglected, links: [rowTo(uid.pipeline, 'Only this team')], width: 105},
    {title: 'No products', expression: `${sum(owned('opportunities_without_products'), 'role')} > 0`, unit: 'locale', decimals: 0, links: [rowTo(uid.pipeline, 'Only this team')], width: 110},
  ],
  'Open amount',
);

const calendar = history(
  {id: 12, title: 'Overdue share of the open amount, by team', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.overdue, empty: 'No team of five or more has open deals', links: [toTeam],
    about: 'A row for each team, time from left to right. Green below 10 %, amber below 25 %, red above. Red that stays red for weeks is a review that does not happen.'},
  teams(share(overdueAmount, openAmount, 'role')),
  '{{role}}',
);

const accounts = bars(
  {id: 13, title: 'Accounts without activity in 60 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No neglected accounts in this choice', links: [to(uid.teams, 'By team')],
    about: 'By type. Customers in this list will hear of the competition first; prospects in it were never prospects.'},
  highest(sum(owned('neglected_accounts_60d'), 'account_type')),
  '{{account_type}}',
);

const owners = bars(
  {id: 14, title: 'Deals without activity, by region', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.neglected, empty: noDeals, links: [drill(uid.pipeline, 'Only ${__field.labels.region}', 'region')],
    about: 'Share of the open opportunities without activity in 30 days, worst first. Click a bar to see the region alone.'},
  highest(share(owned('neglected_opportunities_30d'), open, 'region')),
  '{{region}}',
);

const openMoved = figure(
  {id: 15, title: 'Pipeline, change in a week', unit: 'short', decimals: 1, steps: change(1), empty: brief.week, links: [to(uid.sales, 'Sales')],
    about: 'Open amount less the open amount a week ago. Falls when deals close, won or lost, faster than new ones come: compare with what was won.'},
  weekChange(sum(openAmount)),
);

export const pipeline: Page = {
  uid: uid.pipeline,
  title: 'Salesforce pipeline hygiene',
  about: 'Whether the open pipeline can be believed: what is overdue, forgotten or incomplete, and in which team.',
  byOwner: true,
  top: [
    {height: 5, panels: [[6, amount], [6, openMoved], [6, overdueShare], [6, overdueMoved]]},
    {height: 8, panels: [[14, trend], [10, stages]]},
  ],
  sections: [
    {id: 100, title: 'Forgotten or incomplete', bands: [{height: 5, panels: [[8, neglected], [8, stale], [8, products]]}, {height: 9, panels: [[12, owners], [12, accounts]]}]},
    {id: 101, title: 'By team', bands: [{height: 9, panels: [[12, worst], [12, moved]]}, {height: 8, panels: [[24, list]]}, {height: 7, panels: [[24, calendar]]}]},
  ],
};
