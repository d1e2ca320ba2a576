import assert from "node:assert/strict";
import { readConfiguration } from "../../policy-pack/configuration.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { ExemptionLedger } from "../../policy-pack/exemption.ts";

const EXEMPTION = {
  rule: "table-baseline",
  urn: "urn:pulumi:prod::orders::aws:dynamodb/table:Table::cache",
  reason: "a cache that is filled anew every night",
  until: "2027-03-31",
};

const read = (json: unknown) => readConfiguration(json, everyPolicy());

describe("the configuration of the pack", () => {
  it("gives levels, settings and exemptions", () => {
    const { configuration } = read({
      all: "advisory",
      "exact-data-access": "disabled",
      "table-baseline": { enforcementLevel: "mandatory", ownerTag: "team" },
      exemptions: { list: [EXEMPTION] },
    });
    assert.deepEqual(configuration, {
      exemptions: [EXEMPTION],
      places: [],
      levels: { all: "advisory", "exact-data-access": "disabled", "table-baseline": "mandatory" },
      settings: { all: {}, "exact-data-access": {}, "table-baseline": { ownerTag: "team" }, exemptions: { list: [EXEMPTION] } },
    });
  });

  const WRONG: readonly (readonly [fact: string, json: unknown, says: RegExp])[] = [
    ["a list", [], /no JSON object/],
    ["a misspelt rule", { "table-baselin": "advisory" }, /there is no such rule, got "table-baselin"; did you mean "table-baseline"\?/],
    [
      "a misspelt setting",
      { "table-baseline": { ownerTags: "team" } },
      /^table-baseline: there is no such setting, got "ownerTags"; did you mean "ownerTag"\?/,
    ],
    ["a setting of a rule without settings", { "exact-data-access": { tables: [] } }, /there is no such setting, got "tables"/],
    ["a setting of the wrong kind", { "table-baseline": { ownerTag: 7 } }, /^table-baseline\.ownerTag: .*, got 7/],
    ["a value that is none of a setting's", { "table-baseline": { deletionProtection: "on" } }, /deletionProtection: .*, got "on"/],
    ["a misspelt level", { "table-baseline": "warning" }, /there is no such level, got "warning"/],
    ["an exemption from a misspelt rule", { exemptions: { list: [{ ...EXEMPTION, rule: "table" }] } }, /list\[0\]\.rule: .*got "table"/],
    ["an exemption without a reason", { exemptions: { list: [{ ...EXEMPTION, reason: "-" }] } }, /list\[0\]\.reason: says nothing/],
    ["an exemption without a last day", { exemptions: { list: [{ ...EXEMPTION, until: undefined }] } }, /list\[0\]\.until: .*got nothing/],
    ["an exemption until no day", { exemptions: { list: [{ ...EXEMPTION, until: "2027-02-30" }] } }, /until: .*got "2027-02-30"/],
    ["an exemption of everything", { exemptions: { list: [{ ...EXEMPTION, urn: "urn:pulumi:*" }] } }, /urn: exempts every resource/],
    ["an exemption of no URN", { exemptions: { list: [{ ...EXEMPTION, urn: "cache" }] } }, /urn: is no URN/],
    [
      "a setting that is missing",
      { exemptions: { list: [{ ...EXEMPTION, urn: undefined }] } },
      /urn: is missing, got nothing; see exemptions in/,
    ],
    [
      "exemptions that are no object",
      { exemptions: [EXEMPTION] },
      /^exemptions: is a list without its name, got .*; write \{ "list": \[ … \] \}$/,
    ],
    ["settings of all", { all: { days: 7 } }, /^all: there is no such setting, got "days"; all has a level alone/],
    [
      "a value of no kind",
      { "table-baseline": { deletionProtection: true } },
      /is none of its values, got true; write "required" or "stated"$/,
    ],
    ["places that are no object", { places: [{ stack: "dev", rules: { all: "advisory" } }] }, /^places: is a list without its name/],
    ["a list that is an object", { places: { list: {} } }, /^places\.list: is no list, got \{\}; see places in the list of rules/],
    [
      "a place that sets nothing",
      { places: { list: [{ stack: "dev", rules: {} }] } },
      /list\[0\]\.rules: sets nothing, got \{\}; name a rule/,
    ],
    [
      "an account id with hyphens",
      { places: { list: [{ account: "3000-0000-0001", rules: { all: "advisory" } }] } },
      /list\[0\]\.account: is no account id, got "3000-0000-0001"; write 12 digits without hyphens/,
    ],
    [
      "an account id in no quotes",
      { places: { list: [{ account: 300000000001, rules: { all: "advisory" } }] } },
      /account: is no text in quotes, got 300000000001/,
    ],
    [
      "exemptions for a place",
      { places: { list: [{ stack: "dev", rules: { exemptions: { list: [EXEMPTION] } } }] } },
      /exemptions: a place sets its level alone, got "list"; write it under exemptions of the configuration/,
    ],
    ["a misspelt word of an exemption", { exemptions: { list: [{ ...EXEMPTION, untl: "" }] } }, /list\[0\]: .*did you mean "until"\?/],
  ];
  for (const [fact, json, says] of WRONG) {
    it(`is refused for ${fact}`, () => {
      const { problems = [] } = read(json);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", says);
      assert.match(problems[0] ?? "", /, got .+; .+/);
    });
  }
});

describe("exemptions", () => {
  const finding = { urn: EXEMPTION.urn, message: "no key, got nothing; set one", verdict: "violation" as const };
  const verdicts = (today: string, needed: boolean, urns = [EXEMPTION.urn], exemption = EXEMPTION) => {
    const ledger = new ExemptionLedger([exemption], today);
    if (needed) ledger.apply("table-baseline", [finding]);
    return ledger.problems(urns).map(({ verdict, message }) => `${verdict}: ${message}`);
  };

  it("hold through their last day, for their rule and resource alone", () => {
    const ledger = new ExemptionLedger([EXEMPTION], "2027-03-31");
    assert.deepEqual(ledger.apply("table-baseline", [finding]), []);
    assert.deepEqual(ledger.apply("exact-data-access", [finding]), [finding]);
    const other = { ...finding, urn: `${finding.urn}2` };
    assert.deepEqual(ledger.apply("table-baseline", [other]), [other]);
  });

  it("fail the day after, and the resource with them", () => {
    const ledger = new ExemptionLedger([EXEMPTION], "2027-04-01");
    assert.match(ledger.apply("table-baseline", [finding])[0]?.message ?? "", /^no key.*ended with 2027-03-31\)$/);
    assert.match(verdicts("2027-04-01", true).join(), /^violation: the exemption from table-baseline .* has ended/);
  });

  it("are named where nothing needs them", () => {
    assert.deepEqual(verdicts("2027-03-31", true), []);
    assert.match(verdicts("2027-03-31", false).join(), /^notice: .* is not needed, got no violation/);
    assert.match(verdicts("2027-03-31", false, [`${EXEMPTION.urn}2`]).join(), /^notice: .*got no such resource/);
  });

  it("are left alone in other stacks", () => {
    const other = ["urn:pulumi:test::orders::aws:dynamodb/table:Table::cache"];
    assert.deepEqual(verdicts("2027-03-31", false, other), []);
    assert.deepEqual(verdicts("2027-04-01", false, other), []);
    assert.deepEqual(verdicts("2027-03-31", false, other, { ...EXEMPTION, urn: "urn:pulumi:*::orders::*::dump" }), []);
  });
});
