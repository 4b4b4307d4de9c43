// Signs in to the org at the given URL by every way that jsforce has, and
// prints what it finds out by each of them.
import { createSign } from 'node:crypto';
import jsforce from 'jsforce';

const [loginUrl, refreshToken] = process.argv.slice(2);
const app = { loginUrl, clientId: 'demo', clientSecret: 'demo' };
const user = ['demo@example.com', 'demo'];

function assertion() {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'demo', sub: user[0], aud: 'https://login.salesforce.com', exp: Math.floor(Date.now() / 1000) + 180 };
  const unsigned = `${encode({ alg: 'RS256' })}.${encode(claims)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(process.env.PRIVATE_KEY, 'base64url')}`;
}

const ways = {
  'SOAP login': async () => {
    const conn = new jsforce.Connection({ loginUrl });
    await conn.login(...user);
    return conn;
  },
  password: async () => {
    const conn = new jsforce.Connection({ oauth2: app });
    await conn.login(...user);
    return conn;
  },
  'client credentials': async () => {
    const conn = new jsforce.Connection({ oauth2: app });
    await conn.authorize({ grant_type: 'client_credentials' });
    return conn;
  },
  'JWT bearer': async () => {
    const conn = new jsforce.Connection({ oauth2: { loginUrl } });
    await conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion() });
    return conn;
  },
  // The access token is stale: jsforce refreshes it when the org says so.
  'refresh token': async () =>
    new jsforce.Connection({ oauth2: app, instanceUrl: loginUrl, accessToken: 'stale', refreshToken }),
};

async function figures(conn) {
  const identity = await conn.identity();
  if (identity.asserted_user !== true || !identity.user_id.startsWith('005')) {
    throw new Error(`identity: ${JSON.stringify(identity)}`);
  }
  const ids = [];
  let page = await conn.query('SELECT Id FROM LoginHistory');
  for (;;) {
    ids.push(...page.records.map((record) => record.Id));
    if (page.done) break;
    page = await conn.queryMore(page.nextRecordsUrl);
  }
  const fetched = await conn.query('SELECT Id FROM LoginHistory', { autoFetch: true, maxFetch: 1_000_000 });
  if (fetched.records.length !== ids.length) {
    throw new Error(`${fetched.records.length} rows by autoFetch, ${ids.length} by queryMore`);
  }
  const counted = await conn.query('SELECT COUNT() FROM LoginHistory');
  const groups = await conn.query('SELECT StageName, COUNT(Id) n, SUM(Amount) total FROM Opportunity GROUP BY StageName');
  const of = (name) => Object.fromEntries(groups.records.map((group) => [group.StageName, group[name] ?? 0]));

  const [account] = await conn.sobject('Account').find({}, 'Id, Owner.Name').sort('Id').limit(1);
  const record = await conn.sobject('Account').retrieve(account.Id);
  const described = await conn.sobject('Opportunity').describe();
  const wanted = ['Id', 'Amount', 'StageName', 'CloseDate', 'OwnerId', 'IsWon', 'CreatedDate', 'Probability'];
  const global = await conn.describeGlobal();
  const names = global.sobjects.map((object) => object.name);
  const limits = await conn.limits();
  if (!(conn.limitInfo.apiUsage.used > 0)) throw new Error(`no usage in ${JSON.stringify(conn.limitInfo)}`);
  const composite = await conn.request({
    method: 'POST',
    url: '/composite',
    body: JSON.stringify({ compositeRequest: [{ method: 'GET', url: `/services/data/v${conn.version}/limits`, referenceId: 'limits' }] }),
    headers: { 'content-type': 'application/json' },
  });
  if (composite.compositeResponse[0].httpStatusCode !== 200) throw new Error(JSON.stringify(composite));
  return {
    Read: ids.length,
    Different: new Set(ids).size,
    Counted: counted.totalSize,
    Stages: of('n'),
    Amounts: of('total'),
    Types: Object.fromEntries(described.fields.filter((f) => wanted.includes(f.name)).map((f) => [f.name, f.type])),
    Objects: ['Account', 'Task', 'LoginHistory'].every((name) => names.includes(name)),
    Owner: account.Owner.Name,
    Name: record.Name,
    Allowance: limits.DailyApiRequests.Max,
  };
}

async function refused(what, attempt, word) {
  try {
    await attempt();
  } catch (error) {
    if (`${error.name} ${error.errorCode} ${error.message}`.includes(word)) return;
    throw new Error(`${what}: ${error.name} ${error.message}, want ${word}`);
  }
  throw new Error(`${what}: was not refused`);
}

const found = {};
for (const [name, signIn] of Object.entries(ways)) {
  const conn = await signIn();
  found[name] = await figures(conn);
  await refused('unknown field', () => conn.query('SELECT Nothing FROM Account'), 'INVALID_FIELD');
  await refused('unknown object', () => conn.sobject('Nothing').describe(), 'NOT_FOUND');
  const token = conn.accessToken;
  if (name !== 'refresh token' && name !== 'JWT bearer') {
    await conn.logout();
    const ended = new jsforce.Connection({ instanceUrl: loginUrl, accessToken: token });
    await refused('after logout', () => ended.limits(), 'INVALID_SESSION_ID');
  }
}
await refused('wrong password by SOAP', () => new jsforce.Connection({ loginUrl }).login(user[0], 'wrong'), 'INVALID_LOGIN');
await refused('wrong password by OAuth', () => new jsforce.Connection({ oauth2: app }).login(user[0], 'wrong'), 'invalid_grant');
await refused('SOAP login of version 65', () => new jsforce.Connection({ loginUrl, version: '65.0' }).login(...user), 'UNSUPPORTED_API_VERSION');
process.stdout.write(JSON.stringify(found));
