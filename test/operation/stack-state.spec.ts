import assert from "node:assert/strict";
import { readStackState } from "../../operation/stack-state.ts";

const STACK = "urn:pulumi:data.owner::palisade::pulumi:pulumi:Stack::palisade-data.owner";
const component = (name: string, parent = STACK) => ({ urn: name, type: "palisade:data:ProtectedTable", parent });
const made = (name: string, parent: string, protect = false) => ({ urn: name, type: "aws:kms/key:Key", custom: true, parent, protect });

describe("a stack's state", () => {
  it("is empty where nothing was ever deployed", () => {
    for (const exported of [undefined, { resources: null, pending_operations: null }]) {
      const { handedOn: _, ...state } = readStackState(exported);
      assert.deepEqual(state, { made: [], protected: [], neighbours: [], pending: [], writtenAt: "" });
    }
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

  it("leaves out what was only being read, which can be read again", () => {
    const pending_operations = [{ resource: { urn: "cluster" }, type: "reading" }];
    assert.deepEqual(readStackState({ pending_operations }).pending, []);
  });

  it("tells apart what a stack hands on, whatever the order, and without the hash of the declaration", () => {
    const handedOn = (outputs: object) => readStackState({ resources: [{ urn: STACK, type: "pulumi:pulumi:Stack", outputs }] }).handedOn;
    assert.equal(handedOn({ a: 1, b: 2, declaration: "x" }), handedOn({ b: 2, a: 1, declaration: "y" }));
    assert.notEqual(handedOn({ a: 1 }), handedOn({ a: 2 }));
  });
});
