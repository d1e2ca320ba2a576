import assert from "node:assert/strict";
import { readStackState } from "../../operation/stack-state.ts";

const STACK = "urn:pulumi:data.owner::palisade::pulumi:pulumi:Stack::palisade-data.owner";
const component = (name: string, parent = STACK) => ({ urn: name, type: "palisade:data:ProtectedTable", parent });
const made = (name: string, parent: string, protect = false) => ({ urn: name, type: "aws:kms/key:Key", custom: true, parent, protect });

describe("a stack's state", () => {
  it("is empty where nothing was ever deployed", () => {
    const empty = { made: [], protected: [], neighbours: [], pending: [] };
    assert.deepEqual(readStackState(undefined), empty);
    assert.deepEqual(readStackState({ resources: null, pending_operations: null }), empty);
  });

  it("counts what the stack made, and neither what it reads nor its providers", () => {
    const resources = [
      { urn: STACK, type: "pulumi:pulumi:Stack" },
      { urn: "provider", type: "pulumi:providers:aws", custom: true, parent: STACK },
      { urn: "read", type: "aws:organizations/account:Account", custom: true, external: true, parent: STACK },
      made("made", STACK),
    ];
    assert.deepEqual(readStackState({ resources }).made, ["made"]);
  });

  it("counts what shares a component with something protected as its neighbour, whatever is deep below it too", () => {
    const resources = [
      { urn: STACK, type: "pulumi:pulumi:Stack" },
      component("table"),
      made("key", "table", true),
      made("policy", "table"),
      component("inner", "table"),
      made("deep", "inner"),
      component("other"),
      made("free", "other"),
      made("alone", STACK, true),
      made("beside", STACK),
    ];
    const state = readStackState({ resources });
    assert.deepEqual(state.protected, ["key", "alone"]);
    assert.deepEqual(state.neighbours, ["policy", "inner", "deep"]);
  });

  it("names operations that never ended", () => {
    const pending_operations = [{ resource: { urn: "role", type: "aws:iam/role:Role" }, type: "creating" }];
    assert.deepEqual(readStackState({ pending_operations }).pending, [{ urn: "role", kind: "creating" }]);
  });
});
