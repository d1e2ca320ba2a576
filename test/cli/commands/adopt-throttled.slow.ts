import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { AwsCall } from "../../support/aws-answers.ts";
import { accountId, writeAwsFolder } from "../../support/aws-folder.ts";
import { type AwsServer, type Fault, startAwsServer } from "../../support/aws-server.ts";
import { command, type Ran } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";

const REGION = "eu-west-1";
const ADOPTING_MILLISECONDS = 300_000;
const folder = temporaryFolder();

/** How each service says that it was asked too often. */
const THROTTLES: Readonly<Record<string, Fault>> = {
  organizations: { status: 400, code: "TooManyRequestsException" },
  sts: { status: 400, code: "Throttling" },
  iam: { status: 400, code: "Throttling" },
  ec2: { status: 503, code: "RequestLimitExceeded" },
  dynamodb: { status: 400, code: "ThrottlingException" },
  kms: { status: 400, code: "ThrottlingException" },
  secretsmanager: { status: 400, code: "ThrottlingException" },
  eks: { status: 429, code: "TooManyRequestsException" },
};

const textsOf = (declaration: string): ReadonlyMap<string, string> =>
  new Map(
    globSync("**/*.yaml", { cwd: declaration })
      .sort()
      .map((file) => [file, readFileSync(path.join(declaration, file), "utf8")]),
  );

describe("adopt asks AWS while AWS is short of answers", function () {
  this.timeout(ADOPTING_MILLISECONDS);
  let server: AwsServer | undefined;
  const saved = { ...process.env };
  afterEach(() => {
    server?.stop();
    for (const name of Object.keys(process.env)) if (!(name in saved)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, saved);
  });

  const adopt = async (from: string, to: string, faultOf: (call: AwsCall, before: number) => Fault | undefined): Promise<Ran> => {
    server = await startAwsServer(folder(from), faultOf);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: "true",
    });
    return command("adopt", "--declaration", folder(to), "--home-region", REGION, "--role", "Reader");
  };
  const adoptFiles = (from: string, to: string): Promise<Ran> =>
    command("adopt", "--from", folder(from), "--declaration", folder(to), "--home-region", REGION);

  it("loses nothing and writes nothing twice where every client is throttled, on later pages too, and connections end", async () => {
    writeAwsFolder(folder("aws-2"), 2);
    const whole = await adoptFiles("aws-2", "from-files");
    const clients = new Map<string, number>();
    const asked = await adopt("aws-2", "throttled", ({ service, account, operation }, before) => {
      if (before > 0) return undefined;
      if (operation === "DescribeKey" || operation === "ListAccountsForParent") return "hang-up";
      const client = `${service} ${account}`;
      const number = (clients.get(client) ?? 0) + 1;
      clients.set(client, number);
      return number === 2 ? THROTTLES[service] : undefined;
    });
    assert.equal(asked.code, 0, asked.out + asked.err);
    assert.deepEqual(textsOf(folder("throttled")), textsOf(folder("from-files")));
    assert.equal(asked.out.split("\n").at(-2), whole.out.split("\n").at(-2));
    // Each page was asked for until it was answered, and then no more.
    const answered = (server?.calls ?? []).filter(
      ({ fault }) => fault === undefined || (fault !== "hang-up" && fault.code === "PolicyNotFoundException"),
    );
    const keys = answered.map(({ fault: _fault, ...call }) => JSON.stringify(call));
    assert.deepEqual(keys.length, new Set(keys).size);
  });

  it("names an account whose role cannot be taken, one that cannot be read, and a list that stays throttled, and writes the rest", async () => {
    writeAwsFolder(folder("aws-4"), 4);
    const denied = { status: 403, code: "AccessDenied" };
    process.env["AWS_MAX_ATTEMPTS"] = "2";
    const { code, out, err } = await adopt("aws-4", "partly", ({ service, account, operation, input }) => {
      if (operation === "AssumeRole" && String(input["RoleArn"]).includes(accountId(0))) return denied;
      if (operation === "GetAccountAuthorizationDetails" && account === accountId(1)) return denied;
      // The second page never comes.
      if (operation === "ListTables" && account === accountId(2) && "ExclusiveStartTableName" in input) return THROTTLES[service];
      return undefined;
    });
    assert.equal(code, 1, out + err);
    for (const expected of [
      `accounts/${accountId(0)}/roles: AccessDenied`,
      `accounts/${accountId(1)}/roles: AccessDenied`,
      `accounts/${accountId(2)}/${REGION}/tables: ThrottlingException`,
    ])
      assert.ok(out.includes(expected), out);
    // The shell's own number of attempts goes before Palisade's.
    const second = (server?.calls ?? []).filter(
      ({ operation, account, input }) => operation === "ListTables" && account === accountId(2) && "ExclusiveStartTableName" in input,
    );
    assert.equal(second.length, 2);
    const texts = textsOf(folder("partly"));
    const [half = "", whole = ""] = ["accounts/team-2-prod/data.yaml", "accounts/team-3-prod/data.yaml"].map((file) => texts.get(file));
    // Of a list of which pages are missing nothing is written.
    assert.doesNotMatch(half, /tables:/);
    assert.match(half, /secrets:/);
    assert.match(whole, /archive:[\s\S]*drafts:[\s\S]*orders:/);
  });
});
