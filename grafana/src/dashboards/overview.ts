import {brief} from '../empty.js';
import type {Page} from '../layout.js';
import {to, uid} from '../links.js';
import {bars, course, figure, history, saying, withWeekBefore} from '../panels.js';
import {highest, lowest, orZero, owned, percent, sentence, share, sum, weekChange, whole} from '../query.js';
import {component, reach, score, scoreByRole} from '../score.js';
import {atLeast, atMost, change, plain, steps} from '../style.js';
import {teams, toTeam} from '../teams.js';

const noUsers = 'No users yet: is the exporter scraped, and the choice above not too narrow?';
const paidFree = `${whole('licenses', 'kind="user"', 'license=~"Salesforce.*"')} - ${whole('licenses_used', 'kind="user"', 'license=~"Salesforce.*"')}`;
const unassigned = `${whole('licenses', 'kind="user"')} - ${whole('licenses_used', 'kind="user"')}`;

const thisWeek = saying(
  {id: 1, title: 'This week', unit: 'none', empty: brief.users, links: [to(uid.logins, 'Logins')],
    about: 'How many of the people who should use Salesforce logged in within the last seven days or today. Click to see who is missing.'},
  sentence({active: sum(owned('users_logged_in_7d')), users: sum(owned('users')), share: percent(reach())}),
  '{{active}} of {{users}} people used Salesforce this week ({{share}} %).',
);

const furthestBehind = saying(
  {id: 2, title: 'Where it drops', unit: 'none', empty: 'No team of five or more in this choice', links: [toTeam],
    about: 'The team of five or more with the lowest score. Click to see which habit is missing, then talk to its manager.'},
  `bottomk(1, ${teams(scoreByRole())})`,
  '{{role}} is furthest behind.',
);

const scoreNow = figure(
  {id: 3, title: 'Adoption score', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.score, empty: brief.users, links: [to(uid.teams, 'Score by team')],
    about: 'One figure for how much Salesforce is part of the work: 40 % people who logged in this week, 20 % activities logged, 20 % deals that are not overdue, 20 % deals with activity. The mean over all people of their team\u2019s score. Below half, start with the shortest bar on the right.'},
  score(),
);

const scoreChange = figure(
  {id: 4, title: 'Change in a week', unit: 'percentunit', decimals: 1, steps: change(0.05), empty: brief.week, links: [to(uid.teams, 'Which team changed')],
    about: 'The score less the score of a week ago. A fall of more than 5 % outside of holidays deserves a question; the bars by team below say to whom.'},
  weekChange(score()),
);

const parts = bars(
  {id: 5, title: 'What the score is made of', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.score, empty: brief.users, links: [to(uid.teams, 'By team')],
    about: 'The four parts, full at 90 % of the people in a week, five activities a head and week, no overdue deals and none without activity; empty at half of the deals overdue, or four fifths without activity. Work on the shortest bar.'},
  [
    named(component.logins(), 'Logging in'),
    named(component.activities(), 'Activities'),
    named(component.overdue(), 'Deals on time'),
    named(component.neglected(), 'Deals worked on'),
  ].join(' or '),
  '{{part}}',
);

function named(expression: string, part: string): string {
  return `label_replace(${expression}, "part", "${part}", "", "")`;
}

const never = figure(
  {id: 6, title: 'Never logged in', unit: 'locale', decimals: 0, steps: atMost(1, 10), empty: brief.users, links: [to(uid.logins, 'Logins')],
    about: 'People with a licence who have not logged in once. Invite them to an introduction, or take the licence back.'},
  sum(owned('users_never_logged_in')),
);

const idle = figure(
  {id: 7, title: 'Licences not in use', unit: 'locale', decimals: 0, steps: atMost(1, 20), empty: brief.licences, links: [to(uid.licences, 'Licences and limits')],
    about: 'Salesforce user licences that nobody has, plus those of people who did not log in for 30 days. Give them to somebody or renew fewer.'},
  `(${sum(paidFree)}) + (${orZero(sum(whole('licensed_users_not_logged_in_30d')), paidFree)})`,
);

const trend = course(
  {id: 8, title: 'Adoption score over time', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noUsers, links: [to(uid.teams, 'By team')],
    about: 'The score, and in grey where it was a week before. Blue above grey is progress; a gap that opens for more than a week is a trend.'},
  withWeekBefore('score', score()),
);

const people = course(
  {id: 9, title: 'People who logged in within a week', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: noUsers, links: [to(uid.logins, 'Logins')],
    about: 'Head count over a sliding window of seven days, so weekends leave no dents. Compare with the grey line of a week before; holidays show as a dip of a week.'},
  withWeekBefore('people', sum(owned('users_logged_in_7d'))),
);

const behind = bars(
  {id: 10, title: 'Lowest scores by team', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.score, empty: 'No team of five or more in this choice', links: [toTeam],
    about: 'The ten teams (roles of five people and more) with the lowest score. Click a bar to see that team alone.'},
  lowest(teams(scoreByRole())),
  '{{role}}',
);

const moved = bars(
  {id: 11, title: 'Reach against last week, by team', unit: 'percentunit', decimals: 0, steps: change(0.1), empty: brief.week, links: [toTeam],
    about: 'Share of each team that logged in within a week, less the same a week ago; the largest falls first. A fall of 10 % or more in one team only is not a holiday: ask.'},
  lowest(teams(weekChange(reach('role')))),
  '{{role}}',
);

const calendar = history(
  {id: 12, title: 'Share of each team that logged in within a week', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: atLeast(0.5, 0.75), empty: noUsers, links: [toTeam],
    about: 'A row for each team, time from left to right. Green: three quarters and more of the team logged in; amber: half; red: fewer. A row that turns amber is where adoption drops, a column is a holiday.'},
  teams(reach('role')),
  '{{role}}',
);

const unused = bars(
  {id: 13, title: 'Licences that nobody has', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No licences: the integration user may lack View Setup and Configuration', links: [to(uid.licences, 'Licences and limits')],
    about: 'Paid user licences that are not assigned, by kind. Those of the free kinds cost nothing.'},
  highest(sum(unassigned, 'license')),
  '{{license}}',
);

const managersIn = bars(
  {id: 14, title: 'Managers who logged in this week', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.managers, empty: 'Nobody in this choice manages anybody', links: [to(uid.logins, 'Logins')],
    about: 'Share of the people with reports who logged in within a week, by region, lowest first. Teams do what their managers look at: start here.'},
  lowest(share(owned('managers_logged_in_7d'), owned('managers'), 'region')),
  '{{region}}',
);

export const overview: Page = {
  uid: uid.overview,
  title: 'Salesforce adoption overview',
  about: 'For whoever pays for Salesforce: is it used, does that change, where does it drop, and which licences idle.',
  byOwner: true,
  top: [
    {height: 3, panels: [[14, thisWeek], [10, furthestBehind]]},
    {height: 5, panels: [[4, scoreNow], [4, scoreChange], [8, parts], [4, never], [4, idle]]},
    {height: 8, panels: [[12, trend], [12, people]]},
  ],
  sections: [
    {id: 100, title: 'Where it drops', bands: [{height: 10, panels: [[12, behind], [12, moved]]}, {height: 10, panels: [[24, calendar]]}]},
    {id: 101, title: 'What it rests on', bands: [{height: 8, panels: [[12, managersIn], [12, unused]]}]},
  ],
};
