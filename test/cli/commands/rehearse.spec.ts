import assert from "node:assert/strict";
import path from "node:path";
import { isRefused, rehearsalText } from "../../../cli/output/print-rehearsal.ts";
import type { PackFinding } from "../../../policy-pack/judge-resources.ts";
import { acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { command, plain } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";
import { SAMPLE } from "../../support/sample.ts";

const violation: PackFinding = { rule: "table-baseline", urn: "urn:it", message: "no key", level: "mandatory", isUndecided: false };
const shown = { from: "examples/acme", violations: [], allDocuments: false };

const folder = temporaryFolder();
const LINE_FOLDER = path.join(import.meta.dirname, "../../../examples/line");

describe("rehearse", () => {
  for (const { fact, text, says } of [
    {
      fact: "is no program",
      text: "export default function ( {",
      says: /cannot be loaded, got ".*"; correct it, and install what it imports\n$/s,
    },
    { fact: "imports what is not there", text: 'import "nowhere";', says: /cannot be loaded, got "Cannot find package 'nowhere'/ },
    { fact: "exports no function", text: "export default 42;", says: /exports no function as its default; write export default function/ },
  ]) {
    it(`names an extension that ${fact}, and ends with 2`, async () => {
      writeFiles(folder(fact), new Map([...LINE, ["extensions/data.ts", text]]));
      const { code, err } = await command("rehearse", "--declaration", folder(fact));
      assert.equal(code, 2);
      assert.match(err, /^palisade: [^\n]*extensions\/data\.ts: /);
      assert.match(err, says);
    });
  }

  for (const name of ["date.ts", "fundation.ts", "data.js", "Consumer.ts"]) {
    it(`names ${name} among the extensions, which no layer would load, and ends with 2`, async () => {
      writeFiles(folder(name), new Map([...LINE, [`extensions/${name}`, "export default function () {}"]]));
      const { code, err } = await command("rehearse", "--declaration", folder(name));
      assert.equal(code, 2);
      assert.match(
        err,
        new RegExp(`^palisade: [^\\n]*extensions/${name}: is not a layer's extension; name it (?:data|foundation|consumers)\\.ts, or`),
      );
    });
  }

  for (const name of ["taken", "taken/below"]) {
    it(`refuses ${name}, where a file stands in the way of the output, before it rehearses`, async () => {
      writeFiles(folder("in the way"), new Map([["taken", ""]]));
      const output = path.join(folder("in the way"), name);
      const { code, out, err } = await command("rehearse", "--declaration", LINE_FOLDER, "--output", output);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, /^palisade: --output: cannot be written, got "ENOTDIR" for \S.*; name a folder that can be\n$/);
    });
  }

  it("takes other files among the extensions for modules that they import", async () => {
    const extension = 'import { note } from "./data-notes.ts"; export default function () { return { note }; }';
    writeFiles(
      folder("modules"),
      new Map([...LINE, ["extensions/data.ts", extension], ["extensions/data-notes.ts", "export const note = 1;"]]),
    );
    const { code, err } = await command("rehearse", "--declaration", folder("modules"));
    assert.equal(code, 0, err);
  });

  it("ends with types, documents against their quotas, grants with their statements and no violation, and with 0", async () => {
    const { code, out, err } = await command("rehearse", "--declaration", SAMPLE);
    assert.equal(code, 0, err);
    assert.match(out, /^Resources by type$/m);
    assert.match(out, /^ {2}dynamodb Table +7 +5$/m);
    assert.match(out, /^Documents \(174\), by how full they are$/m);
    assert.match(out, /^ {2}network-policy +perimeter\.orders-prod +\d+ % +\d+ of 10240 +bytes in a service control policy$/m);
    assert.match(out, /^ {2}and 166 documents less full; npm run rehearse -- --documents lists them$/m);
    assert.match(out, /^Grants \(29\) and the statements that carry them$/m);
    assert.match(out, /^ {4}data\.orders-prod table-orders-stream-policy: AllowNightlyEtlOfAnalyticsProd\w{4}$/m);
    assert.match(out, /^ {2}checkout-prod {2,}created /m);
    assert.match(
      out,
      /54 of 54 stacks rehearsed, \d+ resources in 14 accounts, \d+ statements from grants, 1 warning, 0 violations, 0 advisories\n$/,
    );
    assert.ok(!out.includes("undefined"));
  });

  it("lists every document where it is asked to", async () => {
    const text = plain(rehearsalText(await rehearsedAcme(), acmePlan(), { ...shown, allDocuments: true }));
    assert.ok(!text.includes("less full"));
    assert.equal(text.match(/^ {2}break-glass-role /gm)?.length, 13);
  });

  it("says why no statement carries a grant", async () => {
    const text = plain(rehearsalText(await rehearsedAcme(), acmePlan(), shown));
    assert.match(text, /preferences\/sharedWith\/analytics-prod\/nightly-etl\n {4}it has ended, and nothing of it is deployed$/m);
    assert.match(text, /sharedWith\/sessions-us\n {4}the replication statements of sessions-eu\/tables\/sessions carry it$/m);
    assert.match(text, /usedBy\/shop\n {4}Palisade writes no document for it: /m);
  });

  it("tells violations and advisories of the pack apart, and is refused by violations alone", async () => {
    const violations = [violation, { ...violation, level: "advisory", message: "not known yet" } as const];
    const text = plain(rehearsalText(await rehearsedAcme(), acmePlan(), { ...shown, violations }));
    assert.match(text, /Violations of the policy pack\n {2}table-baseline: no key\n {4}urn:it\n/);
    assert.match(text, /Advisories of the policy pack\n {2}table-baseline: not known yet\n {4}urn:it\n/);
    assert.match(text, /, 1 violation, 1 advisory\n$/);
    assert.deepEqual([isRefused([violation]), isRefused([{ ...violation, level: "advisory" }])], [true, false]);
  });
});
