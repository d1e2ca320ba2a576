import assert from "node:assert/strict";
import { BreakGlassAlarm } from "../../components/identity/break-glass-alarm.ts";
import { BreakGlassRole } from "../../components/identity/break-glass-role.ts";
import { trustInPodIdentity, trustInToken } from "../../components/identity/pod-trust.ts";
import { WorkloadRole } from "../../components/identity/workload-role.ts";
import { oidcProviderArn, PARTITIONS, tableArn } from "../../iam/arn.ts";
import { render } from "../../iam/render.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { ACCOUNT, listed, REGIONS, registered } from "../support/component.ts";

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}
const statementsOf = (text: unknown): Statement[] => (JSON.parse(String(text)) as { Statement: Statement[] }).Statement;
const inputOf = (children: readonly RehearsedResource[], name: string, input: string): unknown =>
  children.find((each) => each.name === name && each.type.startsWith("aws:"))?.inputs[input];
const SUFFIX = { aws: "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com" } as const;

for (const partition of PARTITIONS) {
  const region = REGIONS[partition];
  const place = { partition, accountId: ACCOUNT };
  const sensitive = tableArn({ ...place, region, table: "orders" });

  describe(`what stands before data in ${partition}`, () => {
    it("a break-glass role trusts who is on call, changes settings of tables, and uses no sensitive one", async () => {
      const { children, outputs } = await registered(partition, (options) => {
        const { arn } = new BreakGlassRole(
          "break-glass",
          {
            ...place,
            roleName: "BreakGlass",
            path: "palisade/break-glass",
            trusted: ["AWSReservedSSO_OnCall"],
            maxSessionHours: 1,
            sensitiveTables: [sensitive],
          },
          options,
        );
        return { arn };
      });
      assert.deepEqual(listed(children), [
        "aws:iam/role:Role break-glass-role",
        "aws:iam/rolePolicy:RolePolicy break-glass-permissions",
        "palisade:identity:BreakGlassRole break-glass",
      ]);
      assert.equal(outputs["arn"], `arn:${partition}:iam::${ACCOUNT}:role/palisade/break-glass/BreakGlass`);
      assert.equal(inputOf(children, "break-glass-role", "maxSessionDuration"), 3600);
      assert.deepEqual(statementsOf(inputOf(children, "break-glass-role", "assumeRolePolicy")), [
        {
          Sid: "TrustOnCallRoles",
          Effect: "Allow",
          Principal: { AWS: `arn:${partition}:iam::${ACCOUNT}:root` },
          Action: "sts:AssumeRole",
          Condition: {
            ArnLike: {
              "aws:PrincipalArn": `arn:${partition}:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_OnCall_${"?".repeat(16)}`,
            },
          },
        },
      ]);
      const permissions = statementsOf(inputOf(children, "break-glass-permissions", "policy"));
      assert.deepEqual(
        permissions.map(({ Sid }) => Sid),
        ["ChangeSettingsOfTables", "DenyDataOfSensitiveTables", "FindTables", "UseKeysOfTables", "UseOrdinaryTables"],
      );
      assert.deepEqual(
        permissions.find(({ Sid }) => Sid === "DenyDataOfSensitiveTables"),
        {
          Sid: "DenyDataOfSensitiveTables",
          Effect: "Deny",
          Action: [
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:PartiQL*",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:SearchVectors",
            "dynamodb:UpdateItem",
          ],
          Resource: [sensitive, `${sensitive}/*`],
        },
      );
      assert.deepEqual(
        permissions.find(({ Sid }) => Sid === "UseKeysOfTables"),
        {
          Sid: "UseKeysOfTables",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:DescribeKey"],
          Resource: `arn:${partition}:kms:*:${ACCOUNT}:key/*`,
          Condition: { StringLike: { "kms:ViaService": `dynamodb.*.${SUFFIX[partition]}` } },
        },
      );
      const given = permissions.flatMap(({ Action }) => Action);
      for (const never of ["PutResourcePolicy", "DeleteResourcePolicy", "ExportTableToPointInTime", "CreateBackup", "CreateTableReplica"])
        assert.ok(!given.includes(`dynamodb:${never}`));
    });

    it("an alarm listens in every region, and reaches the topic from its own", async () => {
      const other = partition === "aws-cn" ? "cn-northwest-1" : partition === "aws-us-gov" ? "us-gov-east-1" : "us-east-1";
      const topicArn = `arn:${partition}:sns:${region}:200000000001:break-glass`;
      const roleArn = `arn:${partition}:iam::${ACCOUNT}:role/palisade/break-glass/BreakGlass`;
      const { children } = await registered(partition, (options) => {
        new BreakGlassAlarm(
          "alarm",
          { ...place, roleArn, topicArn, regions: [other, region, other], alarmRoleName: "alarm.BreakGlass", path: "palisade/alarm" },
          options,
        );
        return undefined;
      });
      assert.deepEqual(
        listed(children),
        [
          `aws:cloudwatch/eventRule:EventRule alarm-${region}`,
          `aws:cloudwatch/eventRule:EventRule alarm-${other}`,
          `aws:cloudwatch/eventTarget:EventTarget alarm-${region}-target`,
          `aws:cloudwatch/eventTarget:EventTarget alarm-${other}-target`,
          "aws:iam/role:Role alarm-role",
          "aws:iam/rolePolicy:RolePolicy alarm-permissions",
          "palisade:identity:BreakGlassAlarm alarm",
        ].sort(),
      );
      assert.equal(inputOf(children, `alarm-${region}-target`, "arn"), topicArn);
      assert.equal(inputOf(children, `alarm-${other}-target`, "arn"), `arn:${partition}:events:${region}:${ACCOUNT}:event-bus/default`);
      assert.deepEqual(JSON.parse(String(inputOf(children, `alarm-${other}`, "eventPattern"))), {
        source: ["aws.sts"],
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: { eventSource: ["sts.amazonaws.com"], eventName: ["AssumeRole"], requestParameters: { roleArn: [roleArn] } },
      });
    });

    it("a pod's role trusts its service account alone, by token or by pod identity", async () => {
      const pod = { namespace: "billing", serviceAccount: "invoicer" };
      const url = `https://oidc.eks.${region}.${SUFFIX[partition]}/id/AAAA`;
      const providerArn = oidcProviderArn({ ...place, issuer: url });
      const token = render(trustInToken(pod, [{ cluster: "main", url, providerArn }]));
      assert.deepEqual(statementsOf(token), [
        {
          Sid: "TrustThePodsOfTheServiceAccount",
          Effect: "Allow",
          Principal: { Federated: providerArn },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`oidc.eks.${region}.${SUFFIX[partition]}/id/AAAA:aud`]: "sts.amazonaws.com",
              [`oidc.eks.${region}.${SUFFIX[partition]}/id/AAAA:sub`]: "system:serviceaccount:billing:invoicer",
            },
          },
        },
      ]);
      const trust = render(trustInPodIdentity(pod, { ...place, region, eksNames: ["platform"] }));
      const clusterArn = `arn:${partition}:eks:${region}:${ACCOUNT}:cluster/platform`;
      assert.deepEqual(statementsOf(trust), [
        {
          Sid: "TrustThePodsOfTheServiceAccount",
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            ArnLike: { "aws:SourceArn": clusterArn },
            StringEquals: {
              "aws:RequestTag/eks-cluster-arn": clusterArn,
              "aws:RequestTag/kubernetes-namespace": "billing",
              "aws:RequestTag/kubernetes-service-account": "invoicer",
              "aws:SourceAccount": ACCOUNT,
            },
          },
        },
      ]);
      const { children } = await registered(partition, (options) => {
        new WorkloadRole("pod", { partition, roleName: "invoicer", path: "palisade/workload", runsOn: "eks", trust }, options);
        return undefined;
      });
      assert.deepEqual(listed(children), ["aws:iam/role:Role pod-role", "palisade:identity:WorkloadRole pod"]);
      assert.equal(inputOf(children, "pod-role", "assumeRolePolicy"), trust);
    });
  });
}
