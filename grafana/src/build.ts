import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Dashboard} from '@grafana/grafana-foundation-sdk/dashboard';
import {pages} from './dashboards/index.js';
import {page} from './layout.js';

// Grafana 10 to 13 load this version; newer ones migrate it while loading.
const schemaVersion = 39;

// The SDK gives every variable the settings of an interval; Grafana's schema
// has them on intervals only.
function withoutIntervals(dashboard: Dashboard): Dashboard {
  const list = dashboard.templating.list?.map(({auto: _, auto_min: __, auto_count: ___, ...variable}) => variable);
  return {...dashboard, templating: {list: list as typeof dashboard.templating.list}};
}

const folder = process.argv[2] ?? 'dashboards';
mkdirSync(folder, {recursive: true});
for (const p of pages) {
  const dashboard = {...withoutIntervals(page(p).build()), schemaVersion};
  const file = join(folder, `${p.uid.replace(/^salesforce-/, '')}.json`);
  writeFileSync(file, JSON.stringify(dashboard, null, 2) + '\n');
}
