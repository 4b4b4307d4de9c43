// Checks the committed JSON against the types of @grafana/schema: writes it as
// TypeScript, which the compiler then compares.
//
//   node schema.mjs FOLDER
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {dashboards} from './dashboards.mjs';

const [folder] = process.argv.slice(2);
mkdirSync(folder, {recursive: true});

// Enumerations are written as their values in JSON; Plain says so in types.
const head = `import type {Dashboard} from '@grafana/schema';
type Plain<T> = T extends string ? \`\${T}\` : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : T) : T extends object ? {[K in keyof T]: Plain<T[K]>} : T;
`;
for (const d of dashboards()) {
  writeFileSync(join(folder, `${d.uid}.ts`), `${head}export const dashboard: Plain<Dashboard> = ${JSON.stringify(d, null, 2)};\n`);
}
