import assert from "node:assert/strict";
import { problemsReport } from "../../../cli/output/report/problems-report.ts";
import { type StartReport, startReport } from "../../../cli/output/report/start-report.ts";
import { command, type Ran } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";
import { SAMPLE } from "../../support/sample.ts";

const MOST_LINES = 60;
const MOST_COLUMNS = 100;
const folder = temporaryFolder();
const DATA = "accounts/owner/data.yaml";

/** The smallest organization with some files changed or added. */
function organization(name: string, ...files: readonly (readonly [file: string, text: string])[]): string {
  writeFiles(folder(name), new Map([...LINE, ...files]));
  return folder(name);
}

const lineFile = (file: string, from: string, to: string): readonly [string, string] => {
  const text = LINE.get(file) ?? "";
  assert.equal(text.split(from).length, 2, `${file} must have ${from} once`);
  return [file, text.replace(from, to)];
};

/** A service control policy that exists, and that nobody thought of. */
const EXISTING_DENY = `serviceControlPolicies:
  p-1a2b3c4d:
    attachedTo: [root]
    document: { Version: "2012-10-17", Statement: [{ Sid: DenyReads, Effect: Deny, Action: "dynamodb:GetItem", Resource: "*" }] }
`;

/** A pod of an account that is created, and whose cluster is not there yet. */
const POD_ACCOUNT = `account: young
email: young@line.example
organizationalUnit: workloads
networks: { main: { region: eu-west-1, cidr: 10.9.0.0/16 } }
clusters: { main: { existing: platform, network: main } }
workloads: { search: { runsOn: eks, cluster: main, namespace: support, serviceAccount: search } }
`;

/** A policy by hand that gives the owner's workload more than it is declared for. */
const WIDER_ROLE = `import * as aws from ${JSON.stringify(import.meta.resolve("@pulumi/aws"))};
export default function ({ account, provider }) {
  if (account.name !== "owner") return;
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Wider", Effect: "Allow", Action: "dynamodb:PutItem", Resource: "*" }] });
  new aws.iam.RolePolicy("wider", { role: "api", policy }, { provider });
}
`;

/** A role that anybody may take, which the policy pack refuses and AWS takes. */
const PUBLIC_ROLE = `import * as aws from ${JSON.stringify(import.meta.resolve("@pulumi/aws"))};
export default function ({ account, provider }) {
  if (account.name !== "owner") return;
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Anybody", Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] });
  new aws.iam.Role("public", { name: "public", assumeRolePolicy }, { provider });
}
`;

const NO_DOCUMENT = `import * as aws from ${JSON.stringify(import.meta.resolve("@pulumi/aws"))};
export default function ({ account, provider }) {
  if (account.name === "owner") new aws.iam.Role("broken", { name: "broken", assumeRolePolicy: "{}" }, { provider });
}
`;

const json = ({ out }: Ran): StartReport => startReport.parse(JSON.parse(out));

function assertFits({ out }: Ran): void {
  const lines = out.trimEnd().split("\n");
  assert.ok(lines.length <= MOST_LINES, `${lines.length.toString()} lines`);
  const wide = lines.filter((line) => line.length > MOST_COLUMNS);
  assert.deepEqual(wide, []);
}

