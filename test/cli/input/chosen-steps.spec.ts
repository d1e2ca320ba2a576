import assert from "node:assert/strict";
import { type Choice, chosenSteps } from "../../../cli/input/chosen-steps.ts";
import type { Verb } from "../../../operation/operate.ts";

const step = (name: string) => ({ name, dependsOn: [] });
const STEPS = { planned: ["organization", "data.owner", "data.shipping"].map(step), leftOver: [step("data.gone")] };

const chosen = (verb: Verb, choice: Choice): string[] => chosenSteps(verb, STEPS, choice).map(({ name }) => name);

describe("the stacks that an operation of the sandbox is about", () => {
  for (const { verb, choice, names } of [
    { verb: "up", choice: {}, names: ["organization", "data.owner", "data.shipping"] },
    { verb: "up", choice: { stack: ["data.shipping", "organization"] }, names: ["organization", "data.shipping"] },
    { verb: "destroy", choice: {}, names: ["data.gone", "data.shipping", "data.owner", "organization"] },
    { verb: "destroy", choice: { leftOver: true }, names: ["data.gone"] },
    { verb: "destroy", choice: { stack: ["data.gone"] }, names: ["data.gone"] },
    { verb: "up", choice: { account: ["owner"] }, names: ["data.owner"] },
    { verb: "up", choice: { layer: ["organization"] }, names: ["organization"] },
    { verb: "up", choice: { layer: ["data"], account: ["shipping"] }, names: ["data.shipping"] },
    { verb: "up", choice: { stack: ["data.owner"], account: ["shipping"] }, names: [] },
  ] as const) {
    it(`are ${names.join(", ")} on ${verb} of ${JSON.stringify(choice)}`, () => {
      assert.deepEqual(chosen(verb, choice), names);
    });
  }

  for (const [name, remedy] of [
    ["data.shiping", 'did you mean "data.shipping"?'],
    ["somewhere", "choose from data.owner, data.shipping, organization"],
    ["data.gone", "choose from data.owner, data.shipping, organization"],
  ] as const) {
    it(`are refused where one is ${name}`, () => {
      assert.throws(() => chosen("up", { stack: [name] }), {
        message: `--stack: is not a stack of this declaration, got "${name}"; ${remedy}`,
      });
    });
  }

  it("are refused where an account or a layer has none", () => {
    assert.throws(() => chosen("up", { account: ["ownr"] }), {
      message: '--account: is not an account with stacks of this declaration, got "ownr"; did you mean "owner"?',
    });
    assert.throws(() => chosen("up", { layer: ["dat"] }), {
      message: '--layer: is not a layer with stacks of this declaration, got "dat"; did you mean "data"?',
    });
  });
});
