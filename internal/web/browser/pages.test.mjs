// The status page in a real Chromium, against the demo org: its text, its width, its
// accessibility, with and without scripts. SCREENSHOTS=DIR also writes pictures.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, before, test} from "node:test";
import puppeteer from "puppeteer-core";

const binary = process.env.EXPORTER;
const chromium = process.env.CHROMIUM || "/usr/bin/chromium";
const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

let browser, dir;
const processes = [];

// run starts the exporter and returns what its log says about where it listens.
function run(pattern, args, env = {}) {
  const child = spawn(binary, args, {env: {PATH: process.env.PATH, ...env}});
  processes.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (part) => {
      text += part;
      const found = text.match(pattern);
      if (found) resolve(found[1]);
    });
    child.on("exit", () => reject(new Error("the exporter ended:\n" + text)));
  });
}

const listening = /msg="Listening on" address=(\S+)/;
const serve = ["--web.listen-address=127.0.0.1:0"];

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "pages"));
  browser = await puppeteer.launch({executablePath: chromium, args: ["--no-sandbox"]});
});

after(async () => {
  await browser?.close();
  for (const child of processes) child.kill();
  await rm(dir, {recursive: true, force: true});
});

// open shows a page at a width and in a colour scheme.
async function open(url, {width = 1100, scheme = "light", scripts = true} = {}) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (line) => { if (line.type() === "error") errors.push(line.text()); });
  await page.setViewport({width, height: 900});
  await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: scheme}]);
  await page.setJavaScriptEnabled(scripts);
  await page.goto(url);
  return {page, errors, text: await page.evaluate(() => document.body.innerText)};
}

// sound holds a page against the rules at each width, in both schemes.
async function sound(url) {
  for (const width of [360, 768, 1366]) {
    for (const scheme of ["light", "dark"]) {
      const {page, errors} = await open(url, {width, scheme});
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${url} is ${wide} px wide in a window of ${width}`);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const result = await globalThis.axe.run();
        return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
      });
      assert.deepEqual(found, [], `axe about ${url} at ${width} px, ${scheme}`);
      assert.deepEqual(errors, []);
      await page.close();
    }
  }
}

async function picture(url, name, options) {
  if (!process.env.SCREENSHOTS) return;
  const {page} = await open(url, options);
  await page.screenshot({path: path.join(process.env.SCREENSHOTS, name), fullPage: true});
  await page.close();
}

const until = async (what, condition) => {
  for (let i = 0; i < 600; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail("it never happened: " + what);
};

test("an org that works", async () => {
  const file = path.join(dir, "works.yml");
  await writeFile(file, "metrics:\n  - {name: accounts_open, help: Accounts., object: Account}\n");
  const at = "http://" + await run(listening, [...serve, "--demo", "--demo.frozen", "--demo.interval=1h", "--config.file=" + file]);
  await fetch(at + "/metrics", {headers: {"X-Prometheus-Scrape-Timeout-Seconds": "60"}});
  await until("the first refresh ends", async () => (await fetch(at + "/-/ready")).ok);
  await until("web engagement is read",
    async () => !(await (await fetch(at + "/org.json")).json()).collectors.some((c) => c.state === "not asked yet"));
  const {page, text} = await open(at);
  for (const part of ["Demo org", "collectors work.", "users are counted", "API calls a day", "Collectors", "opportunities",
    "salesforce_accounts_open", "people are named in metrics"]) {
    assert.ok(text.includes(part), `the page lacks ${part}:\n${text}`);
  }
  assert.ok(!/@|integration\.user/.test(text), "the page shows a person");
  assert.ok((await page.content()).length < 60_000);
  await sound(at);
  await picture(at, "status.png");
});

test("progress of the first refresh, and the keyboard", async () => {
  const org = await run(/msg="demo org is ready" url=(\S+)/, ["demo-org", "--listen-address=127.0.0.1:0", "--frozen",
    "--latency=3s", "--hide=Case", "--hide=Opportunity.NextStep"]);
  const at = "http://" + await run(listening, serve,
    {SALESFORCE_URL: org, SALESFORCE_CLIENT_ID: "demo", SALESFORCE_CLIENT_SECRET: "demo"});
  const {page, text} = await open(at);
  assert.ok(text.includes("Nothing was asked yet"), text);
  assert.equal((await fetch(at + "/-/ready")).status, 503);
  fetch(at + "/metrics").catch(() => {});
  await until("statements are answered",
    async () => ((await (await fetch(at + "/org.json")).json()).refresh.now?.answered ?? 0) > 0);
  const asking = await open(at);
  assert.match(asking.text, /\d+ of \d+ statements are answered/);
  await sound(at);
  await picture(at, "status-first-refresh.png", {scheme: "dark", width: 720});
  // The page that was opened before the first scrape renews itself where it is seen.
  await page.bringToFront();
  await until("the page follows", () => page.evaluate(() => document.body.innerText.includes("skip some metrics")));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  let reached = false;
  for (let i = 0; i < 40 && !reached; i++) {
    await page.keyboard.press("Tab");
    reached = await page.evaluate(() => document.activeElement.tagName === "BUTTON");
  }
  assert.ok(reached, "the keyboard does not reach the button that stops refreshing");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Refresh by itself again");
  const done = await open(at);
  for (const part of ["What is missing or not meant, and why", "Case", "To do:"]) assert.ok(done.text.includes(part), done.text);
  await sound(at);
  await picture(at, "status-phone.png", {width: 360});
});

test("two hundred orgs, with and without scripts", async () => {
  const file = path.join(dir, "orgs.yml");
  let text = "orgs:\n";
  for (let i = 0; i < 200; i++) {
    text += `  org-${i}: {url: "http://127.0.0.1:9", client_id: demo, client_secret_env: SECRET}\n`;
  }
  await writeFile(file, text);
  const at = "http://" + await run(listening, [...serve, "--config.file=" + file], {SECRET: "demo"});
  const first = await open(at, {scripts: false});
  assert.ok(first.text.includes("200 orgs") && first.text.includes("org-0"), first.text);
  await first.page.click("text/Page 4");
  await first.page.waitForSelector("h1");
  const last = await first.page.evaluate(() => document.body.innerText);
  assert.ok(last.includes("151 to 200 of 200"), last);
  await sound(at + "/?page=2");
  await fetch(at + "/probe?target=org-7");
  await until("the failure is shown", async () => (await open(at + "/?show=attention")).text.includes("1 to 1 of 1"));
  const org = await open(at + "/org?target=org-7");
  assert.ok(org.text.includes("Salesforce cannot be asked"), org.text);
  await sound(at + "/org?target=org-7");
});
