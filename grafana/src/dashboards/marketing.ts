import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {drill, to, uid} from '../links.js';
import {bars, course, figure, withWeekBefore} from '../panels.js';
import {table} from '../table.js';
import {highest, orZero, owned, share, sum, whole} from '../query.js';
import {atMost, colour, plain, steps} from '../style.js';
import {teams as inTeams, toTeam} from '../teams.js';

const noLeads = 'No leads in this choice: leads need Read and View All';
const noCampaigns = 'No campaigns: they need Read on campaigns, and won opportunities';

const open = figure(
  {id: 1, title: 'Open leads', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.leads, links: [to(uid.teams, 'By team')],
    about: 'Leads that are not converted, those in queues included.'},
  sum(owned('open_leads')),
);

const untouched = figure(
  {id: 2, title: 'Never contacted', unit: 'percentunit', decimals: 0, min: 0, steps: steps.neglected, empty: brief.leads, links: [to(uid.teams, 'By team')],
    about: 'Share of the open leads that are older than a week and never had an activity. Marketing paid for them; agree with sales on who calls by when.'},
  share(owned('untouched_leads_7d'), owned('open_leads')),
);

const converted = figure(
  {id: 3, title: 'Converted in 30 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.leads, links: [to(uid.sales, 'Sales')],
    about: 'Leads that became contacts in the last 30 days, whenever they were created.'},
  sum(owned('converted_leads_30d')),
);

const queued = figure(
  {id: 4, title: 'Waiting in queues', unit: 'locale', decimals: 0, min: 0, steps: atMost(25, 100), empty: brief.leads, links: [to(uid.teams, 'By team')],
    about: 'Open leads that belong to a queue and so to nobody, of the whole org. A number that grows is a queue that nobody works on.'},
  orZero(sum(whole('open_leads', 'role="queue"')), whole('open_leads')),
);

const trend = course(
  {id: 5, title: 'Open leads, and those left lying', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noLeads, links: [to(uid.teams, 'By team')],
    about: 'Open leads; those that nobody modified in 30 days; those older than a week without any activity. The lower two should not follow the first one up.'},
  [
    {legend: 'open', expression: sum(owned('open_leads')), colour: colour.amount},
    {legend: 'not modified in 30 days', expression: sum(owned('stale_leads_30d')), colour: colour.look},
    {legend: 'never contacted', expression: sum(owned('untouched_leads_7d')), colour: colour.act},
  ],
);

const conversion = course(
  {id: 6, title: 'Leads converted in 30 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noLeads, links: [to(uid.sales, 'Sales')],
    about: 'A sliding window of 30 days, against the week before. Half of last month\u2019s with as many new leads: their quality or their follow-up changed.'},
  withWeekBefore('converted', sum(owned('converted_leads_30d'))),
);

const sources = bars(
  {id: 7, title: 'New leads by source', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No leads were created in 30 days', links: [to(uid.teams, 'By team')],
    about: 'Created in 30 days. A large "none" or "Other" means that no budget can be argued for: fill the source at the form.'},
  highest(sum(owned('leads_created_30d'), 'source')),
  '{{source}}',
);

const teams = bars(
  {id: 8, title: 'Share never contacted, by team', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.neglected, empty: noLeads, links: [toTeam],
    about: 'Open leads older than a week without any activity, by role of the owner, worst first. Click a bar to see the team.'},
  highest(inTeams(share(owned('untouched_leads_7d'), owned('open_leads'), 'role'))),
  '{{role}}',
);

const regions = bars(
  {id: 9, title: 'Open leads by region', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noLeads, links: [drill(uid.marketing, 'Only ${__field.labels.region}', 'region')],
    about: 'By region of the owner; "queue" are those that nobody owns. Click a bar to see the region alone.'},
  highest(sum(owned('open_leads'), 'region')),
  '{{region}}',
);

const active = figure(
  {id: 10, title: 'Active campaigns', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.campaigns, links: [to(uid.sales, 'Sales')],
    about: 'Campaigns that are marked as active, of the whole org. None: marketing works elsewhere, or nobody ticks the box.'},
  sum(whole('active_campaigns')),
);

const listEmails = figure(
  {id: 11, title: 'List e-mails in 30 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No list e-mails in 30 days', links: [to(uid.sales, 'Sales')],
    about: 'E-mails sent as list e-mails, of the whole org.'},
  sum(whole('list_emails_sent_30d')),
);

const statuses = bars(
  {id: 12, title: 'Campaigns created in 30 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No campaigns were created in 30 days', links: [to(uid.teams, 'By team')],
    about: 'By status. All of them Planned: they were run elsewhere, or the status is not kept.'},
  highest(sum(owned('campaigns_created_30d'), 'status')),
  '{{status}}',
);

