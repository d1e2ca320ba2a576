import assert from "node:assert/strict";
import type { ControlPlane } from "../../control-plane/control-plane.ts";
import { type Properties, UNKNOWN } from "../../control-plane/properties.ts";
import { Refusal } from "../../control-plane/refusal.ts";
import { arnOf } from "./refusal-cases/refusal-case.ts";
import { CONSUMER, make, newPlane, OWNER, policy, role, table, urnOf, vpc, type Wanted } from "./test-plane.ts";

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
  it("accepts unknown inputs, shows the other ones and changes nothing", () => {
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
  it("passes through, and is stored like any other", () => {
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
