import assert from "node:assert/strict";
import { UNKNOWN } from "../../control-plane/properties.ts";
import { arnOf } from "./refusal-cases/refusal-case.ts";
import { CONSUMER, MANAGEMENT, make, newPlane, OWNER, policy, role, roleOf, TRUST, table, urnOf, vpc, type Wanted } from "./test-plane.ts";

const ROLE = "aws:iam/role:Role";
const TABLE = "aws:dynamodb/table:Table";

describe("what the control plane makes up", () => {
  it("has AWS's forms", () => {
    const plane = newPlane();
    const roleOutputs = make(plane, role("api", { path: "/palisade/workload/" })).outputs;
    assert.match(String(roleOutputs["uniqueId"]), /^AROA[A-Z2-7]{17}$/);
    assert.equal(roleOutputs["arn"], "arn:aws:iam::200000000002:role/palisade/workload/api");
    const network = make(plane, vpc("main"));
    assert.match(network.id, /^vpc-0[0-9a-f]{16}$/);
    assert.match(String(network.outputs["defaultSecurityGroupId"]), /^sg-[0-9a-f]{17}$/);
    const streamed = make(plane, table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" }));
    assert.match(String(streamed.outputs["streamArn"]), /:table\/orders\/stream\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    assert.match(
      make(plane, { type: "aws:kms/key:Key", inputs: {} }).id,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.match(make(plane, { type: "aws:secretsmanager/secret:Secret", inputs: { name: "db" } }).id, /:secret:db-[A-Za-z]{6}$/);
    const roleArn = make(plane, roleOf("cluster", "eks.amazonaws.com")).outputs["arn"];
    const cluster = make(plane, { type: "aws:eks/cluster:Cluster", inputs: { name: "main", roleArn, vpcConfig: {} } });
    assert.match(JSON.stringify(cluster.outputs["identities"]), /https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}"/);
    const unit = {
      type: "aws:organizations/organizationalUnit:OrganizationalUnit",
      caller: MANAGEMENT,
      inputs: { name: "prod", parentId: "r-ab12" },
    };
    assert.match(make(plane, unit).id, /^ou-ab12-[a-z0-9]{8}$/);
    const account = { type: "aws:organizations/account:Account", caller: MANAGEMENT, inputs: { name: "new", email: "new@example.com" } };
    assert.match(make(plane, account).id, /^[1-9]\d{11}$/);
    const rule = { name: "p", content: policy({ Effect: "Deny", Action: "s3:GetObject", Resource: "*" }) };
    const scp = make(plane, { type: "aws:organizations/policy:Policy", caller: MANAGEMENT, inputs: rule });
    assert.match(
      String(scp.outputs["arn"]),
      /^arn:aws:organizations::100000000001:policy\/o-acmeexample\/service_control_policy\/p-[a-z0-9]{8}$/,
    );
  });

  it("differs by account, region and URN, and not by the order of requests", () => {
    const ids = (order: readonly number[]): ReadonlyMap<number, string> => {
      const plane = newPlane();
      const wanted = [vpc("a"), vpc("b"), { ...vpc("a"), caller: CONSUMER }, { ...vpc("a"), caller: { ...OWNER, region: "eu-central-1" } }];
      return new Map(order.map((index) => [index, make(plane, wanted[index]!).id]));
    };
    const [forth, back] = [ids([0, 1, 2, 3]), ids([3, 2, 1, 0])];
    assert.equal(new Set(forth.values()).size, 4);
    for (const [index, id] of forth) assert.equal(back.get(index), id);
  });

  for (const [region, partition, domain] of [
    ["eu-west-1", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ]) {
    it(`belongs to the partition of ${region}`, () => {
      const plane = newPlane();
      const caller = { account: OWNER.account, region: region! };
      assert.equal(arnOf(plane, { ...role("api"), caller }), `arn:${partition}:iam::200000000002:role/api`);
      assert.equal(arnOf(plane, { ...table("orders"), caller }), `arn:${partition}:dynamodb:${region}:200000000002:table/orders`);
      const answer = plane.invoke({ caller, token: "aws:index/getPartition:getPartition", args: {} });
      assert.deepEqual([answer["partition"], answer["dnsSuffix"]], [partition, domain]);
    });
  }

  it("follows the region of the resource rather than the provider's", () => {
    const plane = newPlane();
    const made = make(plane, table("orders", { region: "eu-central-1" }));
    assert.equal(made.outputs["arn"], "arn:aws:dynamodb:eu-central-1:200000000002:table/orders");
    assert.equal(plane.read({ caller: OWNER, type: TABLE, id: "orders" }), undefined);
    assert.ok(plane.read({ caller: OWNER, type: TABLE, id: "orders", region: "eu-central-1" }));
  });

  it("includes names that programs leave out, within AWS's lengths, and keeps them", () => {
    const plane = newPlane();
    const name = "x".repeat(80);
    const wanted: Wanted = { type: ROLE, name, inputs: { assumeRolePolicy: TRUST } };
    const { inputs } = plane.check({ caller: OWNER, urn: urnOf(wanted), type: ROLE, name, inputs: wanted.inputs });
    assert.match(String(inputs["name"]), /^x{57}[0-9a-f]{7}$/);
    const again = plane.check({ caller: OWNER, urn: urnOf(wanted), type: ROLE, name, inputs: wanted.inputs, olds: inputs });
    assert.equal(again.inputs["name"], inputs["name"]);
    make(plane, wanted);
    const replacement = plane.check({ caller: OWNER, urn: urnOf(wanted), type: ROLE, name, inputs: wanted.inputs });
    assert.notEqual(replacement.inputs["name"], inputs["name"]);
    const prefixed = plane.check({
      caller: OWNER,
      urn: urnOf(wanted),
      type: ROLE,
      name,
      inputs: { ...wanted.inputs, namePrefix: "team-" },
    });
    assert.match(String(prefixed.inputs["name"]), /^team-[0-9a-f]{7}$/);
  });

  it("writes documents that are given as objects as text", () => {
    const plane = newPlane();
    const check = (assumeRolePolicy: unknown): unknown =>
      plane.check({ caller: OWNER, urn: "u", type: ROLE, name: "it", inputs: { assumeRolePolicy } }).inputs["assumeRolePolicy"];
    assert.equal(
      check({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "a:b" }] }),
      '{"Statement":[{"Action":"a:b","Effect":"Allow"}],"Version":"2012-10-17"}',
    );
    assert.equal(check({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: UNKNOWN } }] }), UNKNOWN);
  });

  for (const [type, name, says] of [
    [ROLE, "api role", /name: a name that AWS does not take, got "api role"; it may contain letters/],
    [ROLE, "x".repeat(65), /name: longer than 64 characters/],
    [TABLE, "ab", /three or more letters/],
    ["aws:kms/alias:Alias", "orders", /alias\/ and then/],
    ["aws:kms/alias:Alias", "alias/aws/orders", /not alias\/aws\//],
    ["aws:ssm/parameter:Parameter", "/aws/app", /not beginning with aws or ssm/],
    ["aws:secretsmanager/secret:Secret", "db password", /letters, digits/],
    ["aws:cloudwatch/eventRule:EventRule", "a/b", /letters, digits and \.-_/],
    ["aws:ec2/securityGroup:SecurityGroup", "sg-mine", /not sg- in front/],
  ] as const) {
    it(`cannot be named ${JSON.stringify(name.slice(0, 20))} as a ${type}`, () => {
      const { failures } = newPlane().check({
        caller: OWNER,
        urn: "u",
        type,
        name: "it",
        inputs: { name, assumeRolePolicy: TRUST, targetKeyId: "k", type: "String" },
      });
      assert.equal(failures.length, 1);
      assert.match(failures[0]?.reason ?? "", says);
    });
  }
});
