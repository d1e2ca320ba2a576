import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { accountId, writeAwsFolder } from "../../support/aws-folder.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";

const ACCOUNTS = 60;
const ADOPTING_MILLISECONDS = 600_000;
const folder = temporaryFolder();

const textsOf = (declaration: string): ReadonlyMap<string, string> =>
  new Map(
    globSync("**/*.yaml", { cwd: declaration })
      .sort()
      .map((file) => [file, readFileSync(path.join(declaration, file), "utf8")]),
  );
const adopt = (from: string, declaration: string) =>
  command("adopt", "--from", from, "--declaration", declaration, "--home-region", "eu-west-1");

describe("adopt", function () {
  this.timeout(ADOPTING_MILLISECONDS);

  it("G20: writes an organization of 60 accounts as references that change nothing, and writes nothing the second time", async () => {
    const [from, declaration] = [folder("aws-60"), folder("declared-60")];
    writeAwsFolder(from, ACCOUNTS);
    const first = await adopt(from, declaration);
    assert.deepEqual([first.code, first.err], [0, ""], first.out);
    // A unit, and of each account itself, a network, a cluster, a role, three tables and a secret.
    assert.match(first.out, /^481 referenced, 0 created, 0 changed$/m);
    const written = textsOf(declaration);
    assert.equal(written.size, 2 + 2 * ACCOUNTS);
    const second = await adopt(from, declaration);
    assert.match(second.out, /has everything that was read; nothing was written\n481 referenced, 0 created, 0 changed$/m);
    assert.deepEqual(textsOf(declaration), written);
  });

  it("G18: adds nothing to an account that a template makes, and names what the template does not say", async () => {
    const [from, declaration] = [folder("aws-templated"), folder("declared-templated")];
    writeAwsFolder(from, 2);
    await adopt(from, declaration);
    const [own, template] = [path.join(declaration, "accounts", "team-0-prod"), path.join(declaration, "templates", "team")];
    mkdirSync(template, { recursive: true });
    const move = (file: string, change: (text: string) => string) => {
      writeFileSync(path.join(template, file), change(readFileSync(path.join(own, file), "utf8")));
    };
    move("account.yaml", (text) => text.replace("account: team-0-prod", "account: $(account)"));
    move("data.yaml", (text) => text);
    writeFileSync(path.join(template, "template.yaml"), "accounts:\n  team-0-prod: {}\n");
    rmSync(own, { recursive: true });
    const before = textsOf(declaration);
    const same = await adopt(from, declaration);
    assert.equal(same.code, 0, same.out);
    assert.match(same.out, /has everything that was read; nothing was written/);
    assert.deepEqual(textsOf(declaration), before);
    const at = path.join(from, "accounts", accountId(0), "eu-west-1");
    const drafts = readFileSync(path.join(at, "tables", "drafts.json"), "utf8");
    writeFileSync(path.join(at, "tables", "later.json"), drafts.replaceAll("drafts", "later"));
    writeFileSync(path.join(at, "tables.json"), '{ "TableNames": ["archive", "drafts", "later", "orders"] }');
    writeFileSync(path.join(at, "table-policies", "later.json"), '{ "Policy": null }');
    const lacking = await adopt(from, declaration);
    assert.equal(lacking.code, 1, lacking.out + lacking.err);
    assert.match(
      lacking.out.replaceAll(/\s+/g, " "),
      /templates\/team: makes team-0-prod, which also has tables\.later; add it by hand where every account of the template has it/,
    );
    assert.deepEqual(textsOf(declaration), before);
  });

  it("adds what is new, and leaves every line as people wrote it, also where they renamed, moved and commented", async () => {
    const [from, declaration] = [folder("aws-2"), folder("declared-2")];
    writeAwsFolder(from, 2);
    await adopt(from, declaration);
    const edit = (file: string, change: (text: string) => string) => {
      const at = path.join(declaration, file);
      const [before, after] = [readFileSync(at, "utf8"), change(readFileSync(at, "utf8"))];
      assert.notEqual(before, after, file);
      writeFileSync(at, after);
    };
    const account = "accounts/team-0-prod";
    edit(`${account}/account.yaml`, (text) =>
      text
        .replace("networks:\n  main:", "# The old one, see the wiki.\nnetworks:\n  core: # was main")
        .replaceAll("network: main", "network:   core"),
    );
    edit(`${account}/data.yaml`, (text) =>
      text.replace("  orders:\n", "  # Of the shop.\n  shop-orders:\n").replace("secrets:", "\n# Theirs.\nsecrets:"),
    );
    edit(
      "inventory.yaml",
      (text) =>
        `${text.replaceAll("team-0-prod/tables/orders", "team-0-prod/tables/shop-orders").replaceAll("team-0-prod/main", "team-0-prod/core")}# The end.\n`,
    );
    edit("organization.yaml", (text) => text.replace("role: PalisadeDeploy", "role: Deployer # ours"));
    const before = textsOf(declaration);
    writeAwsFolder(from, 3);
    const at = path.join(from, "accounts", accountId(0), "eu-west-1");
    const drafts = readFileSync(path.join(at, "tables", "drafts.json"), "utf8");
    writeFileSync(path.join(at, "tables", "later.json"), drafts.replaceAll("drafts", "later"));
    writeFileSync(path.join(at, "tables.json"), '{ "TableNames": ["archive", "drafts", "later", "orders"] }');
    writeFileSync(path.join(at, "table-policies", "later.json"), '{ "Policy": null }');
    const { code, out } = await adopt(from, declaration);
    assert.equal(code, 0, out);
    assert.match(out, /, 0 created, 0 changed$/m);
    for (const [file, text] of textsOf(declaration)) {
      const lines = text.split("\n");
      let from_ = 0;
      for (const line of (before.get(file) ?? "").trimEnd().split("\n")) {
        const found = lines.indexOf(line, from_);
        assert.ok(before.get(file) === undefined || found !== -1, `${file}: ${line}`);
        from_ = found + 1;
      }
    }
    const data = readFileSync(path.join(declaration, account, "data.yaml"), "utf8");
    assert.match(data, /^ {2}later:\n {4}existing: later$/m);
    assert.equal(data.match(/existing: orders/g)?.length, 1, "a renamed table is known by what it is");
    const inventory = readFileSync(path.join(declaration, "inventory.yaml"), "utf8");
    assert.match(inventory, /^ {2}team-0-prod\/tables\/later: none$/m);
    assert.ok(!inventory.includes("team-0-prod/tables/orders"), "its inventory goes by the name that people gave it");
    assert.ok(before.get("organization.yaml") === readFileSync(path.join(declaration, "organization.yaml"), "utf8"));
  });

  it("takes no role for a workload that the account names for its deployments", async () => {
    const [from, first] = [folder("aws-deploying"), folder("declared-deploying")];
    writeAwsFolder(from, 1);
    await adopt(from, first);
    const file = "accounts/team-0-prod/account.yaml";
    const adopted = readFileSync(path.join(first, file), "utf8");
    const role = /^ {6}existing: (\S+)$/m.exec(adopted.slice(adopted.indexOf("workloads:")))?.[1] ?? assert.fail(adopted);
    const begun = (to: string, deployment: string): string => {
      mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
      cpSync(path.join(first, "organization.yaml"), path.join(to, "organization.yaml"));
      writeFileSync(path.join(to, file), `account: team-0-prod\nid: "${accountId(0)}"\norganizationalUnit: workloads\n${deployment}`);
      return to;
    };
    for (const [name, deployment, count] of [
      ["declared-by-another", "deployment: { role: another }\n", 1],
      ["declared-by-it", `deployment: { role: ${role} }\n`, 0],
    ] as const) {
      const to = begun(folder(name), deployment);
      const { code, out } = await adopt(from, to);
      assert.equal(code, 0, out);
      assert.equal(readFileSync(path.join(to, file), "utf8").split(`existing: ${role}\n`).length - 1, count, name);
    }
  });

  it("names an account that cannot be read, writes the rest, and tells the inventory of it", async () => {
    const [from, declaration] = [folder("aws-unreadable"), folder("declared-unreadable")];
    writeAwsFolder(from, 2, { unreadable: [1] });
    const { code, out } = await adopt(from, declaration);
    assert.equal(code, 1);
    assert.match(out, /team-1-prod \(700000001001\) cannot be read: accounts\/700000001001\/roles\.json: is not there/);
    assert.match(readFileSync(path.join(declaration, "inventory.yaml"), "utf8"), /^accounts:\n {2}"700000001001": workloads$/m);
    assert.ok(!textsOf(declaration).has("accounts/team-1-prod/account.yaml"));
  });

  it("leaves unknown what has no answer, and names it where the answer is not AWS's", async () => {
    const [from, declaration] = [folder("aws-gaps"), folder("declared-gaps")];
    writeAwsFolder(from, 1);
    const at = path.join(from, "accounts", accountId(0), "eu-west-1");
    rmSync(path.join(at, "table-policies", "orders.json"));
    rmSync(path.join(at, "grants"), { recursive: true });
    writeFileSync(path.join(at, "tables", "drafts.json"), "not JSON");
    const { code, out } = await adopt(from, declaration);
    assert.equal(code, 1);
    assert.match(out, /accounts\/700000001000\/eu-west-1\/tables\/drafts\.json: is no JSON object|drafts\.json: .*is no JSON object/);
    const inventory = readFileSync(path.join(declaration, "inventory.yaml"), "utf8");
    assert.ok(!inventory.includes("tables/orders:") && !inventory.includes("grants:"));
  });

  for (const [args, expected] of [
    [[], /^palisade: --home-region: is missing; name the region of tables, keys and secrets that name none, such as eu-west-1$/m],
    [["--from", "nowhere"], /^palisade: --from: is no folder, got "nowhere"; the script of --commands writes one$/m],
    [["--from", "docs", "--declaration", "nowhere"], /^palisade: --home-region: is missing; name the region/m],
    [
      ["--from", "docs", "--declaration", "nowhere", "--home-region", "eu-west-1"],
      /^palisade: --from: has no organization, got organization\/organization\.json: is not there/m,
    ],
    [["--home-region", "eu-wst-1"], /^palisade: --home-region: must be an AWS region, got "eu-wst-1"; did you mean "eu-west-1"\?$/m],
    [
      ["--home-region", "eu-west-1", "--region", "Ireland"],
      /^palisade: --region: must be an AWS region, got "Ireland"; write it like eu-west-1$/m,
    ],
    [
      ["--home-region", "eu-west-1", "--role", "arn:aws:iam::700000001000:role/Reader"],
      /^palisade: --role: must be the name of a role in each account, with its path if it has one, got "arn:.*"; write it like audit\/Reader$/m,
    ],
  ] as const) {
    it(`ends with 2 for ${args.join(" ") || "nothing"}`, async () => {
      const { code, err } = await command("adopt", ...args);
      assert.equal(code, 2);
      assert.match(err, expected);
    });
  }

  it("prints a script that a shell reads, and that only reads AWS", async () => {
    const { code, out } = await command("adopt", "--commands");
    assert.equal(code, 0);
    execFileSync("sh", ["-n"], { input: out });
    const calls = [...out.matchAll(/^\s*(?:if |\[ [^\]]*\] \|\| )?(?:a|o) ([a-z0-9-]+)(?: ([a-z-]+))?/gm)].map(
      ([, one = "", two = ""]) => `${one} ${two}`,
    );
    assert.ok(calls.length > 8);
    assert.deepEqual(
      calls.filter((call) => !/\b(?:get|list|describe)-/.test(call)),
      [],
    );
  });
});
