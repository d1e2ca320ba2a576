import assert from "node:assert/strict";
import { readDeclaredGrants } from "../../../policy-pack/declared-grants.ts";
import { judgeResources } from "../../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../../policy-pack/pack-catalogue.ts";
import type { Edit } from "../../support/line.ts";
import { declaredLine } from "../declared-line.ts";
import { policyOf } from "../describe-rule.ts";

const declared = (...edits: readonly Edit[]) => {
  const { declared: found } = declaredLine(...edits);
  assert.ok(found !== undefined);
  return found;
};
const hashes = (...edits: readonly Edit[]) => new Map(declared(...edits).grants.map(({ id, hash }) => [id, hash]));

describe("what the pack knows of a declaration", () => {
  it("is what its own schema takes", () => {
    assert.deepEqual(readDeclaredGrants(JSON.stringify(declared())), declared());
  });

  it("is refused where somebody changed it, with what to do; the order of its properties does not count", () => {
    const text = JSON.stringify(declared());
    const grant = "owner/tables/archive/sharedWith/consumer/reporter";
    const again = "write it again with npm run pack:bundle -- --declaration <folder>";
    const changed = "was changed after the file was written, so that its hash is another one";
    assert.throws(() => readDeclaredGrants(text.replace('GetItem"', 'PutItem"')), {
      message: `declared-grants.json: ${grant} ${changed}; ${again}`,
    });
    for (const [from, to] of [
      ['"name":"owner"', '"name":"another"'],
      ['"who":"deployment.takenBy"', '"who":"anybody"'],
      [/,?\{"id":"owner\/tables\/archive\/sharedWith.*?\}/, ""],
    ] as const) {
      assert.notEqual(text.replace(from, to), text);
      assert.throws(() => readDeclaredGrants(text.replace(from, to)), { message: `declared-grants.json: it ${changed}; ${again}` });
    }
    const backwards = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(backwards)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .map(([name, each]) => [name, backwards(each)] as const)
                .toReversed(),
            )
          : value;
    assert.deepEqual(readDeclaredGrants(JSON.stringify(backwards(declared()))), declared());
  });

  it("names each grant with principals, ARNs, actions, file and line", () => {
    const ledger = declared().grants.find(({ id }) => id === "owner/tables/ledger/sharedWith/consumer/reporter");
    assert.deepEqual(ledger && { ...ledger, hash: "" }, {
      id: "owner/tables/ledger/sharedWith/consumer/reporter",
      hash: "",
      state: "open",
      kind: "tables",
      owner: "300000000001",
      consumer: "300000000002",
      principals: ["arn:aws:iam::300000000002:role/palisade/workload/reporter"],
      arns: ["", "/index/byDay", "/stream/*"].map((end) => `arn:aws:dynamodb:eu-west-1:300000000001:table/ledger${end}`),
      actions: [
        "BatchGetItem",
        "ConditionCheckItem",
        "DescribeStream",
        "DescribeTable",
        "GetItem",
        "GetRecords",
        "GetShardIterator",
        "Query",
      ].map((name) => `dynamodb:${name}`),
      file: "accounts/owner/data.yaml",
      line: 11,
    });
  });

  it("contains no external id", () => {
    assert.doesNotMatch(JSON.stringify(declared()), /line-scanner-1f2e3d4c/);
    assert.ok(
      declared().takers.some(({ who, roles }) => who === "vendors.scanner" && roles[0] === "arn:aws:iam::300000000001:role/ScannerRead"),
    );
  });

  it("names the deploy role of every account, or each account's where some name their own", () => {
    const rolesIn = (...edits: readonly Edit[]) =>
      (declaredLine(...edits).declared?.takers ?? []).flatMap(({ who, roles }) => (who === "deployment.takenBy" ? roles : []));
    assert.deepEqual(rolesIn(), ["arn:aws:iam::*:role/PalisadeDeploy"]);
    assert.deepEqual(rolesIn(["accounts/owner/account.yaml", "deployers:", "deployment: { role: cdk/deployer }\ndeployers:"]), [
      "arn:aws:iam::300000000002:role/PalisadeDeploy",
      "arn:aws:iam::300000000001:role/cdk/deployer",
    ]);
  });

  it("changes the hash of the grant that changes, and of the whole, and no other", () => {
    const edit = ["accounts/owner/data.yaml", "can: [read, stream]", "can: [read]"] as const;
    const [before, after] = [hashes(), hashes(edit)];
    assert.deepEqual(
      [...before].filter(([id, hash]) => after.get(id) !== hash).map(([id]) => id),
      ["owner/tables/ledger/sharedWith/consumer/reporter"],
    );
    assert.notEqual(declared().hash, declared(edit).hash);
    assert.equal(declared().hash, declared().hash);
  });

  it("leaves the hash of a grant when lines before it come and go", () => {
    const edit = ["accounts/owner/data.yaml", "tables:\n", "# The owner's tables.\ntables:\n"] as const;
    assert.deepEqual(hashes(edit), hashes());
  });

  it("leads a principal of an account without an id to the file that lacks it", async () => {
    const found = declared();
    const accounts = found.accounts.map(({ id, ...rest }) => (rest.name === "consumer" || id === undefined ? rest : { id, ...rest }));
    const arn = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
    const policy = policyOf({ Effect: "Allow", Principal: { AWS: "300000000002" }, Action: "dynamodb:GetItem", Resource: arn });
    const type = "aws:dynamodb/resourcePolicy:ResourcePolicy";
    const resource = { urn: `urn:pulumi:prod::p::${type}::one`, type, name: "one", inputs: { resourceArn: arn, policy }, outputs: {} };
    const findings = judgeResources([resource], await loadCatalogueFor([resource]), { declared: { ...found, accounts } });
    assert.match(
      findings.find(({ rule }) => rule === "no-undeclared-grant")?.message ?? "",
      /; if it is of consumer, write the account's id into accounts\/consumer\/account\.yaml$/,
    );
  });
});