const campaigns = table(
  {id: 13, title: 'Campaigns that won most', unit: 'short', empty: noCampaigns, links: [],
    about: 'The 20 campaigns with the largest won amount, by Salesforce\u2019s own roll-ups. Repeat what returns a multiple of its cost. No cost: a campaign without an actual cost cannot be judged.'},
  [{label: 'campaign', title: 'Campaign'}],
  [
    {title: 'Won', expression: sum(whole('campaign_won_amount'), 'campaign'), unit: 'short', decimals: 1, width: 90},
    {title: 'Cost', expression: sum(whole('campaign_cost'), 'campaign'), unit: 'short', decimals: 1, width: 90},
    {title: 'Won / cost', expression: share(whole('campaign_won_amount'), whole('campaign_cost'), 'campaign'), unit: 'short', decimals: 1, width: 105},
    {title: 'Leads', expression: sum(whole('campaign_leads'), 'campaign'), unit: 'locale', decimals: 0, width: 80},
    {title: 'Responses', expression: sum(whole('campaign_responses'), 'campaign'), unit: 'locale', decimals: 0, width: 105},
  ],
  'Won',
);

const noVisits = 'No visits: name a business unit of Account Engagement';

const visits = figure(
  {id: 14, title: 'Visits in 7 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.web, links: [to(uid.sales, 'Sales')],
    about: 'Visits of the website that began in the last 7 days and today, as Account Engagement tracks them.'},
  sum(whole('web_visits_7d')),
);

const stay = figure(
  {id: 15, title: 'Time per visit', unit: 's', decimals: 0, min: 0, steps: plain, empty: brief.web, links: [to(uid.sales, 'Sales')],
    about: 'Length of the visits of two pages and more, on average: a visit of one page has no length that anybody could measure.'},
  share(whole('web_visit_seconds_7d'), whole('web_visits_multi_page_7d')),
);

const furtherOn = figure(
  {id: 16, title: 'Went beyond the first page', unit: 'percentunit', decimals: 0, min: 0, steps: plain, empty: brief.web, links: [to(uid.sales, 'Sales')],
    about: 'Share of the visits of 7 days that saw two pages or more. The rest left where they came in: the page did not keep what the link had promised.'},
  share(whole('web_visits_multi_page_7d'), whole('web_visits_7d')),
);

const conversions = figure(
  {id: 17, title: 'Became prospects in 7 days', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.web, links: [to(uid.sales, 'Sales')],
    about: 'Visitors who told who they are: they converted to prospects in the last 7 days and today.'},
  sum(whole('web_conversions_7d')),
);

const reached = course(
  {id: 18, title: 'Goals for each hundred visits', unit: 'short', decimals: 1, min: 0, steps: plain, empty: noVisits, links: [to(uid.sales, 'Sales')],
    about: 'Goals completed in 7 days, of any kind, against the week before. A fall while visits go on means that something is broken: fill in your own forms.'},
  withWeekBefore('goals', `100 * ${share(whole('web_goals_completed_7d'), whole('web_visits_7d'))}`),
);

const kinds = bars(
  {id: 19, title: 'Goals by kind', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noVisits, links: [to(uid.sales, 'Sales')],
    about: 'Completed in 7 days: forms, form handlers and landing pages that were filled in, links that were followed, webinars, events, videos, files.'},
  highest(sum(whole('web_goals_completed_7d'), 'goal')),
  '{{goal}}',
);

const sites = table(
  {id: 20, title: 'Campaigns on the website', unit: 'short', empty: noVisits, links: [],
    about: 'The 20 campaigns with most visits in 30 days, the rest under "other"; "none" are visits of no campaign that is known. Time is that of visits of two pages and more.'},
  [{label: 'campaign', title: 'Campaign'}],
  [
    {title: 'Visits', expression: sum(whole('web_visits_30d'), 'campaign'), unit: 'locale', decimals: 0, width: 90},
    {title: 'Beyond first page', expression: share(whole('web_visits_multi_page_30d'), whole('web_visits_30d'), 'campaign'), unit: 'percentunit', decimals: 0, width: 160},
    {title: 'Time per visit', expression: share(whole('web_visit_seconds_30d'), whole('web_visits_multi_page_30d'), 'campaign'), unit: 's', decimals: 0, width: 130},
    {title: 'Goals', expression: sum(whole('web_goals_completed_30d'), 'campaign'), unit: 'locale', decimals: 0, width: 80},
    {title: 'Goals / visit', expression: share(whole('web_goals_completed_30d'), whole('web_visits_30d'), 'campaign'), unit: 'percentunit', decimals: 1, width: 120},
    {title: 'Prospects', expression: sum(whole('web_conversions_30d'), 'campaign'), unit: 'locale', decimals: 0, width: 105},
  ],
  'Visits',
);

export const marketing: Page = {
  uid: uid.marketing,
  title: 'Salesforce for marketing',
  about: 'Which leads come, which wait, which convert, and which campaigns return their cost.',
  byOwner: true,
  top: [
    {height: 5, panels: [[6, open], [6, untouched], [6, converted], [6, queued]]},
    {height: 8, panels: [[12, trend], [12, conversion]]},
  ],
  sections: [
    {id: 100, title: 'Leads', bands: [{height: 9, panels: [[8, sources], [8, teams], [8, regions]]}]},
    {id: 101, title: 'Campaigns', bands: [{height: 5, panels: [[6, active], [6, listEmails], [12, statuses]]}, {height: 10, panels: [[24, campaigns]]}]},
    {id: 102, title: 'Web engagement', bands: [
      {height: 5, panels: [[6, visits], [6, stay], [6, furtherOn], [6, conversions]]},
      {height: 8, panels: [[12, reached], [12, kinds]]},
      {height: 10, panels: [[24, sites]]},
    ]},
  ],
};
