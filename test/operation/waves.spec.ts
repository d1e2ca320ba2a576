import assert from "node:assert/strict";
import fc from "fast-check";
import { LAYER_LIMITS, layerOf } from "../../operation/layer-limits.ts";
import type { Step } from "../../operation/walk.ts";
import { MOST_JOBS, type Wave, wavesOf } from "../../operation/waves.ts";

const LAYERS = ["guardrails", "foundation", "perimeter", "data"];

/** Stacks of some layers that depend on earlier ones alone, each with whether it is chosen. */
const plans = fc
  .array(fc.record({ layer: fc.nat(LAYERS.length - 1), after: fc.array(fc.nat(40), { maxLength: 3 }), isChosen: fc.boolean() }), {
    maxLength: 40,
  })
  .map((nodes) => {
    const names = nodes.map(({ layer }, index) => `${LAYERS[layer] ?? ""}.a${index.toString()}`);
    return nodes.map(({ after, isChosen }, index) => ({
      name: names[index] ?? "",
      dependsOn: [...new Set(after.filter((other) => other < index).map((other) => names[other] ?? ""))],
      isChosen,
    }));
  });

/** The place of each stack's wave. */
const placesOf = (waves: readonly Wave[]): Map<string, number> =>
  new Map(waves.flatMap(({ jobs }, place) => jobs.flatMap(({ stacks }) => stacks.map((name) => [name, place] as const))));

/** What a stack depends on, also through others. */
function ancestors(steps: readonly Step[], name: string): Set<string> {
  const found = new Set<string>();
  for (const next = [name]; next.length > 0; )
    for (const other of steps.find((step) => step.name === next.pop())?.dependsOn ?? []) {
      if (!found.has(other)) next.push(other);
      found.add(other);
    }
  return found;
}

describe("waves", () => {
  it("have every chosen stack once, after all that it depends on, also through stacks that are not chosen", () => {
    fc.assert(
      fc.property(plans, (steps) => {
        const chosen = steps.filter(({ isChosen }) => isChosen).map(({ name }) => name);
        const waves = wavesOf(steps, new Set(chosen));
        const all = waves.flatMap(({ jobs }) => jobs.flatMap(({ stacks }) => stacks));
        assert.deepEqual([...all].sort(), [...chosen].sort());
        const places = placesOf(waves);
        for (const name of chosen)
          for (const other of ancestors(steps, name)) {
            const place = places.get(other);
            assert.ok(place === undefined || place < (places.get(name) ?? -1), `${name} is not after ${other}`);
          }
        for (const { jobs, atOnce } of waves) {
          const stacks = jobs.flatMap((job) => job.stacks);
          for (const name of stacks) assert.equal(atOnce, LAYER_LIMITS[layerOf(name) as keyof typeof LAYER_LIMITS] ?? null);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it("fit a matrix at a thousand accounts", () => {
    const accounts = Array.from({ length: 1000 }, (_, index) => index.toString());
    const steps: Step[] = [
      { name: "organization", dependsOn: [] },
      { name: "guardrails", dependsOn: ["organization"] },
      ...accounts.map((name) => ({ name: `foundation.${name}`, dependsOn: ["organization"] })),
      ...accounts.map((name) => ({ name: `perimeter.${name}`, dependsOn: ["guardrails", `foundation.${name}`] })),
      ...accounts.map((name) => ({ name: `data.${name}`, dependsOn: [`perimeter.${name}`] })),
      ...accounts.map((name) => ({ name: `consumers.${name}`, dependsOn: [`data.${name}`] })),
    ];
    const waves = wavesOf(steps, new Set(steps.map(({ name }) => name)));
    assert.equal(placesOf(waves).size, steps.length);
    for (const { jobs } of waves) assert.ok(jobs.length <= MOST_JOBS && jobs.every(({ stacks }) => stacks.length > 0));
    assert.deepEqual(
      waves.map(({ jobs, atOnce }) => [jobs.length, atOnce]),
      [
        [1, 1],
        [1, 1],
        [250, null],
        [250, 2],
        [250, null],
        [250, null],
      ],
    );
  });

  it("are none where nothing is chosen", () => {
    assert.deepEqual(wavesOf([{ name: "organization", dependsOn: [] }], new Set()), []);
  });
});
