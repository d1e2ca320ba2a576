import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { readEvents } from "../../operation/engine-events.ts";

const STACK = "urn:pulumi:s::palisade::pulumi:pulumi:Stack::palisade-s";
const TABLE = "urn:pulumi:s::palisade::aws:dynamodb/table:Table::t";
const event = (content: object): EngineEvent => ({ sequence: 0, timestamp: 0, ...content });
const said = (severity: string, message: string, urn?: string) => event({ diagnosticEvent: { severity, message, urn, color: "never" } });
const step = (op: string, diffs: readonly string[] = [], type = "aws:dynamodb/table:Table", urn = TABLE) =>
  event({ resOutputsEvent: { metadata: { op, urn, type, diffs } } });

describe("the engine's events", () => {
  it("tell of each resource once what became of it, and which properties differ", () => {
    const { changes } = readEvents([step("update", ["tags", "name"]), step("update", ["tags", "name"])]);
    assert.deepEqual(changes, [{ urn: TABLE, kind: "update", properties: ["name", "tags"] }]);
  });

  it("tell of nothing where nothing changed, was only read, or is the engine's own", () => {
    const events = [step("same"), step("read"), step("discard"), step("refresh"), step("create", [], "pulumi:providers:aws", "provider")];
    assert.deepEqual(readEvents(events).changes, []);
  });

  it("do not count components, which nobody makes at AWS", () => {
    const made = (urn: string, custom?: boolean) =>
      event({ resOutputsEvent: { metadata: { op: "create", urn, type: "palisade:data:ProtectedTable", new: { custom } } } });
    assert.deepEqual(
      readEvents([made("component"), made("table", true)]).changes.map(({ urn }) => urn),
      ["table"],
    );
  });

  it("tell what a policy pack refuses with the policy's name, and count what it leaves open", () => {
    const judged = (enforcementLevel: string, resourceUrn?: string) =>
      event({ policyEvent: { enforcementLevel, resourceUrn, message: "<{%fg 1%}>is open<{%reset%}>\n", policyName: "closed" } });
    const { errors, advisories } = readEvents([judged("mandatory", TABLE), judged("mandatory"), judged("advisory"), judged("advisory")]);
    assert.deepEqual(errors, [`${TABLE}: closed: is open`, "closed: is open"]);
    assert.deepEqual(advisories, { closed: 2 });
  });

  it("leave out that something failed where it is said why", () => {
    assert.deepEqual(readEvents([said("error", "refused", TABLE), said("error", "update failed", STACK)]).errors, [`${TABLE}: refused`]);
    assert.deepEqual(readEvents([said("error", "update failed", STACK)]).errors, ["update failed"]);
  });

  it("keep warnings and errors once each, without colours, with the URN unless it is there or the stack's own", () => {
    const { warnings, errors } = readEvents([
      said("warning", "<{%reset%}>waits<{%reset%}>\n", STACK),
      said("error", "refused", TABLE),
      said("error", `${TABLE}: refused twice`, TABLE),
      said("error", "refused", TABLE),
      said("info", "by the way"),
    ]);
    assert.deepEqual(warnings, ["waits"]);
    assert.deepEqual(errors, [`${TABLE}: refused`, `${TABLE}: refused twice`]);
  });
});
