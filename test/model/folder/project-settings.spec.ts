import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectSettings } from "../../../model/folder/project-settings.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();

function settings(name: string, config: string) {
  mkdirSync(folder(name));
  writeFileSync(path.join(folder(name), "Pulumi.yaml"), `name: palisade\nruntime: nodejs\n${config}`);
  return projectSettings(folder(name));
}

describe("the project's settings", () => {
  it("are the documented ones where Pulumi.yaml has none", () => {
    const defaults = { atOnce: 4, policyPack: folder("bare/policy-pack"), declaration: undefined, previewRole: "PalisadePreview" };
    assert.deepEqual(settings("bare", ""), defaults);
  });

  it("are those under config, in each form that Pulumi takes, with folders from Pulumi.yaml's", () => {
    const config =
      'config:\n  aws:region: eu-west-1\n  palisade:atOnce: { value: 8 }\n  palisade:declaration: shop\n  palisade:secretsProvider: { default: "awskms://alias/it" }\n  palisade:policyPack: { value: ../pack }\n';
    assert.deepEqual(settings("all", config), {
      atOnce: 8,
      declaration: folder("all/shop"),
      secretsProvider: "awskms://alias/it",
      policyPack: folder("pack"),
      previewRole: "PalisadePreview",
    });
  });

  it("name the backend of Pulumi.yaml, where it has one", () => {
    assert.equal(settings("backend", "backend: { url: 's3://states' }\n").backend, "s3://states");
    assert.equal(settings("none-named", "backend: {}\n").backend, undefined);
  });

  for (const [name, config, message] of [
    [
      "unknown",
      "palisade:atonce: 8",
      "Pulumi.yaml: has a setting that does not exist, got palisade:atonce; choose from palisade:declaration, palisade:secretsProvider, palisade:atOnce, palisade:policyPack, palisade:previewRole",
    ],
    ["text", "palisade:atOnce: many", 'Pulumi.yaml: palisade:atOnce must be a whole number from 1 to 99, got "many"; correct it'],
    ["none", "palisade:atOnce: 0", "Pulumi.yaml: palisade:atOnce must be a whole number from 1 to 99, got 0; correct it"],
    [
      "folder",
      "palisade:declaration: 7",
      "Pulumi.yaml: palisade:declaration must be the folder that holds organization.yaml, got 7; correct it",
    ],
  ] as const) {
    it(`are refused where one is ${config}`, () => {
      assert.throws(() => settings(name, `config:\n  ${config}\n`), { message });
    });
  }
});
