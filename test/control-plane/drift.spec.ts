import assert from "node:assert/strict";
import { Refusal } from "../../control-plane/refusal.ts";
import { make, newPlane, OWNER, policy, role, table, urnOf } from "./test-plane.ts";

const TABLE = "aws:dynamodb/table:Table";

describe("a change behind every program's back", () => {
  it("changes a resource, visibly and unchecked", () => {
    const plane = newPlane();
    make(plane, table("orders"));
    plane.drift({ caller: OWNER, type: TABLE, id: "orders", inputs: { deletionProtectionEnabled: true, hashKey: "nothing" } });
    const read = plane.read({ caller: OWNER, type: TABLE, id: "orders" });
    assert.equal(read?.inputs["deletionProtectionEnabled"], true);
    assert.equal(read.outputs["hashKey"], "nothing");
    const { changes } = plane.diff({ caller: OWNER, type: TABLE, olds: read.inputs, news: table("orders").inputs });
    assert.deepEqual(changes, ["deletionProtectionEnabled", "hashKey"]);
  });

  it("deletes a resource, after which an update is refused and a deletion is not", () => {
    const plane = newPlane();
    const wanted = table("orders", { deletionProtectionEnabled: true });
    const { outputs } = make(plane, wanted);
    plane.drift({ caller: OWNER, type: TABLE, id: "orders", isGone: true });
    assert.equal(plane.read({ caller: OWNER, type: TABLE, id: "orders" }), undefined);
    const request = { caller: OWNER, urn: urnOf(wanted), type: TABLE, name: "it", id: "orders" };
    assert.throws(
      () => plane.update({ ...request, inputs: wanted.inputs, olds: wanted.inputs, oldOutputs: outputs }),
      (error: unknown) => error instanceof Refusal && error.code === "ResourceNotFoundException" && error.remedy.includes("pulumi refresh"),
    );
    plane.delete(request);
  });

  it("differs from a program's calls in the journal", () => {
    const plane = newPlane();
    const from = plane.journal().length;
    make(plane, table("orders"));
    plane.drift({ caller: OWNER, type: TABLE, id: "orders", inputs: { tags: { a: "b" } } });
    plane.drift({ caller: OWNER, type: TABLE, id: "orders", isGone: true });
    assert.deepEqual(
      plane.journal(from).map(({ verb, type, id }) => [verb, type, id]),
      [
        ["create", TABLE, "orders"],
        ["drift", TABLE, "orders"],
        ["drift", TABLE, "orders"],
      ],
    );
  });

  it("cannot change what is not there", () => {
    assert.throws(
      () => newPlane().drift({ caller: OWNER, type: TABLE, id: "orders", isGone: true }),
      /nothing to change by hand, got aws:dynamodb\/table:Table orders/,
    );
  });
});

describe("seeding", () => {
  it("adds existing resources under their own ids, once, without checks", () => {
    const plane = newPlane();
    const existing = [
      { type: "aws:ec2/vpc:Vpc", ...OWNER, id: "vpc-0abc", inputs: { cidrBlock: "10.9.0.0/16" } },
      {
        type: "aws:iam/role:Role",
        ...OWNER,
        inputs: { name: "nightly", path: "/team/", assumeRolePolicy: "{}" },
        outputs: { uniqueId: "AROAEXISTING" },
      },
    ];
    plane.seed(existing);
    const seeded = plane.journal().length;
    plane.seed(existing);
    assert.equal(plane.journal().length, seeded);
    const subnet = { type: "aws:ec2/subnet:Subnet", inputs: { vpcId: "vpc-0abc", cidrBlock: "10.9.0.0/20" } };
    assert.match(make(plane, subnet).id, /^subnet-0/);
    const read = plane.read({ caller: OWNER, type: "aws:iam/role:Role", id: "nightly" });
    assert.deepEqual([read?.outputs["arn"], read?.outputs["uniqueId"]], ["arn:aws:iam::200000000002:role/team/nightly", "AROAEXISTING"]);
    assert.throws(() => make(plane, role("nightly")), /EntityAlreadyExists .*import the resource that has it \(existing\)/);
  });

  it("adds accounts that belong to no organization", () => {
    const plane = newPlane();
    const trust = { Effect: "Allow", Principal: { AWS: "900000000009" }, Action: "sts:AssumeRole" };
    const trusting = role("auditor", { assumeRolePolicy: policy(trust) });
    assert.throws(() => make(plane, trusting), /Invalid principal/);
    plane.addAccounts(OWNER, ["900000000009", "900000000009"]);
    make(plane, trusting);
  });
});
