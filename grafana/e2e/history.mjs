// Writes simulated weeks for promtool tsdb create-blocks-from openmetrics: the
// series of an exporter's /metrics, every three hours, growing from four fifths
// of their present value, and those that appear only when something is wrong.
//
//   node history.mjs METRICS-FILE JOB INSTANCE > FILE
import {readFileSync} from 'node:fs';
import {queries} from './dashboards.mjs';

const [file, job, instance] = process.argv.slice(2);
const days = 21;
const everySeconds = 3 * 3600;

// Only what is compared with a week before needs a past.
const compared = new Set(queries().filter(q => q.expression.includes('offset 1w')).flatMap(q => q.expression.match(/salesforce_\w+/g)));
const series = readFileSync(file, 'utf8').split('\n').map(parse).filter(s => s && compared.has(s.name));
series.push(...troubles());

const byName = group(series);
const end = Math.floor(Date.now() / 1000 / everySeconds) * everySeconds;
for (const [name, all] of byName) {
  process.stdout.write(`# TYPE ${name.replace(/_total$/, '')} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n`);
  for (const s of all) process.stdout.write(samples(s));
}
process.stdout.write('# EOF\n');

function parse(line) {
  const m = /^(salesforce_\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
  return m && {name: m[1], labels: m[2] ? m[2] + ',' : '', value: Number(m[3])};
}

// What the demo org does not have, where all is well and nothing is configured.
function troubles() {
  const people = 'role="Support Tier 1",profile="Support User",region="Spain",';
  return [
    {name: 'salesforce_exporter_errors_total', labels: 'code="UNREACHABLE",', value: 400},
    {name: 'salesforce_collector_skipped', labels: 'collector="cases",reason="object not visible",', value: 9},
    {name: 'salesforce_collector_dropped_series', labels: 'collector="records",metric="salesforce_records_created_7d",', value: 12},
    {name: 'salesforce_leaderboard_period_end_timestamp_seconds', labels: 'board="points",', value: Date.now() / 1000 + 86400},
    {name: 'salesforce_leaderboard_target', labels: 'board="points",', value: 100},
    {name: 'salesforce_case_satisfaction_ratio_30d', labels: people, value: 0.8},
  ];
}

function samples({name, labels, value}) {
  let text = '';
  for (let t = end - days * 86400; t <= end; t += everySeconds) {
    const grown = value * (0.8 + (0.2 * (t - end + days * 86400)) / (days * 86400));
    text += `${name}{${labels}job="${job}",instance="${instance}"} ${grown} ${t}\n`;
  }
  return text;
}

function group(all) {
  const groups = new Map();
  for (const s of all) {
    if (!groups.has(s.name)) groups.set(s.name, []);
    groups.get(s.name).push(s);
  }
  return groups;
}
