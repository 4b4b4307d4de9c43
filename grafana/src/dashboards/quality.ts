import {brief} from '../empty.js';
import {shades} from '../heat.js';
import type {Page} from '../layout.js';
import {drill, drillRow, to, uid} from '../links.js';
import {bars, course, figure, history, saying} from '../panels.js';
import {table} from '../table.js';
import {avg, count, highest, lowest, orZero, owned, percent, sentence, share, sum, weekChange, whole} from '../query.js';
import {atMost, change, plain, steps} from '../style.js';
import {rowToTeam, teams, toTeam} from '../teams.js';
import {own} from '../variables.js';

const noScores = 'No scores: the objects need Read and View All, and key fields in the configuration';
const noFields = 'No fields: the objects need Read and View All. They are counted once a day';
const scores = owned('data_quality_score_ratio', 'object=~"$object"');
const broken = owned('data_quality_violations', 'object=~"$object"', 'rule=~"$rule"');
const filled = whole('field_population_ratio', 'object=~"$object"');
const byObject = avg(scores, 'object');
const byRole = avg(scores, 'role');
const score = avg(byObject);
const thisRule = drill(uid.quality, 'Only ${__field.labels.rule}', 'rule');

const state = saying(
  {id: 1, title: 'State of the records', unit: 'none', empty: brief.quality, links: [to(uid.teams, 'Usage by team')],
    about: 'How full the key fields are, over all objects, and how many times a record breaks a rule. A record may break several.'},
  sentence({filled: percent(score), broken: sum(broken)}),
  '{{filled}} % of the key fields are filled; records break a rule {{broken}} times.',
);

const furthestBehind = saying(
  {id: 2, title: 'Where to start', unit: 'none', empty: 'No team of five or more in this choice', links: [toTeam],
    about: 'The team of five or more whose records have the fewest key fields filled, over the objects that it owns. Click to see its other habits.'},
  `bottomk(1, ${teams(byRole)})`,
  '{{role}} fills the fewest key fields.',
);

const scoreNow = figure(
  {id: 3, title: 'Key fields filled', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.quality, empty: brief.quality, links: [to(uid.teams, 'Usage by team')],
    about: 'Weighted share of the key fields that are filled: of each team, then the mean over teams, then over objects. Which fields count, and how much, is configuration. Below 60 %, start with the lowest object.'},
  score,
);

const scoreMoved = figure(
  {id: 4, title: 'Change in a week', unit: 'percentunit', decimals: 1, steps: change(0.02), empty: brief.week, links: [to(uid.teams, 'Usage by team')],
    about: 'That share less the same a week ago. Quality moves slowly: a fall of 2 % in a week is an import or an integration, not people.'},
  weekChange(score),
);

const brokenNow = figure(
  {id: 5, title: 'Broken rules', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No records visible', links: [to(uid.teams, 'Usage by team')],
    about: 'Records that break a rule, counted once for each rule. Which rule and which team is below; the records themselves are a list view in Salesforce with the condition of the rule.'},
  sum(broken),
);

const brokenMoved = figure(
  {id: 6, title: 'More in a week', unit: 'locale', decimals: 0, steps: atMost(1, 100), empty: brief.week, links: [to(uid.teams, 'Usage by team')],
    about: 'Broken rules less those of a week ago. Green is fewer. A jump in one rule alone is a form or an import that leaves a field out.'},
  weekChange(sum(broken)),
);

const duplicatesNow = figure(
  {id: 7, title: 'Duplicate records', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.duplicates, links: [to(uid.marketing, 'Marketing')],
    about: 'Records in the sets that the org\u2019s duplicate rules found, of the whole org. Merge them, largest sets first.'},
  sum(whole('duplicate_records')),
);

const unusedNow = figure(
  {id: 8, title: 'Fields nobody fills', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.fields, links: [to(uid.exporter, 'Exporter health')],
    about: 'Fields of the chosen objects that are empty in every record, of the whole org. Each is a question on a form that nobody answers: the list is below.'},
  orZero(count(`${filled} == 0`), filled),
);

