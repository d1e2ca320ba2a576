import assert from "node:assert/strict";
import { accountRootArn, indexArn, keyArn, oidcProviderArn, PARTITIONS, roleArn, tableArn } from "../../iam/arn.ts";
import { allOf } from "../../iam/condition.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { endpointPolicy } from "../../iam/endpoint-policy.ts";
import {
  before,
  fromVpcs,
  fromWebIdentity,
  insideOrganization,
  onResourcesInOrganization,
  viaService,
} from "../../iam/grant-conditions.ts";
import { exceptAwsServices, exceptPrincipals, outsideOrganization, outsideVpcs } from "../../iam/guard-conditions.ts";
import { identityPolicy, managedPolicy, sessionPolicy } from "../../iam/identity-policy.ts";
import { keyPolicy } from "../../iam/key-policy.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { allow, deny } from "../../iam/statement.ts";
import { streamPolicy, tablePolicy } from "../../iam/table-policy.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

const REGIONS = { aws: "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };

for (const partition of PARTITIONS) {
  const region = REGIONS[partition];
  const owner = { partition, region, accountId: "200000000002" };
  const consumer = roleArn({ partition, accountId: "300000000003", path: "palisade/workload", name: "etl" });
  const root = accountRootArn({ partition, accountId: "200000000002" });
  const orders = tableArn({ ...owner, table: "orders" });
  const byStatus = indexArn({ ...owner, table: "orders", index: "byStatus" });
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

  const DOCUMENTS: [string, PolicyDocument, object[]][] = [
    [
      "an identity policy",
      identityPolicy([
        allow({
          sid: "ReadOrders",
          actions: ["dynamodb:Query", "dynamodb:GetItem"],
          resources: [orders, byStatus],
          conditions: before("2027-04-01T00:00:00Z"),
        }),
      ]),
      [
        {
          Sid: "ReadOrders",
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:Query"],
          Resource: [orders, byStatus],
          Condition: { DateLessThan: { "aws:CurrentTime": "2027-04-01T00:00:00Z" } },
        },
      ],
    ],
    [
      "a managed policy",
      managedPolicy([deny({ sid: "DenyAllButReads", notActions: ["dynamodb:Get*"], notResources: [orders] })]),
      [{ Sid: "DenyAllButReads", Effect: "Deny", NotAction: "dynamodb:Get*", NotResource: orders }],
    ],
    [
      "a session policy",
      sessionPolicy([allow({ sid: "ReadOrders", actions: ["dynamodb:GetItem"], resources: [orders] })]),
      [{ Sid: "ReadOrders", Effect: "Allow", Action: "dynamodb:GetItem", Resource: orders }],
    ],
    [
      "a trust policy",
      trustPolicy([
        allow({
          sid: "TrustTheInvoicer",
          principals: { federated: [oidcProviderArn({ ...owner, issuer: "https://oidc.example.com/id/1" })] },
          actions: ["sts:AssumeRoleWithWebIdentity"],
          conditions: fromWebIdentity({
            issuer: "https://oidc.example.com/id/1",
            audience: "sts.amazonaws.com",
            subject: "system:serviceaccount:a:b",
          }),
        }),
      ]),
      [
        {
          Sid: "TrustTheInvoicer",
          Effect: "Allow",
          Principal: { Federated: `arn:${partition}:iam::200000000002:oidc-provider/oidc.example.com/id/1` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "oidc.example.com/id/1:aud": "sts.amazonaws.com", "oidc.example.com/id/1:sub": "system:serviceaccount:a:b" },
          },
        },
      ],
    ],
    [
      "a table policy",
      tablePolicy([
        allow({
          sid: "ShareOrdersWithEtl",
          principals: { aws: [consumer] },
          actions: ["dynamodb:Query"],
          resources: [orders, byStatus],
          conditions: fromVpcs({ region, vpcIds: ["vpc-2", "vpc-1"] }),
        }),
        deny({
          sid: "DenyAllButTheDeclared",
          principals: "anyone",
          actions: ["dynamodb:GetItem"],
          resources: [orders],
          conditions: allOf(exceptPrincipals([consumer, root]), exceptAwsServices()),
        }),
      ]),
      [
        {
          Sid: "DenyAllButTheDeclared",
          Effect: "Deny",
          Principal: "*",
          Action: "dynamodb:GetItem",
          Resource: orders,
          Condition: {
            ArnNotLikeIfExists: { "aws:PrincipalArn": [root, consumer] },
            BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
          },
        },
        {
          Sid: "ShareOrdersWithEtl",
          Effect: "Allow",
          Principal: { AWS: consumer },
          Action: "dynamodb:Query",
          Resource: [orders, byStatus],
          Condition: { StringEquals: { "aws:RequestedRegion": region, "aws:SourceVpc": ["vpc-1", "vpc-2"] } },
        },
      ],
    ],
    [
      "a stream policy",
      streamPolicy([
        allow({
          sid: "ReadTheStream",
          principals: { aws: [consumer] },
          actions: ["dynamodb:GetRecords"],
          resources: [`${orders}/stream/1`],
        }),
      ]),
      [
        {
          Sid: "ReadTheStream",
          Effect: "Allow",
          Principal: { AWS: consumer },
          Action: "dynamodb:GetRecords",
          Resource: `${orders}/stream/1`,
        },
      ],
    ],
    [
      "a key policy",
      keyPolicy([
        allow({
          sid: "AdministerTheKey",
          principals: { aws: [root], services: ["replication.dynamodb.amazonaws.com"] },
          actions: ["kms:*"],
        }),
        allow({
          sid: "DecryptOrders",
          principals: { aws: [consumer] },
          actions: ["kms:Decrypt"],
          conditions: viaService("dynamodb", region),
        }),
      ]),
      [
        {
          Sid: "AdministerTheKey",
          Effect: "Allow",
          Principal: { AWS: root, Service: "replication.dynamodb.amazonaws.com" },
          Action: "kms:*",
          Resource: "*",
        },
        {
          Sid: "DecryptOrders",
          Effect: "Allow",
          Principal: { AWS: consumer },
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEquals: { "kms:ViaService": `dynamodb.${region}.${suffix}` } },
        },
      ],
    ],
    [
      "a secret policy",
      secretPolicy([allow({ sid: "ReadTheToken", principals: { aws: [consumer] }, actions: ["secretsmanager:GetSecretValue"] })]),
      [{ Sid: "ReadTheToken", Effect: "Allow", Principal: { AWS: consumer }, Action: "secretsmanager:GetSecretValue", Resource: "*" }],
    ],
    [
      "an endpoint policy",
      endpointPolicy([
        allow({
          sid: "OurPrincipalsOnOurResources",
          principals: "anyone",
          actions: ["dynamodb:*"],
          resources: ["*"],
          conditions: allOf(insideOrganization("o-acme"), onResourcesInOrganization("o-acme")),
        }),
        allow({ sid: "DescribeEndpoints", principals: "anyone", actions: ["dynamodb:DescribeEndpoints"], resources: ["*"] }),
      ]),
      [
        { Sid: "DescribeEndpoints", Effect: "Allow", Principal: "*", Action: "dynamodb:DescribeEndpoints", Resource: "*" },
        {
          Sid: "OurPrincipalsOnOurResources",
          Effect: "Allow",
          Principal: "*",
          Action: "dynamodb:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acme", "aws:ResourceOrgID": "o-acme" } },
        },
      ],
    ],
    [
      "a service control policy",
      serviceControlPolicy([
        deny({
          sid: "DenyTableDataOutsideTheVpc",
          actions: ["dynamodb:Query"],
          resources: ["*"],
          conditions: allOf(outsideVpcs({ region, vpcIds: ["vpc-1"] }), exceptPrincipals([consumer])),
        }),
        allow({ sid: "AllowTheRest", actions: ["*"], resources: ["*"] }),
      ]),
      [
        { Sid: "AllowTheRest", Effect: "Allow", Action: "*", Resource: "*" },
        {
          Sid: "DenyTableDataOutsideTheVpc",
          Effect: "Deny",
          Action: "dynamodb:Query",
          Resource: "*",
          Condition: {
            ArnNotLikeIfExists: { "aws:PrincipalArn": consumer },
            StringEquals: { "aws:RequestedRegion": region },
            StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" },
          },
        },
      ],
    ],
    [
      "a resource control policy",
      resourceControlPolicy([
        deny({
          sid: "DenyPrincipalsOutsideTheOrganization",
          actions: ["kms:*", "dynamodb:*"],
          resources: ["*"],
          conditions: outsideOrganization("o-acme"),
        }),
        deny({ sid: "DenyOtherKeys", actions: ["kms:Decrypt"], notResources: [keyArn({ ...owner, keyId: "1" })] }),
      ]),
      [
        {
          Sid: "DenyOtherKeys",
          Effect: "Deny",
          Principal: "*",
          Action: "kms:Decrypt",
          NotResource: `arn:${partition}:kms:${region}:200000000002:key/1`,
        },
        {
          Sid: "DenyPrincipalsOutsideTheOrganization",
          Effect: "Deny",
          Principal: "*",
          Action: ["dynamodb:*", "kms:*"],
          Resource: "*",
          Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-acme" } },
        },
      ],
    ],
  ];

  describe(`a document in ${partition}`, () => {
    for (const [what, document, statements] of DOCUMENTS) {
      it(`is rendered as ${what}`, () => assert.equal(render(document), JSON.stringify({ Version: "2012-10-17", Statement: statements })));
    }

    it("has a case here for every kind", () => {
      assert.deepEqual(
        DOCUMENTS.map(([what]) => what.replace(/^an? /, "")),
        DOCUMENTS.map(([, document]) => document.kind),
      );
      assert.equal(new Set(DOCUMENTS.map(([, document]) => document.kind)).size, 11);
    });
  });
}
