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