const trend = course(
  {id: 9, title: 'Key fields filled, by object', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noScores, links: [drill(uid.quality, 'Only ${__field.labels.object}', 'object')],
    about: 'The score of each object, mean over teams. A step down is an import without these fields; a slope is a field that people stopped filling. Click a line to see the object alone.'},
  [{legend: '{{object}}', expression: byObject}],
);

const rules = bars(
  {id: 10, title: 'Records that break a rule', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: 'No record breaks a rule', links: [thisRule],
    about: 'By rule, most first. Click a bar to see which teams own these records. A rule that nobody means to keep is noise: take it out of the configuration.'},
  highest(`${sum(broken, 'rule')} > 0`),
  '{{rule}}',
);

const lowestTeams = bars(
  {id: 11, title: 'Fewest key fields filled, by team', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.quality, empty: 'No team of five or more has a score', links: [toTeam],
    about: 'Mean over the objects that the team\u2019s people own records of, lowest first. Compare like with like: a lead has other key fields than a case.'},
  lowest(teams(byRole)),
  '{{role}}',
);

const perHead = bars(
  {id: 12, title: 'Broken rules per head, by team', unit: 'short', decimals: 1, min: 0, steps: plain, empty: 'No team of five or more breaks a rule', links: [toTeam],
    about: 'Records that break a rule, per person of the team that owns them. Many a head is no carelessness but a process: ask what makes these fields hard to fill.'},
  highest(teams(`${share(broken, owned('users'), 'role')} > 0`)),
  '{{role}}',
);

const list = table(
  {id: 13, title: 'Rules by team', unit: 'short', empty: 'No record breaks a rule', links: [],
    about: 'Which team owns the records that break which rule: the 100 largest. Click a rule or an object to see it alone, a team to see its other habits.'},
  [
    {label: 'rule', title: 'Rule', width: 330, links: [drillRow(uid.quality, 'Only this rule', 'rule')]},
    {label: 'object', title: 'Object', width: 130, links: [drillRow(uid.quality, 'Only this object', 'object')]},
    {label: 'role', title: 'Team', links: [rowToTeam]},
  ],
  [
    {title: 'Records', expression: `topk(100, ${teams(sum(broken, 'rule, object, role'))} > 0)`, unit: 'locale', decimals: 0, width: 100},
  ],
  'Records',
);

const calendar = history(
  {id: 14, title: 'Share of key fields filled, by team', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: steps.quality, empty: 'No team of five or more has a score', links: [toTeam],
    about: 'A row for each team, time from left to right. Green from 80 %, amber from 60 %, red below. A row that changes colour is a team, a column is a change of the form or of the key fields.'},
  teams(byRole),
  '{{role}}',
);

const population = shades(
  {id: 15, title: '$object: filled fields', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: noFields, links: [to(uid.quality, 'Data quality')],
    about: 'A row for each field that anybody fills, the darker the more records have it; time from left to right. A row that fades is a field that people stopped filling. A check box is filled where it is ticked.'},
  `${filled} > 0`,
  '{{field}}',
  {variable: 'object', perRow: 3},
);

const unused = table(
  {id: 16, title: 'Fields that nobody fills', unit: 'short', empty: 'Every field is filled somewhere', links: [],
    about: 'Empty in every record that was looked at. Take them off the page layout, then ask who misses them.'},
  [{label: 'object', title: 'Object', width: 130, links: [drillRow(uid.quality, 'Only this object', 'object')]}, {label: 'field', title: 'Field'}],
  [{title: 'Records', expression: `(${sum(filled, 'object, field')} == 0) + on (object) group_left () ${sum(whole('field_records', 'object=~"$object"'), 'object')}`, unit: 'locale', decimals: 0, width: 100}],
  'Object',
  false,
);

const emptier = bars(
  {id: 17, title: 'Fields that lost most in a week', unit: 'percentunit', decimals: 1, steps: change(0.05), empty: brief.week, links: [drill(uid.quality, 'Only ${__field.labels.object}', 'object')],
    about: 'Share of records in which the field is filled, less the same a week ago; the largest falls first. A fall of 5 % is a field that left a form, or an import without it.'},
  lowest(weekChange(sum(filled, 'object, field'))),
  '{{object}}.{{field}}',
);

