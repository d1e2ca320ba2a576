import assert from "node:assert/strict";
import type { ControlPlane } from "../../control-plane/control-plane.ts";
import { type Properties, UNKNOWN } from "../../control-plane/properties.ts";
import { Refusal } from "../../control-plane/refusal.ts";
import { arnOf } from "./refusals/refusal-case.ts";
import { CONSUMER, MANAGEMENT, make, newPlane, OWNER, policy, role, TRUST, table, urnOf, vpc, type Wanted } from "./test-plane.ts";

const ROLE = "aws:iam/role:Role";
const TABLE = "aws:dynamodb/table:Table";
const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";

function remove(plane: ControlPlane, wanted: Wanted, id: string): void {
  plane.delete({ caller: wanted.caller ?? OWNER, urn: urnOf(wanted), type: wanted.type, id });
}

function update(plane: ControlPlane, wanted: Wanted, id: string, news: Properties, oldOutputs: Properties, preview = false): Properties {
  const { caller = OWNER, type, name = "it", inputs } = wanted;
  return plane.update({ caller, urn: urnOf(wanted), type, name, id, inputs: { ...inputs, ...news }, olds: inputs, oldOutputs, preview });
}

function refusedWith(code: string, says: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Refusal, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, says);
    return true;
  };
}

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
    const cluster = make(plane, { type: "aws:eks/cluster:Cluster", inputs: { name: "main", roleArn: roleOutputs["arn"], vpcConfig: {} } });
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

describe("generations", () => {
  it("give a role that is made anew another unique id under the same ARN", () => {
    const plane = newPlane();
    const first = make(plane, role("api"));
    remove(plane, role("api"), first.id);
    const second = make(plane, role("api"));
    assert.equal(second.outputs["arn"], first.outputs["arn"]);
    assert.notEqual(second.outputs["uniqueId"], first.outputs["uniqueId"]);
  });

  it("give a VPC that replaces another one its own id while both exist", () => {
    const plane = newPlane();
    assert.notEqual(make(plane, vpc("main")).id, make(plane, vpc("main")).id);
  });

  it("leave a policy pointing at the old unique id of a role until the policy is saved again", () => {
    const plane = newPlane();
    const etl = make(plane, role("etl", {}, CONSUMER));
    const resourceArn = arnOf(plane, table("orders"));
    const statement = {
      Sid: "ReadA",
      Effect: "Allow",
      Principal: { AWS: [etl.outputs["arn"]] },
      Action: "dynamodb:GetItem",
      Resource: resourceArn,
    };
    const wanted: Wanted = { type: TABLE_POLICY, inputs: { resourceArn, policy: policy(statement) } };
    const made = make(plane, wanted);
    const shown = (): unknown => plane.read({ caller: OWNER, type: TABLE_POLICY, id: made.id })?.inputs["policy"];
    assert.equal(shown(), wanted.inputs["policy"]);

    remove(plane, role("etl", {}, CONSUMER), "etl");
    const broken = policy({ ...statement, Principal: { AWS: [etl.outputs["uniqueId"]] } });
    assert.equal(shown(), broken, "the role is gone");
    const anew = make(plane, role("etl", {}, CONSUMER));
    assert.equal(shown(), broken, "another role of that name is another role");

    update(plane, wanted, made.id, { policy: policy({ ...statement, Sid: "ReadB" }) }, made.outputs);
    assert.equal(shown(), policy({ ...statement, Sid: "ReadB", Principal: { AWS: [anew.outputs["arn"]] } }));
    assert.throws(
      () => update(plane, wanted, made.id, { policy: broken }, made.outputs),
      refusedWith("ValidationException", /Invalid principal/),
      "the old unique id belongs to nobody",
    );
  });

  it("give a stream that is switched on again another ARN, and take the policy of the old one", () => {
    const plane = newPlane();
    const on = { streamEnabled: true, streamViewType: "KEYS_ONLY" };
    const made = make(plane, table("orders", on));
    const streamArn = made.outputs["streamArn"];
    const allow = { Effect: "Allow", Principal: { AWS: OWNER.account }, Action: "dynamodb:GetRecords", Resource: streamArn };
    make(plane, { type: TABLE_POLICY, inputs: { resourceArn: streamArn, policy: policy(allow) } });
    const off = update(plane, table("orders", on), "orders", { streamEnabled: false }, made.outputs);
    assert.equal(plane.read({ caller: OWNER, type: TABLE_POLICY, id: String(streamArn) }), undefined);
    const again = update(plane, table("orders", { streamEnabled: false }), "orders", on, off);
    assert.notEqual(again["streamArn"], streamArn);
    const other = update(plane, table("orders", on), "orders", { streamViewType: "NEW_IMAGE" }, again);
    assert.notEqual(other["streamArn"], again["streamArn"]);
    assert.equal(
      update(plane, table("orders", { ...on, streamViewType: "NEW_IMAGE" }), "orders", { tags: { a: "b" } }, other)["streamArn"],
      other["streamArn"],
    );
  });
});

