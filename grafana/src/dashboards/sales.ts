import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {drill, to, uid} from '../links.js';
import {bars, course, figure, withWeekBefore} from '../panels.js';
import {highest, owned, share, sum, whole} from '../query.js';
import {atLeast, plain} from '../style.js';
import {teams, toTeam} from '../teams.js';

const noDeals = 'No closed deals visible: opportunities need View All';
const noActivities = 'No activities in this choice: tasks and events need Read, and View All Data';
const won = owned('won_opportunities_90d');
const lost = owned('lost_opportunities_90d');

const wonAmount = figure(
  {id: 1, title: 'Won in 30 days', unit: 'short', decimals: 1, min: 0, steps: plain, empty: brief.deals, links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Amount of the opportunities won with a close date in the last 30 days, in the corporate currency.'},
  sum(owned('won_opportunities_amount_30d')),
);

const winRate = figure(
  {id: 2, title: 'Win rate, 90 days', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atLeast(0.15, 0.25), empty: brief.deals, links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Won of all closed opportunities. Very high rates are no triumph: losses are then left open and overdue.'},
  `${sum(won)} / (${sum(won)} + ${sum(lost)} > 0)`,
);

const cycle = figure(
  {id: 3, title: 'Sales cycle', unit: 'suffix: days', decimals: 0, min: 0, steps: plain, empty: brief.deals, links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Mean days from creation to close of the opportunities won in 90 days. Near nought: deals are entered once they are won, and the pipeline says nothing.'},
  `${share(owned('sales_cycle_seconds_90d'), won)} / 86400`,
);

const customers = bars(
  {id: 4, title: 'Customers won in 90 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No accounts with won deals visible', links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Accounts with a won opportunity in 90 days: their first, or one of several. Of the whole org; role, profile and region do not narrow it.'},
  [
    `label_replace(${sum(whole('new_customers_90d'))}, "which", "new", "", "")`,
    `label_replace(${sum(whole('retained_customers_90d'))}, "which", "returning", "", "")`,
  ].join(' or '),
  '{{which}}',
);

const trend = course(
  {id: 5, title: 'Won amount over 30 days', unit: 'short', decimals: 1, min: 0, steps: plain, empty: noDeals, links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'A sliding window of 30 days, against the week before: smooth over month ends. A slope down for two weeks is earlier news than the quarter.'},
  withWeekBefore('won', sum(owned('won_opportunities_amount_30d'))),
);

const byRole = bars(
  {id: 6, title: 'Win rate by team, 90 days', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noDeals, links: [toTeam],
    about: 'Won of all closed, highest first. Compare with the overdue share of the same team: who never loses does not close.'},
  highest(teams(`${sum(won, 'role')} / (${sum(won, 'role')} + ${sum(lost, 'role')} > 0)`)),
  '{{role}}',
);

const created = bars(
  {id: 7, title: 'New deals by stage they are in now', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No deals were created in 30 days', links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Opportunities created in 30 days. Many in late stages already: they are entered when the customer has decided.'},
  highest(sum(owned('opportunities_created_30d'), 'stage')),
  '{{stage}}',
);

const entered = bars(
  {id: 8, title: 'New deals by the stage they began in', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No history of deals created in 30 days', links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'First stage ever of the opportunities created in 30 days, of the whole org. The first stages should lead; others were entered late.'},
  highest(sum(whole('opportunities_entered_30d'), 'stage')),
  '{{stage}}',
);

const closed = course(
  {id: 9, title: 'Tasks closed in seven days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noActivities, links: [to(uid.teams, 'By team')],
    about: 'Completed tasks by kind. No calls where a team phones all day: they are not logged.'},
  [{legend: '{{subtype}}', expression: sum(owned('activities_closed_7d'), 'subtype')}],
  true,
);

const meetings = course(
  {id: 10, title: 'Meetings held in seven days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noActivities, links: [to(uid.teams, 'By team')],
    about: 'Events that ended, each meeting once, against the week before. Drops when the calendar connection breaks: check it before asking people.'},
  withWeekBefore('meetings', sum(owned('events_held_7d'))),
);

const emails = bars(
  {id: 11, title: 'E-mails sent per head in 30 days', unit: 'short', decimals: 1, min: 0, steps: plain, empty: 'No e-mail figures: they need Enhanced Email', links: [toTeam],
    about: 'E-mails sent from Salesforce, per person, most first. Nought in a team that writes all day: their mail is not connected.'},
  highest(teams(share(owned('emails_sent_30d'), owned('users'), 'role'))),
  '{{role}}',
);

const accounts = bars(
  {id: 12, title: 'New accounts by type', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No accounts were created in 30 days', links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Created in 30 days. A large "none" is a field that people skip: make it required or drop it.'},
  highest(sum(owned('accounts_created_30d'), 'account_type')),
  '{{account_type}}',
);

const contacts = bars(
  {id: 13, title: 'New contacts by type of account', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No contacts were created in 30 days', links: [to(uid.pipeline, 'Pipeline hygiene')],
    about: 'Created in 30 days. Deals are won with more than one contact: compare with the new accounts on the left.'},
  highest(sum(owned('contacts_created_30d'), 'account_type')),
  '{{account_type}}',
);

const regions = bars(
  {id: 14, title: 'Won in 90 days, by region', unit: 'short', decimals: 1, min: 0, steps: plain, empty: noDeals, links: [drill(uid.sales, 'Only ${__field.labels.region}', 'region')],
    about: 'Amount won by the owner\u2019s region. Click a bar to see the region alone.'},
  highest(sum(owned('won_opportunities_amount_90d'), 'region')),
  '{{region}}',
);

export const sales: Page = {
  uid: uid.sales,
  title: 'Salesforce for sales',
  about: 'What sales wins, how long it takes, and whether the work before it is in Salesforce.',
  byOwner: true,
  top: [
    {height: 5, panels: [[6, wonAmount], [6, winRate], [6, cycle], [6, customers]]},
    {height: 9, panels: [[12, trend], [12, regions]]},
  ],
  sections: [
    {id: 100, title: 'Deals', bands: [{height: 9, panels: [[8, byRole], [8, created], [8, entered]]}]},
    {id: 101, title: 'The work before', bands: [{height: 8, panels: [[8, closed], [8, meetings], [8, emails]]}]},
    {id: 102, title: 'Customers', bands: [{height: 9, panels: [[12, accounts], [12, contacts]]}]},
  ],
};
