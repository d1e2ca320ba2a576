import assert from "node:assert/strict";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { awsResources, named } from "../support/line.ts";
import { type Regions, rehearseSharing, sharingFiles } from "./sharing.ts";

const PLACES: Readonly<Record<string, Regions>> = {
  aws: { home: "eu-west-1", other: "us-east-1" },
  "aws-cn": { home: "cn-north-1", other: "cn-northwest-1" },
  "aws-us-gov": { home: "us-gov-west-1", other: "us-gov-east-1" },
};

const listed = (rehearsal: PlanRehearsal, stack: string): string[] =>
  awsResources(rehearsal)
    .filter((each) => each.stack === stack)
    .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`)
    .sort();

const sids = (text: unknown): string[] => (JSON.parse(String(text)) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);

for (const [partition, regions] of Object.entries(PLACES)) {
  describe(`an organization that shares, in ${partition}`, () => {
    let rehearsal: PlanRehearsal;
    before(async () => {
      rehearsal = await rehearseSharing(sharingFiles(regions));
    });

    it("deploys as a whole, and nothing is refused", () => {
      assert.deepEqual(rehearsal.refusals, []);
      assert.deepEqual(
        rehearsal.stacks.filter(({ status }) => status !== "done"),
        [],
      );
    });

    it("makes exactly these resources at the owner", () => {
      assert.deepEqual(listed(rehearsal, "data.owner"), [
        "Alias key-wrapping-alias",
        "Alias secret-token-alias",
        "Alias table-sessions-alias",
        "Alias table-tickets-alias",
        "Key key-wrapping-key",
        "Key secret-token-key",
        "Key table-sessions-key",
        "Key table-tickets-key",
        "Resource table-sessions-table",
        "ResourcePolicy table-keystore-policy",
        "Role access-consumer.reporter",
        "Role tenants-tickets",
        "RolePolicy access-permissions-consumer.reporter",
        "RolePolicy tenants-permissions-tickets",
        "Secret secret-token-secret",
        "SecretPolicy secret-token-policy",
        "Table table-keystore-table",
        "Table table-managed-table",
        "Table table-public-table",
        "Table table-tickets-table",
      ]);
    });

    it("makes exactly these resources at the consumer", () => {
      assert.deepEqual(
        listed(rehearsal, "consumers.consumer").filter((line) => !line.startsWith("Parameter")),
        ["RolePolicy permissions-reporter"],
      );
      assert.deepEqual(
        listed(rehearsal, "consumers.owner").filter((line) => !line.startsWith("Parameter")),
        ["RolePolicy permissions-api", "RolePolicy permissions-vendor"],
      );
      assert.deepEqual(listed(rehearsal, "data.consumer"), [
        "Alias table-sessions-alias",
        "Key table-sessions-key",
        "Resource table-sessions-table",
      ]);
    });

    it("names everything by ARNs of the partition", () => {
      const texts = awsResources(rehearsal)
        .filter(({ stack }) => /^(?:data|consumers)\./.test(stack))
        .map(({ inputs }) => JSON.stringify(inputs));
      for (const text of texts) for (const [, found] of text.matchAll(/arn:(aws[a-z-]*):/g)) assert.equal(found, partition);
    });

    it("lies under the path of access roles and trusts the consumer's exact role", () => {
      const { inputs } = named(rehearsal, "data.owner", "access-consumer.reporter");
      assert.equal(inputs["path"], "/palisade/access/");
      assert.equal(inputs["maxSessionDuration"], 3600);
      const [trust] = (JSON.parse(String(inputs["assumeRolePolicy"])) as { Statement: { Principal: unknown }[] }).Statement;
      assert.deepEqual(trust?.Principal, { AWS: `arn:${partition}:iam::400000000002:role/palisade/workload/reporter` });
    });
  });
}

describe("what is shared", () => {
  let rehearsal: PlanRehearsal;
  before(async () => {
    rehearsal = await rehearseSharing(sharingFiles({ home: "eu-west-1", other: "us-east-1" }));
  });

  it("stands in exactly these statements, each with where it is declared", () => {
    assert.deepEqual(
      rehearsal.provenance
        .filter(({ item, urn }) => item.includes("sharedWith") && /::(?:data|consumers)\.|^urn:pulumi:(?:data|consumers)\./.test(urn))
        .map(({ item, urn, statement }) => `${urn.split("::").at(-1) ?? ""}: ${statement.slice(0, -4)}: ${item}`)
        .sort(),
      [
        "access-consumer.reporter: TrustReporterOfConsumer: owner/keys/wrapping/sharedWith/consumer/reporter",
        "access-consumer.reporter: TrustReporterOfConsumer: owner/tables/keystore/sharedWith/consumer/reporter",
        "access-permissions-consumer.reporter: UseKeystoreOfOwner: owner/tables/keystore/sharedWith/consumer/reporter",
        "access-permissions-consumer.reporter: UseKeystoreOfOwnerKey: owner/tables/keystore/sharedWith/consumer/reporter",
        "access-permissions-consumer.reporter: UseWrappingOfOwner: owner/keys/wrapping/sharedWith/consumer/reporter",
        "key-wrapping-key: AllowReporterOfConsumer: owner/keys/wrapping/sharedWith/consumer/reporter",
        "key-wrapping-key: AllowReporterOfConsumerThroughDynamodbForKeystore: owner/tables/keystore/sharedWith/consumer/reporter",
        "permissions-reporter: TakeTheRoleOfOwner: owner/keys/wrapping/sharedWith/consumer/reporter",
        "permissions-reporter: TakeTheRoleOfOwner: owner/tables/keystore/sharedWith/consumer/reporter",
        "permissions-reporter: UseTokenOfOwner: owner/secrets/token/sharedWith/consumer/reporter",
        "permissions-reporter: UseTokenOfOwnerKey: owner/secrets/token/sharedWith/consumer/reporter",
        "secret-token-key: AllowReporterOfConsumerThroughSecretsmanager: owner/secrets/token/sharedWith/consumer/reporter",
        "secret-token-policy: AllowReporterOfConsumer: owner/secrets/token/sharedWith/consumer/reporter",
      ],
    );
  });

  it("blocks public policies of secrets, and makes no version of one", () => {
    assert.equal(named(rehearsal, "data.owner", "secret-token-policy").inputs["blockPublicPolicy"], true);
    assert.ok(!rehearsal.resources.some(({ type }) => type.includes("secretVersion")));
  });

  it("protects what may not be deleted with its neighbours, and keeps the key of each table", () => {
    assert.deepEqual(named(rehearsal, "data.owner", "table-public-table").inputs["serverSideEncryption"], undefined);
    assert.deepEqual(named(rehearsal, "data.owner", "table-managed-table").inputs["serverSideEncryption"], { enabled: true });
    const wrapping = named(rehearsal, "data.owner", "key-wrapping-key").outputs["arn"];
    assert.deepEqual(named(rehearsal, "data.owner", "table-keystore-table").inputs["serverSideEncryption"], {
      enabled: true,
      kmsKeyArn: wrapping,
    });
  });

  it("denies a sensitive table to who is not declared", () => {
    assert.deepEqual(sids(named(rehearsal, "data.owner", "table-keystore-policy").inputs["policy"]), [
      "DenyBreakGlassAllButSettings",
      "DenyDataToAdministratorsOfTheTable",
      "DenyTableToUndeclaredPrincipals",
    ]);
  });

  it("joins the replica to its source, by a document that stands at both", () => {
    const state = (stack: string) =>
      JSON.parse(String(named(rehearsal, stack, "table-sessions-table").inputs["desiredState"])) as {
        readonly GlobalTableSourceArn?: string;
        readonly Replicas: readonly { readonly Region: string; readonly ResourcePolicy: { readonly PolicyDocument: unknown } }[];
      };
    assert.equal(state("data.owner").GlobalTableSourceArn, undefined);
    assert.equal(state("data.consumer").GlobalTableSourceArn, "arn:aws:dynamodb:eu-west-1:400000000001:table/sessions");
    const policyOf = (stack: string) => sids(JSON.stringify(state(stack).Replicas[0]?.ResourcePolicy.PolicyDocument));
    assert.deepEqual(
      policyOf("data.owner").map((sid) => sid.replace(/[0-9a-f]{4}$/, "")),
      ["AllowConsumerToJoin", "AllowReplicationAmongTheReplicas"],
    );
    assert.deepEqual(policyOf("data.consumer"), ["AllowReplicationAmongTheReplicas"]);
  });

  it("tells the consumer what to set, as a card and as parameters", () => {
    const { outputs } = rehearsal.stacks.find(({ name }) => name === "consumers.consumer") ?? {};
    const card = outputs?.["card:owner/tables/keystore/sharedWith/consumer/reporter"] as Readonly<Record<string, unknown>>;
    assert.equal(card["roleArn"], "arn:aws:iam::400000000001:role/palisade/access/consumer.reporter");
    assert.equal(card["sessionSeconds"], 3600);
    assert.equal(card["until"], "2027-03-31");
    assert.match(JSON.stringify(card["notes"]), /billed to owner.*STS quota of consumer/);
    assert.deepEqual(
      awsResources(rehearsal)
        .filter(({ stack, type }) => stack === "consumers.consumer" && type.endsWith(":Parameter"))
        .map(({ inputs }) => `${String(inputs["name"])} = ${String(inputs["insecureValue"])}`.replace(/:(key|secret)[:/][\w-]+$/, ":$1"))
        .sort(),
      [
        "/palisade/owner/keys/wrapping/reporter/key-arn = arn:aws:kms:eu-west-1:400000000001:key",
        "/palisade/owner/keys/wrapping/reporter/region = eu-west-1",
        "/palisade/owner/keys/wrapping/reporter/role-arn = arn:aws:iam::400000000001:role/palisade/access/consumer.reporter",
        "/palisade/owner/secrets/token/reporter/region = eu-west-1",
        "/palisade/owner/secrets/token/reporter/secret-arn = arn:aws:secretsmanager:eu-west-1:400000000001:secret",
        "/palisade/owner/tables/keystore/reporter/region = eu-west-1",
        "/palisade/owner/tables/keystore/reporter/role-arn = arn:aws:iam::400000000001:role/palisade/access/consumer.reporter",
        "/palisade/owner/tables/keystore/reporter/table-arn = arn:aws:dynamodb:eu-west-1:400000000001:table/keystore",
      ],
    );
  });

  it("vanishes on both sides once it is over, and leaves the rest", async () => {
    const files = new Map(sharingFiles({ home: "eu-west-1", other: "us-east-1" }));
    const text = files.get("accounts/owner/data.yaml") ?? "";
    files.set("accounts/owner/data.yaml", text.replace("until: 2027-03-31", "until: 2026-11-21"));
    const after = await rehearseSharing(files);
    const permissions = String(named(after, "data.owner", "access-permissions-consumer.reporter").inputs["policy"]);
    assert.deepEqual(
      sids(permissions).map((sid) => sid.slice(0, -4)),
      ["UseWrappingOfOwner"],
    );
    assert.ok(!JSON.stringify(awsResources(after).filter(({ stack }) => stack === "consumers.consumer")).includes("keystore"));
  });
});