describe("start", () => {
  describe("for the sample", () => {
    let ran: Ran;

    before(async () => {
      ran = await command("start", "--declaration", SAMPLE);
    });

    it("fits a page", () => {
      assertFits(ran);
    });

    it("prints a line for each phase, and the verdict right after them", () => {
      assert.equal(ran.code, 0, ran.err);
      assert.match(
        ran.out,
        /^acme from examples\/acme, as of 2026-11-22 \(pinned for the sample\)\n {2}read .*\n {2}plan .*\n {2}rehearse .*\n {2}policies .*\n {2}decide .*\n\nAS DECLARED: /,
      );
    });

    it("names closed grants, and what no request shows", () => {
      assert.match(ran.out, /^ {2}closed: customers-prod\/preferences → analytics-prod\/nightly-etl ended 2026-10-31 /m);
      assert.match(ran.out, /^ {2}no request tests sessions-eu\/sessions → sessions-us: /m);
    });

    it("says which accounts the guardrails bind, and which not and why", () => {
      const { out } = ran;
      assert.match(out, /^ {2}attached to 13 accounts: analytics-prod, /m);
      assert.match(out, /^ {2}bound by palisade-acme-protection, palisade-acme-takers alone: shop-legacy, perimeter observe\b/m);
      assert.match(
        out,
        /^ {2}bound by palisade-acme-protection, palisade-acme-takers, palisade-compute-web-dev alone: web-dev,\s+perimeter open \(developers\s+need\s+the\s+console\)$/m,
      );
      assert.match(out, /^ {2}undeclared accounts are not bound$/m);
    });

    it("lists what has to be done by hand, what is assumed, what ends and what it costs", () => {
      assert.match(ran.out, /^To do by hand \(6\)$/m);
      assert.match(ran.out, /^ {2}platform-prod: create interface endpoints for secretsmanager and sts in the existing network$/m);
      assert.match(ran.out, /^ {2}undeclared roles and users of 16 accounts may have any permission$/m);
      assert.match(ran.out, /^Grants that end within 30 days \(0\)\n {2}the next end on 2027-01-31: /m);
      assert.match(ran.out, /^Cost: \$144\.54 a month for 7 interface endpoints, plus /m);
    });

    it("groups every assumption", async () => {
      const { assumptions } = json(await command("start", "--json", "--declaration", SAMPLE));
      assert.deepEqual(
        assumptions.filter(({ kind }) => kind === "other"),
        [],
      );
    });

    it("prints every list in full with --details, and the same report below", async () => {
      const { out } = await command("start", "--details", "--declaration", SAMPLE);
      for (const title of [/^Stacks \(54\)/m, /^Resources by account/m, /^Decisions about grants across accounts$/m])
        assert.match(out, title);
      assert.ok(out.endsWith(ran.out.slice(ran.out.indexOf("AS DECLARED"))));
    });
  });

  it("G12: says that a unit's guardrails bind accounts that are not declared, too", async () => {
    const ran = await command("start", "--declaration", organization("unit"));
    assertFits(ran);
    assert.match(ran.out, /^ {2}attached to unit workloads: binds consumer, owner, and every undeclared account below it$/m);
    assert.ok(!ran.out.includes("are not bound"));
  });

  it("ends with 1 where declared access is denied, and names the statement and the command that explains it", async () => {
    const ran = await command("start", "--declaration", organization("denied", ["inventory.yaml", EXISTING_DENY]));
    assert.equal(ran.code, 1);
    assert.match(ran.out, /^NOT AS DECLARED: [\d,]+ classes of requests: 0 breaches, 2 broken grants, 0 undecided, 0 violations$/m);
    assert.match(
      ran.out,
      /^Wrong \(2\)\n {2}broken grant: \S+accounts\/owner\/data\.yaml:9:7: owner\/api may not\s+use\s+dynamodb:GetItem /m,
    );
    const text = ran.out.replaceAll(/ \\\n +/g, " ");
    assert.match(
      text,
      /^ {4}npm run explain -- --principal consumer\/reporter --action dynamodb:GetItem --resource owner\/tables\/ledger --from consumer\/main$/m,
    );
    assertFits(ran);
  });

  it("ends with 1 where access is open that is not declared", async () => {
    const narrowed = lineFile(DATA, "api: { can: [read, write] }", "api: { can: [read] }");
    const ran = await command("start", "--json", "--declaration", organization("wider", narrowed, ["extensions/consumers.ts", WIDER_ROLE]));
    const { verdict, counts, findings } = json(ran);
    assert.deepEqual([ran.code, verdict, counts.breaches], [1, "not as declared", 1]);
    assert.match(
      findings[0]?.what ?? "",
      /^owner\/api may use dynamodb:PutItem on owner\/tables\/ledger from owner\/main, though .*: allowed by "Wider" of /,
    );
  });

  it("ends with 1 where the policy pack refuses a resource", async () => {
    const ran = await command("start", "--json", "--declaration", organization("public", ["extensions/foundation.ts", PUBLIC_ROLE]));
    const { counts, findings } = json(ran);
    assert.equal(ran.code, 1);
    assert.ok(counts.violations > 0);
    assert.ok(findings.every(({ kind, what, remedy }) => kind === "violation" && what !== "" && remedy !== ""));
  });

  it("ends with 1 where AWS would refuse a resource, and decides nothing", async () => {
    const ran = await command("start", "--declaration", organization("refused", ["extensions/foundation.ts", NO_DOCUMENT]));
    assert.equal(ran.code, 1);
    assert.match(ran.out, /^NOT AS DECLARED: nothing decided: 1 failure, /m);
    assert.match(ran.out, /^ {2}refusal: broken of foundation\.owner: AWS refuses it, /m);
    assert.match(ran.out, /did not run, and nothing was decided$/m);
  });

  it("ends with 3 where something declared cannot be decided", async () => {
    const shared = lineFile(
      DATA,
      "sharedWith:\n",
      "sharedWith:\n      young/search: { can: [read], purpose: shared-service, because: looks entries up }\n",
    );
    const ran = await command("start", "--declaration", organization("pod", shared, ["accounts/young/account.yaml", POD_ACCOUNT]));
    assert.equal(ran.code, 3, ran.out);
    assert.match(ran.out, /^UNDECIDED: [\d,]+ classes of requests: 0 breaches, 0 broken grants, 1 undecided, 0 violations$/m);
    assert.match(ran.out, /^Undecided \(1\)\n {2}owner\/ledger → young\/search: it needs something that does not exist yet;/m);
    assertFits(ran);
  });

  it("ends with 1 where the declaration has problems, as text or as JSON", async () => {
    const wrong = organization("wrong", lineFile(DATA, "tables:\n", "table:\n"));
    const { code, out, err } = await command("start", "--declaration", wrong);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /1 problem; nothing was planned\n$/);
    for (const name of ["start", "rehearse"]) {
      const ran = await command(name, "--json", "--declaration", wrong);
      assert.deepEqual([ran.code, problemsReport.parse(JSON.parse(ran.out)).problems.length], [1, 1]);
    }
  });

  it("ends with 2 where it is called wrongly", async () => {
    assert.equal((await command("start", "--detail")).code, 2);
    assert.equal((await command("start", "--declaration", "nowhere")).code, 2);
  });
});