describe("a preview", () => {
  it("accepts unknown inputs, shows what is known and changes nothing", () => {
    const plane = newPlane();
    const before = plane.journal().length;
    const inputs = { vpcId: UNKNOWN, serviceName: "com.amazonaws.eu-west-1.dynamodb", routeTableIds: UNKNOWN };
    const wanted: Wanted = { type: "aws:ec2/vpcEndpoint:VpcEndpoint", inputs };
    assert.deepEqual(plane.check({ caller: OWNER, urn: urnOf(wanted), ...wanted, name: "it" }).failures, []);
    const { id, outputs } = plane.create({ caller: OWNER, urn: urnOf(wanted), ...wanted, name: "it", preview: true });
    assert.equal(id, "");
    assert.deepEqual(
      [outputs["vpcId"], outputs["id"], outputs["arn"], outputs["vpcEndpointType"]],
      [UNKNOWN, undefined, UNKNOWN, "Gateway"],
    );
    assert.equal(plane.journal().length, before);
  });

  it("of an update keeps what AWS made up, unless the change renews it", () => {
    const plane = newPlane();
    const made = make(plane, table("orders"));
    const tagged = update(plane, table("orders"), "orders", { tags: { a: "b" } }, made.outputs, true);
    assert.deepEqual([tagged["arn"], tagged["streamArn"], tagged["tagsAll"]], [made.outputs["arn"], "", { a: "b" }]);
    const streamed = update(plane, table("orders"), "orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" }, made.outputs, true);
    assert.deepEqual([streamed["arn"], streamed["streamArn"]], [made.outputs["arn"], UNKNOWN]);
    assert.equal(plane.read({ caller: OWNER, type: TABLE, id: "orders" })?.outputs["streamEnabled"], false);
  });
});

describe("the provider's default tags", () => {
  const caller = { ...OWNER, defaultTags: { team: "data", "managed-by": "palisade" } };
  const wanted: Wanted = { ...table("orders", { tags: { team: "orders" } }), caller };

  it("are merged under a resource's own tags", () => {
    const { outputs } = make(newPlane(), wanted);
    assert.deepEqual(outputs["tags"], { team: "orders" });
    assert.deepEqual(outputs["tagsAll"], { team: "orders", "managed-by": "palisade" });
  });

  it("show as a difference when they change", () => {
    const plane = newPlane();
    const { outputs } = make(plane, wanted);
    const comparison = { type: TABLE, olds: wanted.inputs, news: wanted.inputs, oldOutputs: outputs };
    assert.deepEqual(plane.diff({ caller, ...comparison }).changes, []);
    assert.deepEqual(plane.diff({ caller: OWNER, ...comparison }), { changes: ["tagsAll"], replaces: [], deleteBeforeReplace: false });
  });
});

describe("a type that is not modelled", () => {
  it("passes through, and is kept like any other", () => {
    const plane = newPlane();
    const wanted: Wanted = { type: "aws:sqs/queue:Queue", inputs: { name: "q", tags: { a: "b" } } };
    assert.equal(plane.models(wanted.type), false);
    const made = make(plane, wanted);
    assert.equal(plane.models(wanted.type), false);
    assert.match(String(made.outputs["arn"]), /^arn:aws:sqs:eu-west-1:200000000002:/);
    assert.deepEqual(plane.read({ caller: OWNER, type: wanted.type, id: made.id })?.inputs, wanted.inputs);
    assert.deepEqual(plane.diff({ caller: OWNER, type: wanted.type, olds: wanted.inputs, news: { name: "r" } }).replaces, []);
    remove(plane, wanted, made.id);
    assert.equal(plane.read({ caller: OWNER, type: wanted.type, id: made.id }), undefined);
  });
});
