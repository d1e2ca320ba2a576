import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import { RESOURCE_TYPES } from "../../control-plane/modelled-types.ts";
import { UNKNOWN } from "../../control-plane/properties.ts";
import { make, newPlane, OWNER, urnOf, type Wanted } from "./test-plane.ts";
import { SAMPLES } from "./valid-resources.ts";

const samples = new Map(SAMPLES.map((sample) => [sample(newPlane()).type, sample]));
const types = RESOURCE_TYPES.filter(({ token }) => token.startsWith("aws:"));

interface Declared {
  readonly inputs: ReadonlySet<string>;
  readonly required: readonly string[];
  readonly outputs: ReadonlySet<string>;
}

/** A resource's inputs and outputs as @pulumi/aws declares them. */
function declared(token: string): Declared {
  const [, path = ""] = token.split(":");
  const file = new URL(`../../node_modules/@pulumi/aws/${path}.d.ts`, import.meta.url);
  assert.ok(existsSync(file), `@pulumi/aws has no ${token}`);
  const source = ts.createSourceFile(path, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const inputs = new Set<string>();
  const required: string[] = [];
  const outputs = new Set<string>();
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text.endsWith("Args")) {
      for (const member of node.members) {
        const name = (member.name as ts.Identifier).text;
        inputs.add(name);
        if (member.questionToken === undefined) required.push(name);
      }
    }
    if (ts.isClassDeclaration(node)) {
      for (const member of node.members) if (ts.isPropertyDeclaration(member)) outputs.add((member.name as ts.Identifier).text);
    }
  });
  return { inputs, required, outputs };
}

describe("every modelled resource type", () => {
  it("has a sample here", () => {
    assert.deepEqual([...samples.keys()].sort(), types.map(({ token }) => token).sort());
  });

  for (const type of types) {
    const { token } = type;
    const sample = samples.get(token);
    const given = (): { plane: ReturnType<typeof newPlane>; wanted: Wanted } => {
      const plane = newPlane();
      return { plane, wanted: sample!(plane) };
    };

    describe(token, () => {
      it("names only inputs and outputs that @pulumi/aws has, and all that it requires", () => {
        const sdk = declared(token);
        const inputs = [
          ...type.required,
          ...type.replacedBy,
          ...Object.keys(type.defaults ?? {}),
          ...Object.keys(type.documents ?? {}),
          ...(type.json ?? []),
          ...(type.sets ?? []),
          ...Object.keys(type.texts ?? {}),
          ...(type.name === undefined ? [] : [type.name.input]),
        ];
        for (const input of inputs) assert.ok(sdk.inputs.has(input), `input ${input}`);
        for (const output of type.computed) assert.ok(sdk.outputs.has(output), `output ${output}`);
        for (const input of sdk.required) assert.ok(type.required.includes(input), `required ${input}`);
        assert.equal(type.isTaggable, sdk.outputs.has("tagsAll"), "tagsAll");
        assert.equal(type.scope === "regional", sdk.inputs.has("region"), "region");
        const unset = [...sdk.outputs].filter(
          (output) => !sdk.inputs.has(output) && output !== "tagsAll" && !type.computed.includes(output),
        );
        assert.deepEqual(
          unset.filter((output) => !output.startsWith("is")),
          [],
          "outputs that nothing sets",
        );
      });

      it("leaves unknown in a preview exactly what AWS gives only afterwards, and knows the rest for certain", () => {
        const { plane, wanted } = given();
        const { caller = OWNER, type: name, inputs } = wanted;
        const preview = plane.create({ caller, urn: urnOf(wanted), type: name, name: "it", inputs, preview: true });
        const made = make(plane, wanted);
        assert.equal(preview.id, "");
        assert.deepEqual([...Object.keys(preview.outputs), "id"].sort(), Object.keys(made.outputs).sort());
        for (const [output, value] of Object.entries(preview.outputs)) {
          if (value === UNKNOWN) assert.ok(type.computed.includes(output), output);
          // An OIDC provider's URL is shown without its scheme.
          else if (output !== "url") assert.deepEqual(value, made.outputs[output], output);
        }
      });

      it("shows itself as it was made, and differs in nothing from itself", () => {
        const { plane, wanted } = given();
        const { caller = OWNER } = wanted;
        const made = make(plane, wanted);
        const read = plane.read({ caller, type: token, id: made.id });
        assert.deepEqual(read?.outputs, made.outputs);
        const difference = plane.diff({ caller, type: token, olds: wanted.inputs, news: read.inputs, oldOutputs: made.outputs });
        assert.deepEqual(difference, { changes: [], replaces: [], deleteBeforeReplace: false });
      });

      it("is made up the same in another world, and is gone once deleted", () => {
        const [one, other] = [given(), given()];
        const made = make(one.plane, one.wanted);
        assert.deepEqual(make(other.plane, other.wanted), made);
        const { caller = OWNER } = one.wanted;
        one.plane.delete({ caller, urn: urnOf(one.wanted), type: token, id: made.id });
        assert.equal(one.plane.read({ caller, type: token, id: made.id }), undefined);
        one.plane.delete({ caller, urn: urnOf(one.wanted), type: token, id: made.id });
        assert.equal(one.plane.journal().at(-1)?.verb, "delete");
      });

      it("can be updated to itself without a new identity", () => {
        const { plane, wanted } = given();
        const { caller = OWNER, inputs } = wanted;
        const made = make(plane, wanted);
        const request = {
          caller,
          urn: urnOf(wanted),
          type: token,
          name: "it",
          id: made.id,
          inputs,
          olds: inputs,
          oldOutputs: made.outputs,
        };
        assert.deepEqual(plane.update(request), made.outputs);
        const preview = plane.update({ ...request, preview: true });
        for (const [output, value] of Object.entries(preview))
          if (value !== UNKNOWN && output !== "url") assert.deepEqual(value, made.outputs[output], output);
      });

      it("refuses to be made without what it requires", () => {
        const { plane, wanted } = given();
        for (const input of type.required) {
          const inputs = { ...wanted.inputs, [input]: undefined };
          const { failures } = plane.check({ caller: OWNER, urn: urnOf(wanted), type: token, name: "it", inputs });
          assert.deepEqual(
            failures.map(({ property }) => property),
            [input],
          );
        }
      });
    });
  }
});