const half = bars(
  {id: 18, title: 'Fields filled by a few', unit: 'percentunit', decimals: 0, min: 0, max: 1, steps: plain, empty: 'No field is filled in less than half', links: [drill(uid.quality, 'Only ${__field.labels.object}', 'object')],
    about: 'Filled in some records, but in fewer than half; emptiest first. Either the field belongs to a few records only, or people do not know what it is for.'},
  lowest(`${sum(filled, 'object, field')} > 0 < 0.5`),
  '{{object}}.{{field}}',
);

const duplicates = table(
  {id: 19, title: 'Duplicates, by duplicate rule', unit: 'short', empty: brief.duplicates, links: [],
    about: 'Sets of records that look alike to an active duplicate rule, and the records in them. Two a set is a double entry; many a set is a test record or an import that ran twice.'},
  [{label: 'rule', title: 'Duplicate rule'}],
  [
    {title: 'Records', expression: sum(whole('duplicate_records'), 'rule'), unit: 'locale', decimals: 0, width: 100},
    {title: 'Sets', expression: sum(whole('duplicate_record_sets'), 'rule'), unit: 'locale', decimals: 0, width: 90},
    {title: 'Records a set', expression: share(whole('duplicate_records'), whole('duplicate_record_sets'), 'rule'), unit: 'short', decimals: 1, width: 130},
  ],
  'Records',
);

const duplicateTrend = course(
  {id: 20, title: 'Duplicate records', unit: 'locale', decimals: 0, min: 0, steps: plain, empty: brief.duplicates, links: [to(uid.marketing, 'Marketing')],
    about: 'Records in sets, by duplicate rule, stacked. It grows by itself; a step up is an import.'},
  [{legend: '{{rule}}', expression: sum(whole('duplicate_records'), 'rule')}],
  true,
);

const spellings = table(
  {id: 21, title: 'Spellings too many', unit: 'short', empty: 'No text field to compare is visible', links: [],
    about: 'Values of a text field that differ from another in case, accents, space or punctuation only, such as Germany and germany. Reports count them apart: merge them, then make the field a picklist.'},
  [{label: 'object', title: 'Object', width: 120}, {label: 'field', title: 'Field'}],
  [{title: 'Spellings', expression: sum(whole('field_value_variants', 'object=~"$object"'), 'object, field'), unit: 'locale', decimals: 0, steps: atMost(1, 10), width: 105}],
  'Spellings',
);

const uncounted = table(
  {id: 22, title: 'Fields not countable', unit: 'short', empty: 'Every field can be counted', links: [],
    about: 'Salesforce counts no long text, rich text or encrypted fields: nothing here is known of them.'},
  [{label: 'object', title: 'Object', width: 120}, {label: 'type', title: 'Type'}],
  [{title: 'Fields', expression: sum(whole('field_not_countable', 'object=~"$object"'), 'object, type'), unit: 'locale', decimals: 0, width: 90}],
  'Fields',
);

export const quality: Page = {
  uid: uid.quality,
  title: 'Salesforce data quality',
  about: 'Whether what is in Salesforce can be used: key fields, broken rules, fields that nobody fills, duplicates and spellings.',
  byOwner: true,
  own: [
    own('object', 'Object', 'salesforce_field_records', 'Object that records, fields and rules belong to.'),
    own('rule', 'Rule', 'salesforce_data_quality_violations', 'Rule of the quality collector, shipped or configured.'),
  ],
  top: [
    {height: 3, panels: [[14, state], [10, furthestBehind]]},
    {height: 5, panels: [[4, scoreNow], [4, scoreMoved], [4, brokenNow], [4, brokenMoved], [4, duplicatesNow], [4, unusedNow]]},
    {height: 9, panels: [[12, trend], [12, rules]]},
  ],
  sections: [
    {id: 100, title: 'By team', bands: [{height: 9, panels: [[12, lowestTeams], [12, perHead]]}, {height: 11, panels: [[12, list], [12, calendar]]}]},
    {id: 101, title: 'Fields', bands: [{height: 12, panels: [[24, population]]}, {height: 10, panels: [[8, unused], [8, emptier], [8, half]]}]},
    {id: 102, title: 'Duplicates and spellings', bands: [{height: 8, panels: [[8, duplicates], [6, duplicateTrend], [5, spellings], [5, uncounted]]}]},
  ],
};
