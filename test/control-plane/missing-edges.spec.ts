import assert from "node:assert/strict";
import { findMissingEdges, type RegisteredResource } from "../../control-plane/missing-edges.ts";
import { policy } from "./test-plane.ts";

const ROLE_ARN = "arn:aws:iam::200000000002:role/api";
const TABLE_ARN = "arn:aws:dynamodb:eu-west-1:200000000002:table/orders";

function resource(urn: string, more: Partial<RegisteredResource> = {}): RegisteredResource {
  return { urn, parent: "", isCustom: true, dependsOn: [], id: urn, inputs: {}, outputs: {}, ...more };
}

const role = resource("role", { outputs: { arn: ROLE_ARN } });
const table = resource("table", { outputs: { arn: TABLE_ARN, streamArn: `${TABLE_ARN}/stream/2025-01-01T00:00:00.000` } });

function tablePolicy(more: Partial<RegisteredResource> = {}): RegisteredResource {
  const document = policy({ Effect: "Allow", Principal: { AWS: [ROLE_ARN] }, Resource: [`${TABLE_ARN}/index/*`] });
  return resource("policy", { id: TABLE_ARN, inputs: { resourceArn: TABLE_ARN, policy: document }, dependsOn: ["table"], ...more });
}

describe("references within a stack", () => {
  it("are found missing an edge, by resource, input and target", () => {
    assert.deepEqual(findMissingEdges([role, table, tablePolicy()]), [{ urn: "policy", input: "policy", value: ROLE_ARN, target: "role" }]);
    assert.deepEqual(findMissingEdges([role, table, tablePolicy({ dependsOn: ["table", "role"] })]), []);
  });

  it("are found in nested inputs, once each, in a fixed order", () => {
    const nested = resource("nested", { inputs: { a: [{ b: TABLE_ARN }], c: `${TABLE_ARN}/index/byStatus and ${TABLE_ARN}` } });
    const found = findMissingEdges([nested, table]);
    assert.deepEqual(
      found.map(({ input, target }) => [input, target]),
      [
        ["a[0].b", "table"],
        ["c", "table"],
      ],
    );
    assert.deepEqual(findMissingEdges([table, nested]), found);
  });

  it("count edges over other resources, over parents that are resources, and over components that are depended on", () => {
    const between = resource("between", { dependsOn: ["role"] });
    assert.deepEqual(findMissingEdges([role, table, between, tablePolicy({ dependsOn: ["table", "between"] })]), []);
    assert.deepEqual(findMissingEdges([role, table, tablePolicy({ parent: "role" })]), []);
    const component = resource("component", { isCustom: false });
    const inner = resource("inner", { isCustom: false, parent: "component" });
    const child = { ...role, parent: "inner" };
    assert.deepEqual(findMissingEdges([component, inner, child, table, tablePolicy({ dependsOn: ["table", "component"] })]), []);
  });

  it("are not backed by a common component", () => {
    const component = resource("component", { isCustom: false });
    const found = findMissingEdges([component, { ...role, parent: "component" }, table, tablePolicy({ parent: "component" })]);
    assert.equal(found.length, 1);
  });

  it("cannot have an edge against one that is there", () => {
    assert.deepEqual(findMissingEdges([{ ...role, dependsOn: ["policy"] }, table, tablePolicy()]), []);
  });

  it("are found for made-up ids", () => {
    const vpc = resource("vpc", { id: "vpc-0123456789abcdef0" });
    const scp = resource("scp", {
      inputs: { content: policy({ Condition: { StringNotEquals: { "aws:SourceVpc": ["vpc-0123456789abcdef0"] } } }) },
    });
    assert.deepEqual(findMissingEdges([vpc, scp]), [{ urn: "scp", input: "content", value: "vpc-0123456789abcdef0", target: "vpc" }]);
    assert.deepEqual(findMissingEdges([vpc, { ...scp, dependsOn: ["vpc"] }]), []);
  });

  it("to something outside the stack are no concern", () => {
    assert.deepEqual(findMissingEdges([tablePolicy({ dependsOn: [] })]), []);
  });
});
