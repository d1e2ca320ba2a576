import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ADOPTION_COMMANDS } from "../../../adoption/commands.ts";
import { accountId, writeAwsFolder } from "../../support/aws-folder.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();
const ADOPTING_MILLISECONDS = 60_000;
const ACCOUNT = "accounts/team-0-prod";

type Json = Record<string, unknown>;

/** An organization of one account as the CLI wrote it, with a place for what is declared. */
function organizationOf(name: string) {
  const [from, declaration] = [folder(`aws ${name}`), folder(`declared ${name}`)];
  writeAwsFolder(from, 1);
  const here = path.join(from, "accounts", accountId(0));
  return {
    from,
    declaration,
    adopt: () => command("adopt", "--from", from, "--declaration", declaration, "--home-region", "eu-west-1"),
    text: (file: string) => readFileSync(path.join(declaration, file), "utf8"),
    write: (file: string, text: string) => {
      writeFileSync(path.join(declaration, file), text);
    },
    /** Changes an answer of the account, or writes one. */
    answer: (file: string, change: (before: Json) => Json) => {
      const at = path.join(here, `${file}.json`);
      let before: Json = {};
      try {
        before = JSON.parse(readFileSync(at, "utf8")) as Json;
      } catch {
        // It is new.
      }
      mkdirSync(path.dirname(at), { recursive: true });
      writeFileSync(at, JSON.stringify(change(before)));
    },
    remove: (file: string) => {
      rmSync(path.join(here, `${file}.json`));
    },
  };
}

