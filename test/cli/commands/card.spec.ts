import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { rehearsed } from "../../../cli/input/rehearse-declared.ts";
import { type CardReport, cardReport } from "../../../cli/output/card/card-report.ts";
import { readDeclaration } from "../../../model/folder/read-declaration.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { SAMPLE } from "../../support/sample.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/card.spec.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "card");
const ACME = ["--declaration", SAMPLE];
const folder = temporaryFolder();

const reported = async (...args: readonly string[]): Promise<CardReport> =>
  cardReport.parse(JSON.parse((await command("card", ...args, "--json")).out));

describe("card", function () {
  this.timeout(120_000);

  it("writes exactly these pages of the sample, one for each consumer, and the list of what is done by hand", async () => {
    const target = folder("all");
    const { code, out, err } = await command("card", "--all", target, ...ACME);
    assert.deepEqual([code, out, err], [0, "", `${target}: wrote 18 cards and TODO.md\n`]);
    const files = readdirSync(target).sort();
    for (const file of files) assertRecorded(GOLDEN, `${file}.txt`, readFileSync(path.join(target, file), "utf8"));
    assert.deepEqual(
      files.map((file) => `${file}.txt`),
      readdirSync(GOLDEN).sort(),
    );
  });

  it("prints the page of one consumer, from the stacks alone that it needs", async () => {
    for (const consumer of ["pipeline-prod/pipeline", "platform-prod/notifier", "external/nightjar", "checkout-prod/checkout"]) {
      const { code, out } = await command("card", consumer, ...ACME);
      assert.equal(code, 0);
      assertRecorded(GOLDEN, `${consumer.replace("/", ".")}.md.txt`, out);
    }
  });

  it("prints the same as JSON", async () => {
    const report = await reported("analytics-prod/nightly-etl", ...ACME);
    const orders = report.grants.find(({ resource }) => resource === "orders-prod/tables/orders");
    assert.equal(orders?.tableArn, "arn:aws:dynamodb:eu-west-1:200000000002:table/orders");
    assert.equal(orders.takes, null);
    assert.deepEqual(orders.endpoints, [{ variable: "AWS_ENDPOINT_URL_DYNAMODB_STREAMS", url: "<URL of analytics-prod/main>" }]);
    const ended = report.grants.find(({ resource }) => resource === "customers-prod/tables/preferences");
    assert.deepEqual([ended?.state, ended?.tableArn, ended?.snippets], ["ended", null, null]);
  });

  it("has a service account with the role of the pods, and a deployment that names it", async () => {
    for (const [consumer, role] of [
      ["invoicer", "arn:aws:iam::200000000002:role/palisade/access/platform-prod.invoicer"],
      ["notifier", "arn:aws:iam::200000000005:role/palisade/workload/notifier"],
      ["ticket-search", undefined],
    ] as const) {
      const { manifests } = await reported(`platform-prod/${consumer}`, ...ACME);
      const [account, deployment] = parseAllDocuments(manifests ?? "").map((document) => document.toJS() as Manifest);
      assert.equal(account?.metadata.annotations?.["eks.amazonaws.com/role-arn"], role);
      assert.equal(deployment?.spec?.template.spec.serviceAccountName, account?.metadata.name);
      assert.equal(deployment?.metadata.namespace, account?.metadata.namespace);
    }
  });

  it("has ids of AWS's from the outputs of deployed stacks, a file or a folder of them", async () => {
    const outputs = folder("outputs");
    mkdirSync(outputs);
    const read = readDeclaration({ declaration: SAMPLE }, { declaration: "", asOf: "", cwd: process.cwd() });
    assert.ok(read.declaration !== undefined);
    const { stacks } = await rehearsed(plan(read.declaration), read.folder, { out: () => undefined, err: () => undefined });
    const values = new Map(stacks.map((stack) => [stack.name, stack.outputs]));
    for (const [stack, value] of values) writeFileSync(path.join(outputs, `${stack}.json`), JSON.stringify(value));
    const deployed = values.get("consumers.checkout-prod") ?? {};
    const grant = "shop-legacy/tables/baskets/sharedWith/checkout-prod/checkout";

    const declared = await reported("checkout-prod/checkout", ...ACME);
    assert.match(declared.role ?? "", /^arn:aws:iam::<account id of checkout-prod>:role\//);
    assert.deepEqual(declared.unknown, ["<account id of checkout-prod>"]);
    const real = await reported("checkout-prod/checkout", "--outputs", outputs, ...ACME);
    assert.deepEqual(real.unknown, []);
    assert.match(real.role ?? "", /^arn:aws:iam::\d{12}:role\/palisade\/workload\/checkout$/);
    const card = deployed[`card:${grant}`] as { readonly keyPolicyStatements?: string };
    assert.equal(real.grants[0]?.keyPolicyStatements, card.keyPolicyStatements);

    const one = await reported("pipeline-prod/pipeline", "--outputs", path.join(outputs, "consumers.pipeline-prod.json"), ...ACME);
    assert.deepEqual(one.unknown, []);
    assert.match(one.grants[0]?.keyArn ?? "", /:key\/[0-9a-f-]{36}$/);
  });

  it("says so where no grant names a workload", async () => {
    const { code, out } = await command("card", "analytics-prod/notebook", ...ACME);
    assert.equal(code, 0);
    assert.match(out, /No grant names it/);
  });

  for (const [what, args, message] of [
    [
      "no consumer",
      [],
      /^palisade: consumer: is missing; name a workload as <account>\/<workload>, or write every card with --all <folder>\n$/,
    ],
    ["a consumer beside all", ["a/b", "--all", "x"], /--all: does not go with a consumer, got "a\/b"; leave one of the two out/],
    [
      "a misspelt workload",
      ["pipeline-prod/pipelin"],
      /is not a workload or a party .*, got "pipeline-prod\/pipelin"; did you mean "pipeline-prod\/pipeline"\?/,
    ],
    ["a misspelt party", ["external/nightja"], /did you mean "external\/nightjar"\?/],
    ["an account with one workload", ["pipeline-prod"], /consumer: is an account, got "pipeline-prod"; choose pipeline-prod\/pipeline/],
    [
      "an account with several",
      ["platform-prod"],
      /choose from platform-prod\/invoicer, platform-prod\/notifier, platform-prod\/ticket-search/,
    ],
    [
      "an account without workloads",
      ["security"],
      /consumer: is an account without workloads, got "security"; declare one under workloads/,
    ],
    [
      "outputs that are not there",
      ["pipeline-prod/pipeline", "--outputs", "nowhere.json"],
      /--outputs: cannot be read, got "ENOENT" for nowhere\.json/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, out, err } = await command("card", ...args, ...ACME);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
    });
  }

  it("refuses outputs that it cannot use", async () => {
    const target = folder("wrong");
    mkdirSync(target);
    for (const [content, message] of [
      [undefined, /--outputs: has no \.json files/],
      ["[]", /is no JSON object, got "\[\]"/],
      ["nonsense", /is no JSON object, got "nonsense"/],
      ['{ "card:a": { "grant": "a" } }', /card:a is not what this version writes/],
    ] as const) {
      if (content !== undefined) writeFileSync(path.join(target, "a.json"), content);
      const { code, err } = await command("card", "pipeline-prod/pipeline", "--outputs", target, ...ACME);
      assert.equal(code, 2);
      assert.match(err, message);
    }
    writeFileSync(path.join(target, "a.json"), '{ "account:checkout-prod": "300000000001" }');
    writeFileSync(path.join(target, "b.json"), '{ "account:checkout-prod": "300000000002" }');
    const { err } = await command("card", "checkout-prod/checkout", "--outputs", target, ...ACME);
    assert.match(err, /two files differ about checkout-prod/);
  });

  it("refuses a folder that it cannot write, and leaves it as it was", async () => {
    const file = folder("file");
    writeFileSync(file, "");
    const { code, err } = await command("card", "--all", path.join(file, "cards"), ...ACME);
    assert.equal(code, 2);
    assert.match(err, /--all: cannot be written, got "ENOTDIR"/);
  });

  it("ends with the problems of a declaration that has some", async () => {
    const wrong = folder("declaration");
    writeFiles(wrong, new Map([...LINE].map(([file, text]) => [file, text.replace("can: [", "can: [fly, ")])));
    const { code, out } = await command("card", "consumer/reporter", "--declaration", wrong, "--json");
    assert.equal(code, 1);
    assert.ok((JSON.parse(out) as { problems: unknown[] }).problems.length > 0);
  });
});

interface Manifest {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly template: { readonly spec: { readonly serviceAccountName: string } } };
}
