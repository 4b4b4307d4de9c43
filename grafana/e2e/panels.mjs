// Asks a Prometheus every query of every panel: with everything on All, and
// with each variable on one value.
//
//   node panels.mjs URL ready|live|history
//
// ready: waits until the Prometheus has scraped a complete exporter.
// live: one that has scraped the demo org for a minute. Queries listed in
// later.mjs may be empty. history: one with weeks behind it; these have data, too.
import {choices, interpolate, queries} from './dashboards.mjs';
import {hasData, values} from './prometheus.mjs';
import {later} from './later.mjs';

const [base, mode] = process.argv.slice(2);
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

// One value of a variable: some team sells nothing, so any value may do.
async function withOne(query, name) {
  for (const value of await values(base, name)) {
    if (await hasData(base, {...query, expression: interpolate(query.expression, {[name]: value})})) return true;
  }
  return false;
}

async function empty(query) {
  const found = [];
  if (!(await hasData(base, {...query, expression: interpolate(query.expression)}))) found.push('All');
  for (const {name} of choices()) {
    if (query.expression.includes(`$${name}"`) && !(await withOne(query, name))) found.push(`one ${name}`);
  }
  return found;
}

const all = queries();
const unknown = Object.keys(later).filter(a => !all.some(q => q.address === a));
if (unknown.length > 0) throw new Error(`later.mjs names queries that do not exist: ${unknown}`);

if (mode === 'ready') {
  const last = {expression: 'count(salesforce_collector_success == 1) >= 12 and on () count_over_time(salesforce_exporter_refreshes_total[1h]) >= 4', instant: true};
  for (let tries = 0; !(await hasData(base, last)); tries++) {
    if (tries === 60) throw new Error('the exporter did not get all answers of the demo org within two minutes');
    await pause(2000);
  }
  process.exit(0);
}

let asked = 0;
let failed = 0;
for (const query of all) {
  if ((mode === 'live') === (query.address in later)) continue;
  asked++;
  let without = await empty(query);
  if (without.length > 0) { // a scrape that a busy machine missed is no empty panel
    await pause(11000);
    without = await empty(query);
  }
  if (without.length === 0) continue;
  failed++;
  console.error(`${query.address} (${query.title}) is empty with ${without.join(', ')}: ${query.expression}`);
}
console.log(`${mode}: ${asked} queries with ${choices().length + 1} choices each, ${failed} empty`);
process.exitCode = failed > 0 ? 1 : 0;