describe("adopt, of what is odd", function () {
  this.timeout(ADOPTING_MILLISECONDS);

  for (const list of ["tables", "keys", "clusters", "secrets"] as const) {
    it(`says that ${list} could not be listed, in place of taking an account to have none`, async () => {
      const { adopt, remove } = organizationOf(`unlisted-${list}`);
      remove(`eu-west-1/${list}`);
      const { code, out } = await adopt();
      assert.equal(code, 1);
      assert.ok(out.includes(`eu-west-1/${list}.json: is not there`), out);
    });
  }

  it("leaves unknown the endpoints of a service that a network has several of, and names them", async () => {
    const { adopt, answer, text } = organizationOf("endpoints");
    answer("eu-west-1/endpoints", ({ VpcEndpoints }) => {
      const [first] = VpcEndpoints as [Json];
      const kms = { ...first, ServiceName: "com.amazonaws.eu-west-1.kms" };
      return { VpcEndpoints: [{ ...kms, VpcEndpointId: "vpce-0ffffffffffffffff", PolicyDocument: "{}" }, kms, first] };
    });
    const { code, out } = await adopt();
    assert.equal(code, 1);
    assert.match(
      out.replaceAll(/\s+/g, " "),
      /team-0-prod\/main \(vpc-\w+\) has several endpoints for kms, of which a declaration names one: vpce-0f+, vpce-0a/,
    );
    assert.ok(!text("inventory.yaml").includes("    kms:"));
  });

  for (const { fact, endpoints, says } of [
    { fact: "no endpoint for DynamoDB", endpoints: () => [], says: /has no\s+endpoint\s+for\s+DynamoDB;/ },
    {
      fact: "several",
      endpoints: (first: Json) => [{ ...first, VpcEndpointId: "vpce-0ffffffffffffffff" }, first],
      says: /has several\s+endpoints\s+for\s+DynamoDB:\s+vpce-0f+, vpce-0a/,
    },
  ])
    it(`leaves out a network with ${fact}, and what runs there, so that the rest is rehearsed; names them`, async () => {
      const { adopt, answer, text } = organizationOf(`without-${fact.replaceAll(" ", "-")}`);
      answer("eu-west-1/endpoints", ({ VpcEndpoints }) => ({ VpcEndpoints: endpoints((VpcEndpoints as [Json])[0]) }));
      const { code, out } = await adopt();
      assert.equal(code, 1);
      const words = out.replaceAll(/\s+/g, " ");
      assert.match(words, says);
      assert.match(words, /declare the network with dynamodbEndpoint: vpce-…, or with adds: \[endpoints\] and routeTables: \[rtb-…\]/);
      assert.match(words, /team-0-prod has no network for the workloads that run with team\/App; declare one, and run this again/);
      assert.match(words, /0 created, 0 changed/);
      assert.ok(!text(`${ACCOUNT}/account.yaml`).includes("networks:"));
    });

  it("takes a table whose key is being changed to lie under a key", async () => {
    const { adopt, answer, text } = organizationOf("updating");
    answer("eu-west-1/tables/orders", ({ Table }) => {
      const table = Table as Json;
      return { Table: { ...table, SSEDescription: { ...(table["SSEDescription"] as Json), Status: "UPDATING" } } };
    });
    assert.equal((await adopt()).code, 0);
    assert.match(text(`${ACCOUNT}/data.yaml`), /existing: orders\n {4}encryption:\n {6}key: arn:aws:kms:/);
  });

  it("tells nothing of a key's grants where one is an account's, and all of them otherwise", async () => {
    const { adopt, answer, text } = organizationOf("grants");
    const grants = (...Grants: Json[]) => {
      answer("eu-west-1/grants/11110000-0000-4000-8000-000000000000", () => ({ Grants }));
    };
    const root = { GranteePrincipal: `arn:aws:iam::${accountId(0)}:root`, Operations: ["Decrypt"] };
    const role = { GranteePrincipal: `arn:aws:iam::${accountId(0)}:role/team/App`, Operations: ["Decrypt"] };
    grants(role, root);
    assert.equal((await adopt()).code, 0);
    assert.ok(!text("inventory.yaml").includes("grants:"));
    grants(role, { GranteePrincipal: "dynamodb.eu-west-1.amazonaws.com", Operations: ["Decrypt"] });
    await adopt();
    assert.match(
      text("inventory.yaml"),
      /^grants:\n {2}arn:aws:kms:.*:\n {4}- to: arn:aws:iam::700000001000:role\/team\/App\n {6}operations:\n {8}- Decrypt\n/m,
    );
  });

  it("reads the policy of a secret whose name has slashes", async () => {
    const { adopt, answer, text } = organizationOf("slashes");
    const ARN = `arn:aws:secretsmanager:eu-west-1:${accountId(0)}:secret:shop/prod/token-AbCdEf`;
    answer("eu-west-1/secrets", () => ({ SecretList: [{ ARN, Name: "shop/prod/token", KmsKeyId: "alias/aws/secretsmanager" }] }));
    answer("eu-west-1/secret-policies/token-AbCdEf", () => ({ ARN, Name: "shop/prod/token" }));
    assert.equal((await adopt()).code, 0);
    assert.match(text("inventory.yaml"), /^ {2}team-0-prod\/secrets\/shop\/prod\/token: none$/m);
    assert.match(text(`${ACCOUNT}/data.yaml`), /^ {4}encryption: aws-managed$/m);
  });

  it("reads neither of two states as the other: an account that is suspended is left to the inventory", async () => {
    const { adopt, from, text } = organizationOf("suspended");
    const at = path.join(from, "organization", "children", "ou-quay-22222222.json");
    const { Accounts } = JSON.parse(readFileSync(at, "utf8")) as { Accounts: Json[] };
    const closed = { Id: "700000009999", Name: "Closed", State: "SUSPENDED" };
    writeFileSync(at, JSON.stringify({ Accounts: [...Accounts.map(({ Id, Name }) => ({ Id, Name, State: "ACTIVE" })), closed] }));
    const { code, out } = await adopt();
    assert.equal(code, 0, out);
    assert.match(text("inventory.yaml"), /^accounts:\n {2}"700000009999": workloads$/m);
  });

  it("gives what is new no name that people gave already", async () => {
    const { adopt, answer, text, write } = organizationOf("taken");
    await adopt();
    // People call the role App `worker`; then AWS has a role Worker, which is listed first.
    write(`${ACCOUNT}/account.yaml`, text(`${ACCOUNT}/account.yaml`).replace("  app:\n", "  worker:\n"));
    write("inventory.yaml", text("inventory.yaml").replaceAll("team-0-prod/app", "team-0-prod/worker"));
    answer("roles", ({ RoleDetailList, ...others }) => {
      const [app, ...more] = RoleDetailList as [Json, ...Json[]];
      const worker = { ...app, RoleName: "Worker", Path: "/", Arn: `arn:aws:iam::${accountId(0)}:role/Worker` };
      return { ...others, RoleDetailList: [worker, app, ...more] };
    });
    const { code, out, err } = await adopt();
    assert.equal(code, 0, out + err);
    assert.match(text(`${ACCOUNT}/account.yaml`), /^ {2}worker-2:\n {4}runsOn: ec2\n {4}network: main\n {4}role:\n {6}existing: Worker$/m);
  });

  it("finds workloads of services that run in a network, and leaves out roles of those that run in none", async () => {
    const { adopt, answer, text } = organizationOf("services");
    answer("roles", ({ RoleDetailList, ...others }) => {
      const [app, ...more] = RoleDetailList as [Json, ...Json[]];
      const trusting = (RoleName: string, Service: string): Json => ({
        ...app,
        RoleName,
        Path: "/",
        Arn: `arn:aws:iam::${accountId(0)}:role/${RoleName}`,
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
        },
      });
      return {
        ...others,
        RoleDetailList: [app, ...more, trusting("Nightly", "glue.amazonaws.com"), trusting("Closing", "states.amazonaws.com")],
      };
    });
    const { code, out, err } = await adopt();
    assert.equal(code, 0, out + err);
    const nightly =
      /^ {2}nightly:\n {4}runsOn: service\n {4}service: glue.amazonaws.com\n {4}network: main\n {4}role:\n {6}existing: Nightly$/m;
    assert.match(text(`${ACCOUNT}/account.yaml`), nightly);
    assert.ok(!text(`${ACCOUNT}/account.yaml`).includes("closing"));
  });

  it("leaves out an account that may be one that is declared without its id", async () => {
    const { adopt, text, write } = organizationOf("no id");
    await adopt();
    write(`${ACCOUNT}/account.yaml`, text(`${ACCOUNT}/account.yaml`).replace(/^id: .*\n/m, ""));
    const before = text(`${ACCOUNT}/account.yaml`);
    const { code, out } = await adopt();
    assert.equal(code, 1);
    assert.match(
      out,
      /team-0-prod \(700000001000\) may be the account that is declared as team-0-prod without an id; write\s+its id there/,
    );
    assert.equal(text(`${ACCOUNT}/account.yaml`), before);
  });

  it("leaves out what stacks made of an entry that is there", async () => {
    const { adopt, answer, text, write } = organizationOf("made");
    await adopt();
    const data = text(`${ACCOUNT}/data.yaml`);
    write(`${ACCOUNT}/data.yaml`, data.replace("tables:\n", "tables:\n  ledger:\n    key: { partition: { id: string } }\n"));
    answer("eu-west-1/tables", () => ({ TableNames: ["archive", "drafts", "ledger", "orders"] }));
    answer("eu-west-1/tables/ledger", () => ({
      Table: {
        TableName: "ledger",
        TableArn: `arn:aws:dynamodb:eu-west-1:${accountId(0)}:table/ledger`,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      },
    }));
    answer("eu-west-1/table-policies/ledger", () => ({ Policy: null }));
    const { out } = await adopt();
    assert.match(out, /has everything that was read; nothing was written/);
    assert.ok(!text("inventory.yaml").includes("ledger"));
  });

  for (const [what, change] of [
    ["is no YAML", (text: string) => text.replace("networks:", "networks: {")],
    [
      "has an anchor and an alias",
      (text: string) => text.replace("networks:", "networks: &all").replace("clusters:", "clusters: *all\nold:"),
    ],
    ["has a field that is misspelt", (text: string) => text.replace("existing: vpc", "exsiting: vpc")],
  ] as const) {
    it(`writes nothing to a folder of which a file ${what}, and says where`, async () => {
      const { adopt, from, text, write } = organizationOf(`broken ${what}`);
      await adopt();
      write(`${ACCOUNT}/account.yaml`, change(text(`${ACCOUNT}/account.yaml`)));
      const before = ["organization.yaml", "inventory.yaml", `${ACCOUNT}/account.yaml`].map(text);
      writeAwsFolder(from, 2);
      const { code, err } = await adopt();
      assert.equal(code, 1);
      assert.match(err, /accounts\/team-0-prod\/account\.yaml:\d+:\d+: /);
      assert.deepEqual(["organization.yaml", "inventory.yaml", `${ACCOUNT}/account.yaml`].map(text), before);
    });
  }

  it("adds to files whose lines end as on Windows", async () => {
    const { adopt, text, write } = organizationOf("windows");
    await adopt();
    const former = text(`${ACCOUNT}/data.yaml`)
      .replace(/^ {2}archive:\n[^]*?(?=^ {2}drafts:)/m, "")
      .replaceAll("\n", "\r\n");
    write(`${ACCOUNT}/data.yaml`, former);
    const { code, out, err } = await adopt();
    assert.equal(code, 0, out + err);
    assert.match(text(`${ACCOUNT}/data.yaml`), /^ {2}archive:\n/m);
    for (const line of former.split("\n")) assert.ok(text(`${ACCOUNT}/data.yaml`).split("\n").includes(line), line);
  });

  it("writes files whole, and through links", async () => {
    const { adopt, declaration, from, text } = organizationOf("links");
    await adopt();
    const elsewhere = path.join(folder("elsewhere"), "inventory.yaml");
    mkdirSync(path.dirname(elsewhere), { recursive: true });
    renameSync(path.join(declaration, "inventory.yaml"), elsewhere);
    symlinkSync(elsewhere, path.join(declaration, "inventory.yaml"));
    writeAwsFolder(from, 2);
    await adopt();
    assert.ok(lstatSync(path.join(declaration, "inventory.yaml")).isSymbolicLink());
    assert.ok(text("inventory.yaml").includes("team-1-prod/main"));
    assert.deepEqual(readdirSync(declaration).sort(), ["accounts", "inventory.yaml", "organization.yaml"]);
  });

  it("names tables and units as YAML has to quote them", async () => {
    const { adopt, answer, from, text } = organizationOf("names");
    const units = path.join(from, "organization", "units", "r-quay.json");
    writeFileSync(
      units,
      JSON.stringify({
        OrganizationalUnits: [
          { Id: "ou-quay-22222222", Name: "on: #1 'R&D', null" },
          { Id: "ou-quay-33333333", Name: "on/ #1 'R+D', null" },
        ],
      }),
    );
    const names = ["null", "1e3", "0123", "true", "constructor", "a".repeat(250), "...", "-.-"];
    answer("eu-west-1/tables", () => ({ TableNames: names }));
    for (const name of names) {
      answer(`eu-west-1/tables/${name}`, () => ({
        Table: {
          TableName: name,
          TableArn: `arn:aws:dynamodb:eu-west-1:${accountId(0)}:table/${name}`,
          KeySchema: [{ AttributeName: "null", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "null", AttributeType: "S" }],
        },
      }));
    }
    const { code, out, err } = await adopt();
    assert.ok(!err.includes("problems"), out + err);
    assert.ok(
      text("organization.yaml").includes("\n  on- -1 -R-D- null:\n") && text("organization.yaml").includes("\n  on- -1 -R-D- null-2:\n"),
    );
    assert.equal(code, 1, "the second unit has no answers");
    assert.ok(text(`${ACCOUNT}/data.yaml`).includes('\n  "1e3":\n    existing: "1e3"\n'));
    assert.ok(text(`${ACCOUNT}/data.yaml`).includes("\n  constructor:\n    existing: constructor\n"));
  });

  for (const [error, answer] of [
    ["An error occurred (PolicyNotFoundException) when calling the GetResourcePolicy operation", '{ "Policy": null }\n'],
    ["An error occurred (AccessDeniedException) when calling the GetResourcePolicy operation", ""],
    ["Could not connect to the endpoint URL", ""],
  ] as const) {
    it(`has the script write ${answer === "" ? "nothing" : "that there is no policy"} where AWS answers: ${error}`, () => {
      const functions = /^ {2}a\(\) [^]*?^ {2}policy\(\) \{\n[^]*?^ {2}\}$/m.exec(ADOPTION_COMMANDS)?.[0];
      assert.ok(functions !== undefined);
      const to = folder("script");
      mkdirSync(to, { recursive: true });
      const aws = `to=${to} region=eu-west-1 profile=\naws() { echo "${error}" >&2; return 254; }`;
      execFileSync("sh", ["-c", `set -u\n${aws}\n${functions}\npolicy arn "$to/answer.json"`]);
      assert.equal(readFileSync(path.join(to, "answer.json"), "utf8"), answer);
      assert.ok(readFileSync(path.join(to, "errors.txt"), "utf8").includes(error));
    });
  }
});
