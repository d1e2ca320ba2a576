import assert from "node:assert/strict";
import fc from "fast-check";
import {
  accountRootArn,
  aliasArn,
  arn,
  assumedRoleArn,
  clusterArn,
  dnsSuffix,
  eventRuleArn,
  functionArn,
  indexArn,
  instanceProfileArn,
  isPartition,
  issuerName,
  keyArn,
  logGroupArn,
  managedPolicyArn,
  oidcProviderArn,
  PARTITIONS,
  type Partition,
  parameterArn,
  parseArn,
  partitionOf,
  roleArn,
  secretArn,
  streamArn,
  tableArn,
  topicArn,
  userArn,
  vpcArn,
  vpcEndpointArn,
} from "../../iam/arn.ts";

const REGION: Record<Partition, string> = { aws: "eu-west-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1" };

describe("a partition", () => {
  const REGIONS: [string, Partition][] = [
    ["us-east-1", "aws"],
    ["ap-southeast-7", "aws"],
    ["il-central-1", "aws"],
    ["mx-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
    ["us-gov-west-1", "aws-us-gov"],
  ];
  for (const [region, partition] of REGIONS) {
    it(`of ${region} is ${partition}`, () => assert.equal(partitionOf(region), partition));
  }

  for (const region of [
    "",
    "*",
    "eu-west",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "eusc-de-east-1",
    "EU-WEST-1",
    "eu-west-1a",
  ]) {
    it(`of ${JSON.stringify(region)} is refused`, () =>
      assert.throws(() => partitionOf(region), {
        message: `region: not a region of aws, aws-cn, aws-us-gov, got ${JSON.stringify(region)}; name one such as "eu-west-1"`,
      }));
  }

  it("has its own DNS suffix in China only", () => {
    assert.deepEqual(
      PARTITIONS.map((partition) => dnsSuffix(partition)),
      ["amazonaws.com", "amazonaws.com.cn", "amazonaws.com"],
    );
  });

  it("is recognised by name", () => {
    assert.ok(PARTITIONS.every((partition) => isPartition(partition)));
    assert.ok(!isPartition("aws-iso") && !isPartition("AWS") && !isPartition("*"));
  });
});

for (const partition of PARTITIONS) {
  describe(`an ARN in ${partition}`, () => {
    const region = REGION[partition];
    const account = { partition, accountId: "200000000002" };
    const place = { ...account, region };
    const global = `arn:${partition}:iam::200000000002:`;
    const regional = (service: string) => `arn:${partition}:${service}:${region}:200000000002:`;
    const cases: [string, string, string][] = [
      ["a role", roleArn({ ...account, name: "api" }), `${global}role/api`],
      ["a role under a path", roleArn({ ...account, path: "palisade/access", name: "b" }), `${global}role/palisade/access/b`],
      ["a user", userArn({ ...account, path: "team", name: "kim" }), `${global}user/team/kim`],
      [
        "an instance profile",
        instanceProfileArn({ ...account, path: "palisade/workload", name: "n" }),
        `${global}instance-profile/palisade/workload/n`,
      ],
      ["a managed policy", managedPolicyArn({ ...account, name: "p" }), `${global}policy/p`],
      ["an account's root", accountRootArn(account), `${global}root`],
      [
        "an OIDC provider",
        oidcProviderArn({ ...account, issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/AB" }),
        `${global}oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB`,
      ],
      [
        "a role's session",
        assumedRoleArn({ ...account, roleName: "api", sessionName: "i-1" }),
        `arn:${partition}:sts::200000000002:assumed-role/api/i-1`,
      ],
      ["a table", tableArn({ ...place, table: "orders" }), `${regional("dynamodb")}table/orders`],
      ["an index", indexArn({ ...place, table: "orders", index: "byStatus" }), `${regional("dynamodb")}table/orders/index/byStatus`],
      [
        "a stream",
        streamArn({ ...place, table: "orders", label: "2026-11-22T06:00:00.000" }),
        `${regional("dynamodb")}table/orders/stream/2026-11-22T06:00:00.000`,
      ],
      ["a key", keyArn({ ...place, keyId: "1234" }), `${regional("kms")}key/1234`],
      ["an alias", aliasArn({ ...place, alias: "orders" }), `${regional("kms")}alias/orders`],
      ["a secret", secretArn({ ...place, secret: "orders/token-AbCdEf" }), `${regional("secretsmanager")}secret:orders/token-AbCdEf`],
      ["a VPC", vpcArn({ ...place, vpcId: "vpc-1" }), `${regional("ec2")}vpc/vpc-1`],
      ["a VPC endpoint", vpcEndpointArn({ ...place, vpcEndpointId: "vpce-1" }), `${regional("ec2")}vpc-endpoint/vpce-1`],
      ["a parameter", parameterArn({ ...place, parameter: "/palisade/orders" }), `${regional("ssm")}parameter/palisade/orders`],
      ["a parameter without leading slash", parameterArn({ ...place, parameter: "orders" }), `${regional("ssm")}parameter/orders`],
      ["a topic", topicArn({ ...place, topic: "alarms" }), `${regional("sns")}alarms`],
      ["a cluster", clusterArn({ ...place, cluster: "main" }), `${regional("eks")}cluster/main`],
      ["a function", functionArn({ ...place, functionName: "api" }), `${regional("lambda")}function:api`],
      ["a log group", logGroupArn({ ...place, logGroup: "/aws/lambda/api" }), `${regional("logs")}log-group:/aws/lambda/api:*`],
      ["an event rule", eventRuleArn({ ...place, rule: "break-glass" }), `${regional("events")}rule/break-glass`],
    ];
    for (const [what, actual, expected] of cases) {
      it(`names ${what}`, () => assert.equal(actual, expected));
    }

    it("reads back with every field", () => {
      assert.deepEqual(parseArn(secretArn({ ...place, secret: "a-AbCdEf" })), {
        partition,
        service: "secretsmanager",
        region,
        accountId: "200000000002",
        resource: "secret:a-AbCdEf",
      });
    });
  });
}

describe("an ARN", () => {
  it("names AWS's own managed policies by the account aws", () => {
    assert.equal(
      managedPolicyArn({ partition: "aws", accountId: "aws", path: "service-role", name: "AWSLambdaBasicExecutionRole" }),
      "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    );
  });

  it("may be a pattern", () => {
    assert.equal(
      roleArn({ partition: "aws", accountId: "*", path: "palisade/access", name: "*" }),
      "arn:aws:iam::*:role/palisade/access/*",
    );
  });

  it("takes an issuer with or without its scheme", () => {
    assert.equal(issuerName("https://oidc.example.com/id/1"), "oidc.example.com/id/1");
    assert.equal(issuerName("oidc.example.com/id/1"), "oidc.example.com/id/1");
  });

  for (const path of ["", "/a", "a/", "/a/"]) {
    it(`refuses the path ${JSON.stringify(path)}`, () =>
      assert.throws(() => roleArn({ partition: "aws", accountId: "1", path, name: "n" }), {
        message: `arn: the path starts or ends with a slash, got ${JSON.stringify(path)}; write it as "palisade/access"`,
      }));
  }

  it("refuses a colon outside the resource", () => {
    assert.throws(() => arn({ partition: "aws", service: "iam", accountId: "1:2", resource: "root" }), {
      message: 'arn: accountId contains a colon, got "1:2"; give each field on its own',
    });
  });

  it("refuses an empty service or resource", () => {
    assert.throws(() => arn({ partition: "aws", service: "", resource: "x" }), /^Error: arn: service is empty, got /);
    assert.throws(() => arn({ partition: "aws", service: "s3", resource: "" }), /^Error: arn: resource is empty, got /);
  });

  for (const text of ["", "*", "arn", "arn:aws:iam::1", "arn:aws:iam::1:", "arn::iam::1:root", "arn:aws:::1:root", "urn:aws:iam::1:root"]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseArn(text), undefined));
  }

  const field = fc.stringMatching(/^[a-z0-9*-]{1,20}$/);
  const fields = fc.record(
    {
      partition: fc.constantFrom(...PARTITIONS),
      service: field,
      region: fc.oneof(fc.constant(""), field),
      accountId: fc.oneof(fc.constant(""), field),
      resource: fc.string({ minLength: 1 }),
    },
    { noNullPrototype: true },
  );

  it("reads back as the fields it was built from", () => {
    fc.assert(
      fc.property(fields, (given) => {
        assert.deepEqual(parseArn(arn(given)), given);
      }),
      { seed: 20261122 },
    );
  });

  it("builds the text it was read from", () => {
    fc.assert(
      fc.property(fields, (given) => {
        const read = parseArn(arn(given));
        assert.ok(read !== undefined && isPartition(read.partition));
        assert.equal(arn({ ...read, partition: read.partition }), arn(given));
      }),
      { seed: 20261122 },
    );
  });
});
