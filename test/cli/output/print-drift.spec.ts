import assert from "node:assert/strict";
import type { JudgedDrift } from "../../../cli/output/drift-report.ts";
import { driftText } from "../../../cli/output/print-drift.ts";
import { plain } from "../../support/command.ts";

const urn = (name: string) => `urn:pulumi:data.owner::palisade::aws:kms/key:Key::${name}`;

const drift = (name: string, judged: Partial<JudgedDrift>): JudgedDrift => ({
  stack: "data.owner",
  drift: { urn: urn(name), type: "aws:kms/key:Key", kind: "gone", properties: [], found: undefined },
  access: "same",
  notKnown: [],
  changes: [],
  judgedWith: [],
  ...judged,
});

describe("the text of drifts", () => {
  it("says which are judged together, by name where they change access", () => {
    const changes: JudgedDrift["changes"] = [];
    const drifts = [
      drift("a", { judgedWith: [urn("b")] }),
      drift("b", { judgedWith: [urn("a")] }),
      drift("c", { changes, access: "opens" }),
    ];
    assert.equal(
      plain(driftText({ drifts, together: [] })),
      `
data.owner
  a (aws:kms/key:Key) is gone: changes no access
    judged together with 1 other
  b (aws:kms/key:Key) is gone: changes no access
    judged together with 1 other
  c (aws:kms/key:Key) is gone: opens access
`,
    );
  });
});
