import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { NOW } from "../../support/sample.ts";

const ORGANIZATION = "organization.yaml";
const CONSUMER = "accounts/consumer/account.yaml";

const problemsAfter = (...edits: readonly Edit[]): string[] => load(withEdits(LINE, edits), { now: NOW }).problems.map(problemLine);

describe("what is created", () => {
  it("has no unit and no account that exist, where it is the organization", () => {
    assert.deepEqual(problemsAfter([ORGANIZATION, "  id: o-lineexample\n", ""]), [
      'accounts/consumer/account.yaml:3:5: id: exists already, and the organization is created, got "300000000002"; add the organization\'s id to organization.yaml, or write email: in place of id:, so that the account is created too',
      'accounts/owner/account.yaml:3:5: id: exists already, and the organization is created, got "300000000001"; add the organization\'s id to organization.yaml, or write email: in place of id:, so that the account is created too',
      'organization.yaml:11:47: organizationalUnits.workloads.existing: exists already, and the organization is created, got "ou-line-11112222"; add the organization\'s id, or remove the line so that the unit is created too',
    ]);
  });

  it("has no network that exists, where it is an account", () => {
    const network = "main: { existing: vpc-0a1b2c3d4e5f60718, region: eu-west-1, dynamodbEndpoint: vpce-0a1b2c3d4e5f60718 }";
    assert.deepEqual(
      problemsAfter(
        [CONSUMER, 'id: "300000000002"', "email: aws+consumer@line.example"],
        [CONSUMER, "main: { region: eu-west-1, cidr: 10.2.0.0/16, zones: 1 }", network],
      ),
      [
        'accounts/consumer/account.yaml:6:21: networks.main.existing: exists already, in an account that is created here, got "vpc-0a1b2c3d4e5f60718"; add the account\'s id, or give the network a cidr in place of existing, so that it is created too',
      ],
    );
  });
});

const OWNER = "accounts/owner/account.yaml";
const DATA = "accounts/owner/data.yaml";
const CREATED: Edit = [OWNER, 'id: "300000000001"', "email: aws+owner@line.example"];

describe("an account that is created", () => {
  it("has no table that exists", () => {
    assert.deepEqual(problemsAfter(CREATED, [DATA, "  ledger:\n", "  ledger:\n    existing: team-ledger\n"]), [
      'accounts/owner/data.yaml:4:15: tables.ledger.existing: exists already, in an account that is created here, got "team-ledger"; add the account\'s id, or remove the line, so that it is created too',
    ]);
  });

  it("has no key and no secret that exist, and no key that only its ARN names", () => {
    const key = "arn:aws:kms:eu-west-1:300000000001:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const secret = "arn:aws:secretsmanager:eu-west-1:300000000001:secret:token-AbCdEf";
    const more = `keys:\n  wrapping: { existing: "${key}" }\nsecrets:\n  token: { existing: "${secret}", encryption: { key: "${key}" } }\ntables:\n`;
    assert.deepEqual(problemsAfter(CREATED, [DATA, "tables:\n", more]), [
      `accounts/owner/data.yaml:3:25: keys.wrapping.existing: exists already, in an account that is created here, got "${key}"; add the account's id, or remove the line, so that it is created too`,
      `accounts/owner/data.yaml:5:22: secrets.token.existing: exists already, in an account that is created here, got "${secret}"; add the account's id, or remove the line, so that it is created too`,
      `accounts/owner/data.yaml:5:110: secrets.token.encryption.key: exists already, in an account that is created here, got "${key}"; add the account's id, or name a key that is declared under keys, so that it is created too`,
    ]);
  });

  it("may have clusters that exist, and workloads whose roles their teams make, which wait", () => {
    const workloads =
      "api: { runsOn: lambda, network: main, role: { existing: team/api } }\n  pods: { runsOn: eks, cluster: main, namespace: a, serviceAccount: b }";
    const clusters = "clusters:\n  main: { existing: platform, network: main }\nworkloads:\n";
    assert.deepEqual(
      problemsAfter(CREATED, [OWNER, "workloads:\n", clusters], [OWNER, "api: { runsOn: lambda, network: main }", workloads]),
      [],
    );
  });
});

describe("the name of a table", () => {
  const named = (letters: number, encryption: string) =>
    problemsAfter([DATA, "  ledger:\n", `  ${"l".repeat(letters)}:\n    encryption: ${encryption}\n`]);

  it("is short enough for the alias of the table's own key", () => {
    assert.deepEqual(named(235, "own-key"), []);
    const [problem, ...others] = named(236, "own-key");
    assert.deepEqual(others, []);
    assert.match(
      problem ?? "",
      /^accounts\/owner\/data\.yaml:3:3: .*: has 236 letters, too many for the alias of its own key, got .*; shorten it to 235, or write encryption: \{ key: <one declared under keys> \}$/,
    );
  });

  it("may be as long as AWS takes it under another key", () => {
    assert.deepEqual(named(255, "aws-owned"), []);
  });
});

describe("a declared key", () => {
  it("encrypts nothing in another region", () => {
    assert.deepEqual(
      problemsAfter(
        ["accounts/owner/data.yaml", "tables:\n", "keys:\n  wrapping: { description: for the ledger, region: us-east-1 }\ntables:\n"],
        [
          "accounts/owner/data.yaml",
          "    stream: new-and-old-images\n",
          "    stream: new-and-old-images\n    encryption: { key: wrapping }\n",
        ],
      ),
      [
        'accounts/owner/data.yaml:10:24: tables.ledger.encryption.key: is in us-east-1, and what lies under it in eu-west-1, got "wrapping"; name a key of eu-west-1, or declare one',
      ],
    );
  });
});
