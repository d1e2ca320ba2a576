import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CustomerKey } from "../../../components/data/customer-key.ts";
import { GlobalTable } from "../../../components/data/global-table.ts";
import { ProtectedSecret } from "../../../components/data/protected-secret.ts";
import { ProtectedTable, type TableDefinition } from "../../../components/data/protected-table.ts";
import { RegionalReplica } from "../../../components/data/regional-replica.ts";
import { accountRootArn, PARTITIONS, tableArn } from "../../../iam/arn.ts";
import { ACCOUNT, listed, REGIONS, registered } from "../../support/component.ts";

/** Another region of each partition. */
const ELSEWHERE = { aws: "eu-north-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-east-1" } as const;

for (const partition of PARTITIONS) {
  const region = REGIONS[partition];
  const root = accountRootArn({ partition, accountId: ACCOUNT });
  const allow = (action: string, resource = "*") =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "Allow", Effect: "Allow", Principal: { AWS: root }, Action: action, Resource: resource }],
    });
  const ownKey = { policy: allow("kms:*"), alias: "palisade/test" };

  const table: TableDefinition = {
    physicalName: "sessions",
    region,
    key: { partition: { name: "id", type: "string" }, sort: undefined },
    indexes: [],
    timeToLive: "endsAt",
    stream: "new-and-old-images",
    capacity: "on-demand",
    class: "standard",
    deletion: "protected",
    pointInTimeRecoveryDays: 35,
  };

  describe(`tables, keys and secrets, in ${partition}`, () => {
    it("a declared key rotates, has its alias and is protected", async () => {
      const { children } = await registered(partition, (options) => {
        new CustomerKey("wrapping", { region, description: "Wraps", ...ownKey, protected: true }, options);
        return undefined;
      });
      assert.deepEqual(listed(children), [
        "aws:kms/alias:Alias wrapping-alias",
        "aws:kms/key:Key wrapping-key",
        "palisade:data:CustomerKey wrapping",
      ]);
      assert.equal(children.find(({ name }) => name === "wrapping-key")?.inputs["enableKeyRotation"], true);
    });

    it("an alias has slashes in place of dots, which AWS does not take", async () => {
      const { children } = await registered(partition, (options) => {
        const key = { ...ownKey, alias: "palisade/table/rates.v2" };
        new CustomerKey("wrapping", { region, description: "Wraps", ...key, protected: true }, options);
        return undefined;
      });
      assert.equal(children.find(({ name }) => name === "wrapping-alias")?.inputs["name"], "alias/palisade/table/rates/v2");
    });

    it("a secret has a key of its own, a policy that is never public, and no value", async () => {
      const { children } = await registered(partition, (options) => {
        const args = { secretName: "token", region, description: undefined, encryption: { ownKey }, protected: true };
        new ProtectedSecret("token", { ...args, resourcePolicy: allow("secretsmanager:GetSecretValue") }, options);
        return undefined;
      });
      assert.deepEqual(listed(children), [
        "aws:kms/alias:Alias token-alias",
        "aws:kms/key:Key token-key",
        "aws:secretsmanager/secret:Secret token-secret",
        "aws:secretsmanager/secretPolicy:SecretPolicy token-policy",
        "palisade:data:ProtectedSecret token",
      ]);
      const named = (name: string) => children.find((child) => child.name === name);
      assert.equal(named("token-policy")?.inputs["blockPublicPolicy"], true);
      assert.equal(named("token-secret")?.inputs["kmsKeyId"], named("token-key")?.outputs["arn"]);
    });

    it("a secret under AWS's own key has neither key nor policy", async () => {
      const { children } = await registered(partition, (options) => {
        const args = { secretName: "token", region, description: undefined, resourcePolicy: undefined, protected: false };
        new ProtectedSecret("token", { ...args, encryption: "aws-managed" }, options);
        return undefined;
      });
      assert.deepEqual(listed(children), ["aws:secretsmanager/secret:Secret token-secret", "palisade:data:ProtectedSecret token"]);
    });

    it("a replica in another region has a key and policies of its own there, and the class of its table", async () => {
      const arn = tableArn({ partition, accountId: ACCOUNT, region, table: "sessions" });
      const elsewhere = ELSEWHERE[partition];
      const { children } = await registered(partition, (options) => {
        const source = new ProtectedTable(
          "sessions",
          { table: { ...table, region: elsewhere }, encryption: { ownKey }, isReplicated: true },
          options,
        );
        new RegionalReplica(
          "sessions-away",
          {
            table,
            source: source.arn,
            encryption: { ownKey },
            tags: { team: "sessions" },
            resourcePolicy: () => pulumi.output(allow("dynamodb:GetItem", arn)),
          },
          options,
        );
        return undefined;
      });
      assert.deepEqual(listed(children.filter(({ name }) => name.startsWith("sessions-away"))), [
        "aws:dynamodb/resourcePolicy:ResourcePolicy sessions-away-policy",
        "aws:dynamodb/tableReplica:TableReplica sessions-away-replica",
        "aws:kms/alias:Alias sessions-away-alias",
        "aws:kms/key:Key sessions-away-key",
        "palisade:data:RegionalReplica sessions-away",
      ]);
      const named = (name: string) => children.find((child) => child.name === name);
      assert.deepEqual(named("sessions-away-replica")?.inputs, {
        region,
        globalTableArn: tableArn({ partition, accountId: ACCOUNT, region: elsewhere, table: "sessions" }),
        kmsKeyArn: named("sessions-away-key")?.outputs["arn"],
        pointInTimeRecovery: true,
        deletionProtectionEnabled: true,
        tags: { team: "sessions" },
      });
      assert.deepEqual(
        ["sessions-away-key", "sessions-away-policy"].map((name) => named(name)?.inputs["region"]),
        [region, region],
      );
    });

    it("a replicated table brings its policy from the first moment, and its key", async () => {
      const arn = tableArn({ partition, accountId: ACCOUNT, region, table: "sessions" });
      const policy = allow("dynamodb:GetItem", arn);
      const { children } = await registered(partition, (options) => {
        new GlobalTable(
          "sessions",
          { table, source: undefined, encryption: { ownKey }, tags: { "palisade:stack": "data.eu" }, resourcePolicy: policy },
          options,
        );
        return undefined;
      });
      assert.deepEqual(listed(children), [
        "aws:cloudcontrol/resource:Resource sessions-table",
        "aws:kms/alias:Alias sessions-alias",
        "aws:kms/key:Key sessions-key",
        "palisade:data:GlobalTable sessions",
      ]);
      const made = children.find(({ name }) => name === "sessions-table");
      const state = JSON.parse(String(made?.inputs["desiredState"])) as { readonly Replicas: readonly Record<string, unknown>[] };
      assert.deepEqual(state.Replicas, [
        {
          Region: region,
          DeletionProtectionEnabled: true,
          GlobalTableSettingsReplicationMode: "ENABLED",
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          ResourcePolicy: { PolicyDocument: JSON.parse(policy) as unknown },
          TableClass: "STANDARD",
          SSESpecification: { KMSMasterKeyId: children.find(({ name }) => name === "sessions-key")?.outputs["arn"] },
          Tags: [{ Key: "palisade:stack", Value: "data.eu" }],
        },
      ]);
    });
  });
}
