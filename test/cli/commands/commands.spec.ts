import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import path from "node:path";
import { run } from "../../../cli/main.ts";
import { endpointsSection } from "../../../cli/output/print-endpoints.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { accountOf, dataOf, edit, SAMPLE, sample } from "../../support/sample.ts";
import { skip } from "../../support/skip.ts";

const folder = temporaryFolder();

const SILENT = { out: () => undefined, err: () => undefined };

before(() => writeFiles(folder("wrong"), edit(sample, accountOf("orders-prod"), '"200000000002"', "200000000002")));

describe("the command line", () => {
  it("shows every command in its help and ends with 0", async () => {
    const { code, out, err } = await command("--help");
    assert.deepEqual([code, err], [0, ""]);
    for (const name of ["start", "validate", "plan", "init"]) assert.match(out, new RegExp(`^ {2}${name}\\b`, "m"));
  });

  for (const [name, example] of [
    ["start", "npm start"],
    ["validate", "npm run -s validate -- --json"],
    ["plan", "npm run plan -- --as-of 2027-04-01"],
    ["init", "npm run init -- --empty"],
  ] as const) {
    it(`shows examples in the help of ${name}`, async () => {
      const { code, out } = await command(name, "--help");
      assert.equal(code, 0);
      assert.ok(out.includes(`Examples:\n`) && out.includes(`  ${example}\n`), out);
    });
  }

  it("suggests the command that a misspelt one means, and ends with 2", async () => {
    const { code, out, err } = await command("valdate");
    assert.deepEqual([code, out], [2, ""]);
    assert.ok(err.includes("unknown command 'valdate'") && err.includes("Did you mean validate?"), err);
  });

  it("suggests the option that a misspelt one means, and ends with 2", async () => {
    const { code, err } = await command("plan", "--jsno");
    assert.equal(code, 2);
    assert.ok(err.includes("unknown option '--jsno'") && err.includes("Did you mean --json?"), err);
  });

  it("refuses arguments that no command takes", async () => {
    assert.equal((await command("validate", "examples/acme")).code, 2);
  });

  for (const [args, taken, text] of [
    [
      ["plan", "examples/line"],
      ["declaration"],
      "--declaration: npm keeps what stands in front of -- for itself; write npm run plan -- --declaration …",
    ],
    [
      ["start"],
      ["declaration", "as_of"],
      "--declaration, --as-of: npm keeps what stands in front of -- for itself; write npm start -- --declaration … --as-of …",
    ],
    [
      ["sandbox", "destroy"],
      ["stack"],
      "--stack: npm keeps what stands in front of -- for itself; write npm run sandbox -- destroy --stack …",
    ],
    [
      ["sandbox", "up"],
      ["policy_pack"],
      "--no-policy-pack: npm keeps what stands in front of -- for itself; write npm run sandbox -- up --no-policy-pack …",
    ],
  ] as const) {
    it(`refuses options that npm took from ${args.join(" ")}, and says where they go: ${taken.join(", ")}`, async () => {
      let err = "";
      const streams = { ...SILENT, err: (line: string) => void (err += line) };
      const code = await run(args, streams, Object.fromEntries(taken.map((name) => [`npm_config_${name}`, "true"])));
      assert.deepEqual([code, err], [2, `palisade: ${text}\n`]);
    });
  }

  it("takes no other setting of npm's for an option", async () => {
    const { code } = await command("validate", "--declaration", SAMPLE);
    assert.equal(await run(["validate", "--declaration", SAMPLE], SILENT, { npm_config_empty: "true", npm_config_registry: "x" }), code);
  });

  it("points to the help of the command that was called wrongly", async () => {
    const { err } = await command("init", "own");
    assert.match(err, /^\(npm run init -- --help lists the options; /m);
    assert.match((await command("sandbox", "up", "now")).err, /^\(npm run sandbox -- up --help lists the options; /m);
  });

  it("shows the help where no command is named, and ends with 2", async () => {
    const { code, err } = await command();
    assert.equal(code, 2);
    assert.match(err, /^Usage: palisade/);
  });

  for (const name of ["start", "validate", "plan"]) {
    it(`refuses a folder that does not exist for ${name}`, async () => {
      const { code, out, err } = await command(name, "--declaration", "nowhere");
      assert.deepEqual(
        [code, out, err],
        [2, "", 'palisade: --declaration: is not a folder, got "nowhere"; name the folder that holds organization.yaml\n'],
      );
    });
  }

  for (const below of ["accounts", "accounts/owner"]) {
    it(`names the declaration that ${below} is a folder of`, async () => {
      const { code, err } = await command("validate", "--declaration", `examples/line/${below}`);
      assert.deepEqual(
        [code, err],
        [
          2,
          `palisade: --declaration: is a folder of a declaration, got "examples/line/${below}"; name examples/line, which holds organization.yaml\n`,
        ],
      );
    });
  }

  for (const day of ["2027-02-30", "31.3.2027", "soon", ""]) {
    it(`refuses ${JSON.stringify(day)} as a day`, async () => {
      const { code, err } = await command("plan", "--declaration", SAMPLE, "--as-of", day);
      assert.equal(code, 2);
      const wrong =
        day === "2027-02-30"
          ? `is not a day of the calendar, got "${day}"; correct the month or the day`
          : `must be a day as YYYY-MM-DD, got ${JSON.stringify(day)}; write it like 2026-11-22`;
      assert.equal(err, `palisade: --as-of: ${wrong}\n`);
    });
  }
});

describe("validate", () => {
  it("ends with 0 for the sample, and tells its warnings", async () => {
    const { code, out, err } = await command("validate", "--declaration", SAMPLE);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^Warnings\n/);
    assert.match(out, /examples\/acme is valid, 3 warnings\n$/);
  });

  it("ends with 1 and every line where something is wrong", async () => {
    const { code, out, err } = await command("validate", "--declaration", folder("wrong"), "--as-of", "2026-11-22");
    assert.deepEqual([code, err], [1, ""]);
    assert.match(
      out,
      /account\.yaml:3:5: id: must be an account id: twelve digits, in quotes, got 200000000002; put it in quotes: "200000000002"\n/,
    );
    assert.match(out, /has 1 problem, 3 warnings\n$/);
  });

  it("prints JSON alone with --json", async () => {
    const valid = await command("validate", "--json", "--declaration", SAMPLE);
    assert.equal(valid.code, 0);
    const said = JSON.parse(valid.out) as { problems: unknown[]; warnings: Record<string, unknown>[] };
    assert.deepEqual(said.problems, []);
    assert.deepEqual(Object.keys(said.warnings[0] ?? {}).sort(), ["column", "file", "line", "message", "where"]);
    const wrong = await command("validate", "--json", "--declaration", folder("wrong"));
    assert.equal(wrong.code, 1);
    assert.equal((JSON.parse(wrong.out) as { problems: unknown[] }).problems.length, 1);
  });

  it("names a file that is not UTF-8 and reads the others", async () => {
    writeFiles(folder("latin"), sample);
    writeFiles(folder("latin"), new Map([[dataOf("web-dev"), Uint8Array.of(0x23, 0x20, 0xe4, 0x0a)]]));
    const { code, out } = await command("validate", "--declaration", folder("latin"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    const lines = out
      .split("\n")
      .filter((line) => line.includes("; ") && !line.includes("until") && !line.includes("perimeter") && !line.includes("adds"));
    assert.equal(lines.length, 1, out);
    assert.match(lines[0] ?? "", /accounts\/web-dev\/data\.yaml:1:1: is not UTF-8 text; save it as UTF-8$/);
  });

  it("does not call what an unreadable file declares unknown", async () => {
    writeFiles(folder("latin account"), sample);
    writeFiles(folder("latin account"), new Map([[accountOf("analytics-prod"), Uint8Array.of(0xff, 0xfe, 0x00)]]));
    const { code, out } = await command("validate", "--json", "--declaration", folder("latin account"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    const { problems } = JSON.parse(out) as { problems: { message: string }[] };
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["is not UTF-8 text; save it as UTF-8"],
    );
  });

  it("names a folder that stands where a file should", async () => {
    writeFiles(folder("folders"), sample);
    mkdirSync(path.join(folder("folders"), dataOf("security")));
    const { code, out } = await command("validate", "--declaration", folder("folders"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(out, /accounts\/security\/data\.yaml:1:1: is a folder; write a file of this name, or remove it\n/);
  });

  it("names a link that leads nowhere", async () => {
    writeFiles(folder("links"), sample);
    symlinkSync("nowhere.yaml", path.join(folder("links"), dataOf("security")));
    const { code, out } = await command("validate", "--declaration", folder("links"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(out, /accounts\/security\/data\.yaml:1:1: cannot be read, got "ENOENT"; check where the link leads\n/);
  });

  it("names an account's link that leads nowhere", async () => {
    writeFiles(folder("lost account"), sample);
    symlinkSync("nowhere", path.join(folder("lost account"), "accounts", "audit"));
    const { code, out } = await command("validate", "--declaration", folder("lost account"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(out, /accounts\/audit:1:1: /);
  });

  it("reads accounts and templates whose folders are links", async () => {
    for (const [name, link] of [
      ["linked account", "accounts/analytics-prod"],
      ["linked accounts", "accounts"],
    ] as const) {
      writeFiles(folder(name), sample);
      renameSync(path.join(folder(name), link), folder(`${name} elsewhere`));
      symlinkSync(folder(`${name} elsewhere`), path.join(folder(name), link));
      const { code, out } = await command("validate", "--declaration", folder(name), "--as-of", "2026-11-22");
      assert.equal(code, 0, out);
    }
  });

  it("does not wait for a pipe in place of a file", async () => {
    writeFiles(folder("pipes"), sample);
    execFileSync("mkfifo", [path.join(folder("pipes"), dataOf("security"))]);
    const { code, out } = await command("validate", "--declaration", folder("pipes"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(out, /accounts\/security\/data\.yaml:1:1: is not a file; write a file of this name, or remove it\n/);
  });

  it("reads an account's folder that is a link", async () => {
    writeFiles(folder("linked"), sample);
    mkdirSync(folder("elsewhere"));
    writeFiles(folder("elsewhere"), new Map([["account.yaml", 'account: audit\nid: "200000000055"\norganizationalUnit: security\n']]));
    symlinkSync(folder("elsewhere"), path.join(folder("linked"), "accounts", "audit"));
    const { code, out } = await command("plan", "--json", "--declaration", folder("linked"), "--as-of", "2026-11-22");
    assert.equal(code, 0, out);
    assert.ok((JSON.parse(out) as { accounts: { name: string }[] }).accounts.some(({ name }) => name === "audit"));
  });

  it("ends with 1 for an empty folder, saying what to write", async () => {
    mkdirSync(folder("empty"));
    const { code, out } = await command("validate", "--declaration", folder("empty"));
    assert.equal(code, 1);
    assert.match(out, /organization\.yaml:1:1: is missing; write it, name another folder with --declaration, or run npm run init\n/);
  });

  it("refuses a file in place of a folder", async () => {
    const { code, err } = await command("validate", "--declaration", path.join(SAMPLE, "organization.yaml"));
    assert.equal(code, 2);
    assert.match(err, /is not a folder/);
  });

  it("names files that cannot be opened", async function () {
    if (process.getuid?.() === 0) skip(this, "root may open every file");
    writeFiles(folder("closed"), sample);
    chmodSync(path.join(folder("closed"), accountOf("security")), 0o000);
    const { code, out } = await command("validate", "--declaration", folder("closed"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(out, /cannot be read, got "EACCES"/);
  });
});

describe("plan", () => {
  it("tells which interface endpoints are made for whom, what they cost a month, and which must exist already", async () => {
    const { out } = await command("plan", "--declaration", SAMPLE);
    assert.match(out, /^Interface endpoints \(7 created by Palisade\)$/m);
    assert.match(
      out,
      /^ {2}analytics-prod\/main +dynamodb-streams +2 +\$16\.06 +orders-prod\/tables\/orders\/sharedWith\/analytics-prod\/nightly-etl$/m,
    );
    assert.match(out, /^ {2}pipeline-prod\/main +kms +3 +\$24\.09 .*\n +sts +3 +\$24\.09 .* and 1 more\n +total +\$48\.18$/m);
    assert.match(out, /^ {2}Total \$144\.54 a month, plus \$0\.01 per GB processed .*\.$/m);
    assert.match(out, /eu-west-1 \$0\.011 per zone and hour \(2026-09-14\)\.$/m);
    assert.match(out, /^ {2}existing network platform-prod\/main must have an endpoint for sts: .* and 4 more$/m);
  });

  it("does not guess a price", () => {
    const endpoint = {
      account: "a",
      network: "main",
      region: "sa-east-1",
      made: true,
      zones: 2,
      forPods: false,
      neededBy: ["a/keys/k/usedBy/w"],
    };
    const [, text] = endpointsSection([
      { ...endpoint, service: "kms", usdPerMonth: undefined },
      { ...endpoint, service: "sts", region: "eu-west-1", usdPerMonth: 16.06 },
    ]);
    assert.match(text, /kms +2 +no known price +a\/keys\/k\/usedBy\/w\n/);
    assert.match(text, /Total \$16\.06 a month, and 1 endpoint without a known price, plus /);
  });

  it("prints accounts, stacks, grants with both halves, warnings and a summary", async () => {
    const { code, out, err } = await command("plan", "--declaration", SAMPLE);
    assert.deepEqual([code, err], [0, ""]);
    for (const title of [/^Accounts \(13\)$/m, /^Stacks \(54\), in this order$/m, /^Grants \(\d+\)$/m, /^Warnings \(3\)$/m])
      assert.match(out, title);
    assert.match(out, /owner {5}orders-prod: table policy of orders/);
    assert.match(out, /consumer {2}analytics-prod: /);
    assert.ok(!out.includes("undefined"), out);
  });

  it("begins what start prints in full, which then rehearses", async () => {
    const planned = await command("plan", "--declaration", SAMPLE);
    const started = await command("start", "--details", "--declaration", SAMPLE);
    assert.equal(started.code, 0, started.err);
    assert.ok(started.out.startsWith(planned.out));
    assert.match(started.out.slice(planned.out.length), /Resources by account[^]*\d+ of \d+ stacks rehearsed, /);
  });

  it("prints JSON alone with --json", async () => {
    const { code, out, err } = await command("plan", "--json", "--declaration", SAMPLE);
    assert.deepEqual([code, err], [0, ""]);
    const planned = JSON.parse(out) as Record<string, unknown[]>;
    assert.deepEqual([planned["accounts"]?.length, planned["stacks"]?.length, planned["warnings"]?.length], [13, 54, 3]);
  });

  it("prints problems and no plan where something is wrong, and ends with 1", async () => {
    const { code, out, err } = await command("plan", "--declaration", folder("wrong"));
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /1 problem; nothing was planned\n$/);
  });

  it("closes what is over as of another day", async () => {
    const { out } = await command("plan", "--declaration", SAMPLE, "--as-of", "2027-04-01");
    assert.match(out, /as of 2027-04-01\b/);
    assert.match(out, /4 of them closed/);
  });
});
