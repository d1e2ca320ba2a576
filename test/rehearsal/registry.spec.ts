import assert from "node:assert/strict";
import { type Registrant, Registry } from "../../rehearsal/registry.ts";

const ARN = "arn:aws:iam::200000000002:role/api";
const made = (urn: string, changes: Partial<Registrant> = {}): Registrant => ({
  ...{ urn, id: urn, type: "t", name: urn, parent: "", dependsOn: [], inputs: {}, outputs: {}, provider: "", protect: false },
  ...{ caller: { account: "200000000002", region: "eu-west-1" }, made: "here", clear: { inputs: {}, outputs: {} }, ...changes },
});
const role = made("role", { clear: { inputs: {}, outputs: { arn: ARN } } });

describe("a stack's registry", () => {
  for (const [what, others, found] of [
    ["finds a name without an edge", [made("user", { clear: { inputs: { a: ARN }, outputs: {} } })], ["user"]],
    [
      "takes a provider for an edge",
      [made("provider", { dependsOn: ["role"] }), made("user", { provider: "provider::id", clear: { inputs: { a: ARN }, outputs: {} } })],
      [],
    ],
  ] as const) {
    it(what, () => {
      const registry = new Registry("one");
      for (const each of [role, ...others]) registry.add(each);
      assert.deepEqual(
        registry.missingEdges.map(({ urn }) => urn),
        found,
      );
    });
  }

  it("refuses outputs of what is not there", () => {
    assert.throws(() => new Registry("one").setOutputs("urn:x", {}), { message: /^urn:x: outputs of a resource that is not registered/ });
  });
});
