import type {Page} from '../layout.js';
import {to, uid} from '../links.js';
import {saying} from '../panels.js';
import {plain, target as met} from '../style.js';
import {board, boardVariables, podium, perPerson, ranks, room, timeLeft, towardsTarget, wallBars, wallFigure} from '../wall.js';

const teams = to(uid.teams, 'Usage by team');
const nobody = 'Nobody has scored yet';
const noPeople = `(${board('info')} unless on (job, instance, board) ${board('score')})`;
const teamsScored = `max by (job, instance, board) (${board('team_score')}) > 0`;

const title = saying(
  {id: 1, title: 'Leaderboard', unit: 'none', empty: 'No such board', links: [teams],
    about: 'What the board counts, in which time, and whether it shows people. Choose another one above, or by var-board in the address.'},
  [
    `(${board('info')} and on (job, instance, board) ${board('score')})`,
    `label_replace(${noPeople} and on (job, instance, board) ${teamsScored}, "period", "teams only, names are off", "", "")`,
    `label_replace(${noPeople} unless on (job, instance, board) ${teamsScored}, "period", "nobody has scored yet", "", "")`,
    `label_replace(label_replace(absent(${board('info')}), "title", "No such board", "", ""), "period", "is the exporter scraped?", "", "")`,
  ].join(' or '),
  '{{title}} \u00b7 {{period}}',
  36,
);

const left = timeLeft(
  {id: 2, title: 'Time left', unit: 'suffix: days', decimals: 0, empty: 'No end: it rolls on', links: [teams],
    about: 'Until the period of the board ends, and everybody starts from nothing. A window of days back has no end.'},
  `min(${board('period_end_timestamp_seconds')})`,
);

const goal = wallFigure(
  {id: 3, title: 'Target', unit: 'short', empty: 'None for all', links: [teams],
    about: 'The score to reach, in the unit of the board. People may have targets of their own; progress is towards these.'},
  `max(${board('target')})`,
);

const reached = wallFigure(
  {id: 4, title: 'Reached it', unit: 'locale', decimals: 0, empty: 'Not shown', links: [teams],
    about: 'How many of the people who are shown have reached their target.'},
  `sum(${towardsTarget} >= bool 1)`,
);

const best = podium(
  {id: 5, title: 'Podium', unit: 'short', empty: nobody, links: [teams],
    about: 'First, second and third, with the places they climbed (\u25b2) or fell (\u25bc) since the same point of the period before. Who ties shares a colour. Teams where no people are shown.'},
);

const all = ranks(
  {id: 6, title: 'Ranks', unit: 'short', empty: nobody, min: 0, steps: plain, links: [teams],
    about: 'Place, name, movement and score of everybody on the board. Movement is against the same point of the period before. Teams where no people are shown.'},
);

const progress = wallBars(
  {id: 7, title: 'Progress', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: met, empty: 'No people are shown: see the teams', links: [teams],
    about: 'Share of the target that was reached, green from all of it on; on a board without a target, of the leader\u2019s score. The five that are furthest.'},
  `sort_desc(topk(5, ${perPerson(board('progress_ratio'))}))`,
  '{{person}}' + room,
);

const byTeam = wallBars(
  {id: 8, title: 'Teams, per head', unit: 'short', decimals: 1, min: 0, steps: plain, empty: 'No team has scored', links: [teams],
    about: 'Score of each team over its people, so that small teams can win. Teams too small to be shown are left out. The five best.'},
  `sort_desc(topk(5, ${board('team_score')} > 0))`,
  '{{team}}' + room,
);

export const leaderboard: Page = {
  uid: uid.leaderboard,
  title: 'Salesforce leaderboard',
  about: 'A board for the wall: who leads, who climbs, how far the target is, which team is ahead, how long there is left.',
  byOwner: false,
  refresh: '1m',
  own: boardVariables(),
  top: [
    {height: 3, panels: [[14, title], [4, left], [3, goal], [3, reached]]},
    {height: 5, panels: [[24, best]]},
    {height: 12, panels: [[24, all]]},
    {height: 8, panels: [[12, progress], [12, byTeam]]},
  ],
  sections: [],
};
